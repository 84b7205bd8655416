/** A box that is asked to stop: fades, switches off, says that it sleeps, and leaves, in a few seconds. */
import type { BoxTrace, Life, Trace } from '../trace.ts';
import { holding } from './stretch.ts';
import { cardOpen, relayOn } from './switched-on.ts';
import { hasTroubleIn } from './tenure.ts';
import { complaints, type Violation } from './violation.ts';

/** A fade that has its time, two relays, timers. */
const LEAVES_WITHIN_US = 1_500_000;

export const farewell = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('farewell');
  for (const box of trace.boxes) {
    for (const life of box.lives) {
      for (const says of reasonsAgainst(trace, box, life))
        complain(box.id, life.shutdownUs ?? life.toUs, says);
    }
  }
  return found;
};

const reasonsAgainst = (trace: Trace, box: BoxTrace, life: Life): string[] => {
  const { shutdownUs, toUs, end, fromUs } = life;
  if (end === 'exit' && shutdownUs === undefined) return ['left though nobody asked it to'];
  if (shutdownUs === undefined) return [];
  const stallUs = hasTroubleIn(box, 'process-stall', shutdownUs - 1_500_000, toUs) ? 1_500_000 : 0;
  const tookUs = toUs - shutdownUs;
  if (tookUs > LEAVES_WITHIN_US + stallUs) return [`took ${(tookUs / 1e6).toFixed(2)} s to leave`];
  if (end !== 'exit') return [];
  const says: string[] = [];
  const isStuck = hasTroubleIn(box, 'relay-fails', shutdownUs, toUs);
  for (const relay of ['supply', 'line'] as const) {
    if (!isStuck && isOnAt(relayOn(box, relay, trace.endUs), toUs))
      says.push(`left with its ${relay} on`);
  }
  if (isOnAt(cardOpen(box, trace.endUs), toUs)) says.push('left with its card open');
  const link = box.links.findLast(({ atUs }) => atUs >= fromUs && atUs <= toUs);
  const isUp = link?.state === 'up' && link.atUs < toUs - 200_000;
  const slept = box.published.some(
    ({ atUs, report }) =>
      report.of === 'state' && report.state === 'sleeping' && atUs >= shutdownUs && atUs <= toUs,
  );
  if (isUp && !slept) says.push('left without a word');
  if (box.spans.some((span) => span.toUs > toUs && span.fromUs < toUs))
    says.push('sounded after it had left');
  return says;
};

const isOnAt = (stretches: ReturnType<typeof relayOn>, atUs: number): boolean =>
  holding(stretches, atUs, atUs + 1) !== undefined;
