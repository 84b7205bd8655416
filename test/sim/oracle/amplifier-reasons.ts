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
/** The speaker is handed on no more often than this before somebody has something to say. */
const TURNS_MAX = 3;
/** A card that was gone is tried again after this. */
const REOPENED_US = 1_200_000;
/** A fade, what the card holds, two relays of a slow bank, timers. */
const SLACK_US = 700_000;

/** When the speaker is to be made ready for it. */
export const wantedFromUs = ({ stream }: Tenure): number => soundUs(stream) - PREPARE_US;

export const onReasons = (trace: Trace, box: BoxTrace, tenures: readonly Tenure[]): Stretch[] => {
  let stretches = tenures.map((tenure) => waitedFor(trace, box, tenure));
  // One that gets the speaker when another gives it back is waited for anew, and so is whoever comes after it.
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const before = stretches;
    stretches = tenures.map(({ fromUs, toUs }, index) => {
      const ends = before.flatMap((others, other) =>
        other === index ? [] : others.map(([, endUs]) => endUs),
      );
      const anew = ends
        .filter((endUs) => endUs > fromUs - SLACK_US && endUs < toUs)
        .map((endUs): Stretch => [
          endUs - SLACK_US,
          Math.min(toUs, endUs + ASLEEP_AFTER_US + SLACK_US),
        ]);
      return joined([...(before[index] ?? []), ...anew]);
    });
  }
  return joined(stretches.flat().map((stretch) => withHold(trace, box, stretch)));
};

/** As long as a stream may be waited for: from when it is due, from each of its frames, from a card that came back. */
const waitedFor = (trace: Trace, box: BoxTrace, tenure: Tenure): Stretch[] => {
  const { holdUs, minimumOffUs } = trace.amplifier;
  const { stream, fromUs, toUs } = tenure;
  const errorUs = clockErrorMostUs(box, fromUs, toUs + 1_000_000);
  const from = (atUs: number): Stretch => [atUs, atUs + ASLEEP_AFTER_US + errorUs];
  // One that is wanted soon keeps an amplifier on that could not rest and be warm again in time.
  const soonUs = wantedFromUs(tenure) - holdUs - minimumOffUs - errorUs;
  const stretches: Stretch[] = [
    [
      Math.max(fromUs, soonUs),
      from(Math.max(fromUs + minimumOffUs + PREPARE_US, stream.startUs))[1],
    ],
  ];
  for (const { atUs, sequence, frames } of box.bundles.get(stream.stream) ?? []) {
    const lastDueUs = stream.startUs + (sequence + frames) * FRAME_US;
    if (atUs < fromUs || atUs > toUs || frames === 0 || lastDueUs < atUs - errorUs) continue;
    stretches.push([atUs, from(Math.max(atUs + PREPARE_US, lastDueUs))[1]]);
  }
  for (const trouble of box.troubles) {
    // Nothing is missed while nothing is asked for: the card is gone, or the process stands still.
    const isDeaf = trouble.kind === 'card-fails' || trouble.kind === 'process-stall';
    const backUs = trouble.toUs + REOPENED_US;
    const isMeanwhile = isDeaf && backUs > fromUs && trouble.fromUs < toUs;
    if (isMeanwhile) stretches.push([trouble.fromUs, from(backUs)[1]]);
  }
  // Even one that ends as it begins was there for a moment.
  return joined(stretches).map(([start, end]): Stretch => [
    start,
    Math.max(start + 1, Math.min(end, toUs + errorUs)),
  ]);
};

const withHold = (
  { amplifier: { holdUs } }: Trace,
  box: BoxTrace,
  [fromUs, toUs]: Stretch,
): Stretch => [fromUs - SLACK_US / 10, offByUs(box, toUs, toUs + holdUs)];

/** What is due to be off at `dueUs` is off by then, if the process ran; it has been on for nothing since `fromUs`. */
export const offByUs = (box: BoxTrace, fromUs: number, dueUs: number): number => {
  const untilUs = dueUs + SLACK_US;
  const stalledOnceUs = untilUs + stalledUs(box, fromUs, untilUs);
  return untilUs + stalledUs(box, fromUs, stalledOnceUs);
};

/** A process that stands still switches nothing off. */
const stalledUs = (box: BoxTrace, fromUs: number, toUs: number): number =>
  box.troubles
    .filter(
      ({ kind, ...stall }) =>
        kind === 'process-stall' && stall.fromUs <= toUs && stall.toUs >= fromUs - SLACK_US,
    )
    .reduce((sum, stall) => sum + stall.toUs - stall.fromUs, 0);
