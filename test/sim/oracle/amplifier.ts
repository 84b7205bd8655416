/** The amplifier: warm before the first sound, never on for nothing, nor for a moment, rested between, its line never on without its supply. */
import type { BoxTrace, Trace } from '../trace.ts';
import { offByUs, onReasons, wantedFromUs } from './amplifier-reasons.ts';
import { holding, type Stretch } from './stretch.ts';
import { relayOn } from './switched-on.ts';
import { tenuresOf, type Tenure } from './tenure.ts';
import { clockErrorMostUs } from './urgency.ts';
import { complaints, type Violation } from './violation.ts';

/** A span ends one sample after its last has left. */
const SAMPLE_US = 21;
/** Two relays of a slow bank, one after the other. */
const BANK_US = 120_000;
/** The last samples of a fade are nothing to hold. */
const HOLD_SLACK_US = 50_000;
/** From the switch to the last of two relays: a fade, a slow bank, a process that stood still. */
const SILENCED_WITHIN_US = 2_500_000;
/** A bank that refused is asked again after a second, and an amplifier that came late is cold for another. */
const REFUSED_FOR_US = 2_500_000;

export const amplifier = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('amplifier');
  for (const box of trace.boxes) {
    const supply = relayOn(box, 'supply', trace.endUs);
    const line = relayOn(box, 'line', trace.endUs);
    const tenures = tenuresOf(trace, box);
    const tell = (atUs: number, says: string | undefined): void => {
      if (says !== undefined && !isRefusing(box, atUs)) complain(box.id, atUs, says);
    };
    for (const { fromUs, toUs } of box.spans)
      tell(fromUs, coldSound(trace, supply, line, fromUs, toUs - SAMPLE_US));
    for (const [fromUs, toUs] of line) {
      const holder = supply.find(([start, end]) => start <= fromUs && end > fromUs);
      if (holder === undefined) tell(fromUs, 'the line came on without the supply');
      else if (holder[1] < toUs) tell(holder[1], 'the supply went off before the line');
    }
    const reasons = onReasons(trace, box, tenures);
    for (const [fromUs, toUs] of supply) {
      tell(fromUs, tooSoon(trace, box, supply, tenures, fromUs));
      const reason = holding(reasons, fromUs, fromUs);
      if (reason === undefined) tell(fromUs, 'switched on though nobody wants it');
      else {
        const lineUs = line.findLast(([onUs]) => onUs >= fromUs && onUs < toUs)?.[0] ?? fromUs;
        const lastedUs = offByUs(box, fromUs, lineUs + trace.amplifier.minimumOnUs);
        const untilUs = Math.max(reason[1], lastedUs);
        if (toUs > untilUs && !isRefusing(box, untilUs))
          tell(toUs, `on for ${seconds(toUs - untilUs)} too long`);
      }
    }
    for (const [relay, stretches] of Object.entries({ supply, line })) {
      for (const [onUs, offUs] of stretches) tell(offUs, tooShort(trace, box, relay, onUs, offUs));
    }
    for (const [onUs, offUs] of supply) tell(offUs, tooEarly(trace, box, onUs, offUs));
    for (const tenure of tenures) tell(wantedFromUs(tenure), tooLate(trace, box, supply, tenure));
  }
  return found;
};

const seconds = (us: number): string => `${(us / 1e6).toFixed(2)} s`;

const coldSound = (
  { amplifier: { warmUpUs } }: Trace,
  supply: readonly Stretch[],
  line: readonly Stretch[],
  fromUs: number,
  toUs: number,
): string | undefined => {
  const on = holding(supply, fromUs, toUs);
  if (on === undefined) return 'sound without supply';
  if (fromUs - on[0] < warmUpUs) return `sound ${seconds(fromUs - on[0])} after the supply came on`;
  return holding(line, fromUs, toUs) === undefined ? 'sound without the line' : undefined;
};

const isRefusing = (box: BoxTrace, atUs: number): boolean =>
  box.troubles.some(
    ({ kind, fromUs, toUs }) =>
      kind === 'relay-fails' && atUs >= fromUs - BANK_US && atUs <= toUs + REFUSED_FOR_US + BANK_US,
  );

const tooSoon = (
  { amplifier: { minimumOffUs } }: Trace,
  box: BoxTrace,
  supply: readonly Stretch[],
  tenures: readonly Tenure[],
  onUs: number,
): string | undefined => {
  const bootUs = box.lives.findLast(({ fromUs }) => fromUs <= onUs)?.fromUs ?? 0;
  const offUs = supply.findLast(([, toUs]) => toUs <= onUs)?.[1] ?? -Infinity;
  const restedUs = onUs - Math.max(bootUs, offUs);
  // What a bank refused to switch off was off later than it was commanded.
  if (restedUs >= minimumOffUs - BANK_US || isRefusing(box, offUs)) return undefined;
  const errorUs = clockErrorMostUs(box, onUs - 300_000, onUs);
  const isEmergency = tenures.some(
    (tenure) =>
      tenure.stream.class === 'emergency' &&
      onUs >= wantedFromUs(tenure) - errorUs - BANK_US &&
      onUs <= tenure.toUs + BANK_US,
  );
  return isEmergency ? undefined : `on again after ${seconds(restedUs)} of rest`;
};

/** The process is stopping, the power is gone, or the switch lets go of it without holding. */
const mayGoAtOnce = ({ endUs }: Trace, box: BoxTrace, offUs: number): boolean => {
  const isLeaving = box.lives.some(
    ({ shutdownUs = Infinity, toUs }) =>
      offUs >= Math.min(shutdownUs, toUs) && offUs <= toUs + BANK_US,
  );
  const isSilenced = box.switches.some(
    ({ isThrown, atUs }) => isThrown && atUs <= offUs && atUs >= offUs - SILENCED_WITHIN_US,
  );
  return isLeaving || isSilenced || offUs >= endUs;
};

/** Contacts wear by each switching: what is on stays on for its time. */
const tooShort = (
  trace: Trace,
  box: BoxTrace,
  relay: string,
  onUs: number,
  offUs: number,
): string | undefined => {
  const isLong = offUs - onUs >= trace.amplifier.minimumOnUs - BANK_US;
  if (isLong || mayGoAtOnce(trace, box, offUs)) return undefined;
  return `the ${relay} was on for ${seconds(offUs - onUs)} alone`;
};

/** After the last sound that it carried it is held. */
const tooEarly = (trace: Trace, box: BoxTrace, onUs: number, offUs: number): string | undefined => {
  const { holdUs } = trace.amplifier;
  if (mayGoAtOnce(trace, box, offUs)) return undefined;
  const last = box.spans.findLast(({ fromUs, toUs }) => fromUs >= onUs && toUs <= offUs);
  const heldUs = offUs - (last?.toUs ?? -Infinity);
  return heldUs < holdUs - HOLD_SLACK_US
    ? `held for ${seconds(heldUs)} after the last sound`
    : undefined;
};

/** What is announced in time finds the amplifier warm, unless it must rest, or something is wrong. */
const tooLate = (
  { amplifier: { warmUpUs, minimumOffUs } }: Trace,
  box: BoxTrace,
  supply: readonly Stretch[],
  tenure: Tenure,
): string | undefined => {
  const wantUs = wantedFromUs(tenure);
  const { life, isSure, fromUs, toUs, stream } = tenure;
  const errorUs = clockErrorMostUs(box, wantUs - 1_000_000, wantUs + 1_000_000);
  const byUs = Math.max(wantUs, fromUs) + errorUs + 250_000;
  const mayRestUntilUs = Math.max(
    life.fromUs + minimumOffUs,
    ...supply.filter(([, offUs]) => offUs <= byUs).map(([, offUs]) => offUs + minimumOffUs),
  );
  const isDisturbed = box.troubles.some(
    (trouble) =>
      trouble.kind !== 'link-stall' && trouble.fromUs <= byUs && trouble.toUs >= byUs - 4_000_000,
  );
  const mustBeOn =
    isSure &&
    !isDisturbed &&
    toUs > byUs &&
    (stream.class === 'emergency' || mayRestUntilUs < byUs - 250_000);
  // One that is heard of when it is half over may have gone to sleep before; without the time, arrival decides.
  if (!mustBeOn || errorUs > 1_000_000 || fromUs > stream.startUs + 3_000_000) return undefined;
  if (holding(supply, byUs, byUs) !== undefined) return undefined;
  return `still off ${seconds(byUs - wantUs)} after stream ${stream.stream} needed ${seconds(warmUpUs)} of warm-up`;
};
