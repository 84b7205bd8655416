/** For what an amplifier may be on, from when to when: whatever could still be said, and the hold after it. */
import type { BoxTrace, Trace } from '../trace.ts';
import { joined, type Stretch } from './stretch.ts';
import type { Tenure } from './tenure.ts';
import { clockErrorMostUs, soundUs } from './urgency.ts';

const FRAME_US = 20_000;
/** Warm-up, line, and a margin to open the card and fill it. */
const PREPARE_US = 1_500_000;
/** A stream that gives nothing for so long loses the speaker. */
const ASLEEP_AFTER_US = 5_000_000;
/** A fade, what the card holds, two relays of a slow bank, timers. */
/** A card that was gone is tried again after this. */
const REOPENED_US = 1_200_000;
const SLACK_US = 700_000;

/** When the speaker is to be made ready for it. */
export const wantedFromUs = ({ stream }: Tenure): number => soundUs(stream) - PREPARE_US;

export const onReasons = (trace: Trace, box: BoxTrace, tenures: readonly Tenure[]): Stretch[] =>
  joined(tenures.flatMap((tenure) => reasonsFor(trace, box, tenure, tenures)));

const reasonsFor = (
  trace: Trace,
  box: BoxTrace,
  tenure: Tenure,
  tenures: readonly Tenure[],
): Stretch[] => {
  const { holdUs, minimumOffUs } = trace.amplifier;
  const { stream, fromUs, toUs } = tenure;
  const errorUs = clockErrorMostUs(box, fromUs, toUs + 1_000_000);
  // One that is wanted soon keeps an amplifier on that could not rest and be warm again in time.
  const soonUs = wantedFromUs(tenure) - holdUs - minimumOffUs - errorUs;
  const stretches: Stretch[] = [[Math.max(fromUs, soonUs), Math.max(fromUs, stream.startUs) + ASLEEP_AFTER_US + errorUs]];
  for (const { atUs, sequence, frames } of box.bundles.get(stream.stream) ?? []) {
    const lastDueUs = stream.startUs + (sequence + frames) * FRAME_US;
    if (atUs < fromUs || atUs > toUs || frames === 0 || lastDueUs < atUs - errorUs) continue;
    stretches.push([atUs, Math.max(atUs, lastDueUs) + ASLEEP_AFTER_US + errorUs]);
  }
  // One that gets the speaker when another gives it back is waited for anew; so is one whose card was gone meanwhile.
  const others = tenures.filter((other) => other !== tenure).map((other) => other.toUs);
  const cards = box.troubles.filter(({ kind }) => kind === 'card-fails').map((trouble) => trouble.toUs + REOPENED_US);
  for (const atUs of [...others, ...cards]) {
    if (atUs > fromUs - 1_000_000 && atUs < toUs) stretches.push([atUs, atUs + ASLEEP_AFTER_US + SLACK_US + errorUs]);
  }
  return joined(stretches).map(([from, to]): Stretch => {
    const endUs = Math.min(to, toUs + errorUs);
    return [from - SLACK_US / 10, endUs + holdUs + SLACK_US + stalledUs(box, endUs, endUs + holdUs + SLACK_US)];
  });
};

/** A process that stands still switches nothing off. */
const stalledUs = (box: BoxTrace, fromUs: number, toUs: number): number =>
  box.troubles
    .filter((trouble) => trouble.kind === 'process-stall' && trouble.fromUs <= toUs && trouble.toUs >= fromUs - SLACK_US)
    .reduce((sum, trouble) => sum + trouble.toUs - trouble.fromUs, 0);
