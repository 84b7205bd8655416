/** The kill switch beats everything: within a moment nothing sounds and no amplifier is on, until it is released; and the box says so. */
import type { BoxTrace, Trace } from '../trace.ts';
import type { Stretch } from './stretch.ts';
import { relayOn } from './switched-on.ts';
import { hasTroubleIn } from './tenure.ts';
import { isUnheard } from './unheard.ts';
import { complaints, type Violation } from './violation.ts';

/** What the card holds, and a fade. */
const SILENT_WITHIN_US = 250_000;
/** The fade has its time, and then two relays of a slow bank. */
const OFF_WITHIN_US = 1_000_000;
const STALLED_US = 1_500_000;

export const killSwitch = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('kill-switch');
  for (const box of trace.boxes) {
    for (const thrown of thrownStretches(box)) {
      for (const [atUs, says] of reasonsAgainst(trace, box, thrown)) complain(box.id, atUs, says);
    }
    for (const { atUs, report } of box.published) {
      if (report.of !== 'telemetry') continue;
      const bootUs = box.lives.findLast(({ fromUs }) => fromUs <= atUs)?.fromUs ?? 0;
      const told = box.switches.findLast((one) => one.atUs >= bootUs && one.atUs <= atUs);
      if (report.killSwitch !== (told?.isThrown === true))
        complain(box.id, atUs, `says that its switch is ${report.killSwitch ? '' : 'not '}thrown`);
    }
  }
  return found;
};

/** Each within one life: the next begins by being told again. */
const thrownStretches = (box: BoxTrace): Stretch[] =>
  box.switches.flatMap(({ atUs, isThrown }, index): Stretch[] => {
    const life = box.lives.find(({ fromUs, toUs }) => fromUs <= atUs && atUs <= toUs);
    if (!isThrown || life === undefined) return [];
    return [[atUs, Math.min(box.switches[index + 1]?.atUs ?? Infinity, life.toUs)]];
  });

const reasonsAgainst = (
  trace: Trace,
  box: BoxTrace,
  [fromUs, toUs]: Stretch,
): (readonly [number, string])[] => {
  const says: (readonly [number, string])[] = [];
  const stalledUs = hasTroubleIn(box, 'process-stall', fromUs - STALLED_US, toUs) ? STALLED_US : 0;
  const silentUs = fromUs + SILENT_WITHIN_US + stalledUs;
  const loud = box.spans.find(
    (span) =>
      span.toUs > silentUs && span.fromUs < toUs && !isUnheard(trace, box, span.fromUs, span.toUs),
  );
  if (loud !== undefined) {
    const lateMs = Math.round((Math.min(loud.toUs, toUs) - fromUs) / 1_000);
    says.push([loud.fromUs, `sounds ${lateMs} ms after its kill switch was thrown`]);
  }
  const offUs = fromUs + OFF_WITHIN_US + stalledUs;
  const isStuck = hasTroubleIn(box, 'relay-fails', fromUs - STALLED_US, toUs);
  const on = relayOn(box, 'supply', trace.endUs).find(
    ([start, end]) => end > offUs && start < toUs,
  );
  if (on !== undefined && !isStuck && toUs > offUs)
    says.push([offUs, 'its amplifier is on though its kill switch is thrown']);
  return says;
};
