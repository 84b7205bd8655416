/** A report for each announcement that ended while the box lived, one and no more, and what it says is what was heard. */
import type { PlayedReport } from '../../../agent/core/wire/report.ts';
import { readingsOver } from '../expected-place.ts';
import { CYCLE_SAMPLES } from '../sound/signal.ts';
import { EPOCH_US, type BoxTrace, type Trace } from '../trace.ts';
import { hasTroubleIn, tenuresOf, type Tenure } from './tenure.ts';
import { clockErrorMostUs } from './urgency.ts';
import { complaints, type Violation } from './violation.ts';

/** From its end to its report: a fade that has its time, timers. */
const TOLD_WITHIN_US = 1_000_000;
/** It is over when its last sample is in the card. */
const RENDERED_AHEAD_US = 300_000;
const EDGE_SAMPLES = 12;
const RAMP_SAMPLES = 240;
/** Places and samples are not quite the same where frames were made shorter or longer. */
const RESAMPLED_SAMPLES = 100;
/** Less than two cycles, on a ramp of unknown height, are heard to be of a stream; of which place in it, nobody can say. */
const SNATCH_SAMPLES = 2 * Math.max(...CYCLE_SAMPLES);

interface Told {
  readonly atUs: number;
  readonly report: PlayedReport;
}

export const playedReport = (trace: Trace): Violation[] => {
  const { found, complain } = complaints('played-report');
  for (const box of trace.boxes) {
    const told = box.published.flatMap(({ atUs, report }): Told[] =>
      report.of === 'played' ? [{ atUs: report.madeUs ?? atUs, report }] : [],
    );
    const tenures = tenuresOf(trace, box);
    for (const { atUs, report } of told) {
      const isHeld = tenures.some(
        ({ stream, life, fromUs }) =>
          stream.id === report.id && fromUs <= atUs && atUs <= life.toUs,
      );
      // What it hears of while it stops is taken, and given back at once.
      const isStopping =
        report.why === 'shutdown' &&
        box.lives.some(({ shutdownUs = Infinity, toUs }) => shutdownUs <= atUs && atUs <= toUs);
      if (!isHeld && !isStopping)
        complain(box.id, atUs, `reports ${report.id}, which it never held`);
    }
    for (const tenure of tenures) {
      const next = tenures.find(
        (one) => one.stream === tenure.stream && one.fromUs > tenure.fromUs,
      );
      const untilUs = Math.min(tenure.life.toUs, next?.fromUs ?? Infinity);
      const mine = told.filter(
        ({ atUs, report }) =>
          report.id === tenure.stream.id && atUs >= tenure.fromUs && atUs <= untilUs,
      );
      const isAlone = !tenures.some(
        (other) => other !== tenure && other.fromUs < tenure.toUs && other.toUs > tenure.fromUs,
      );
      for (const says of reasonsAgainst(box, tenure, mine, isAlone))
        complain(box.id, tenure.toUs, says);
    }
  }
  return found;
};

const reasonsAgainst = (
  box: BoxTrace,
  tenure: Tenure,
  told: readonly Told[],
  isAlone: boolean,
): string[] => {
  const { stream, isSure } = tenure;
  if (told.length > 1 && isSure) return [`${told.length} reports of stream ${stream.stream}`];
  const [only] = told;
  if (only === undefined)
    return isSure && mustBeTold(box, tenure) && !isLostWithPower(box, tenure)
      ? [`no report of stream ${stream.stream}`]
      : [];
  if (!isSure) return [];
  return [
    ...wrongReason(box, tenure, only.report),
    ...wrongCount(box, tenure, only.report, isAlone),
  ];
};

/** It ended early enough, and there was a link to tell it by. */
const mustBeTold = (box: BoxTrace, { toUs, life, why }: Tenure): boolean => {
  const stalledUs = hasTroubleIn(box, 'process-stall', toUs - 500_000, toUs + TOLD_WITHIN_US)
    ? 1_500_000
    : 0;
  const byUs = toUs + TOLD_WITHIN_US + stalledUs + clockErrorMostUs(box, toUs - 1_000_000, toUs);
  if (byUs >= life.toUs || why === 'cut' || why === 'world') return false;
  return box.links.some(({ atUs, state }, index) => {
    const untilUs = box.links[index + 1]?.atUs ?? Infinity;
    return (
      state === 'up' &&
      atUs >= life.fromUs &&
      atUs < life.toUs &&
      Math.min(untilUs, life.toUs) > Math.max(atUs, byUs)
    );
  });
};

/**
 * It was made, and until its life ended the disk refused it whenever it was asked: no box can tell what nothing has kept. That it was
 * asked often enough is judged by the oracle of the disk.
 */
const isLostWithPower = ({ saves, disk }: BoxTrace, { stream, fromUs, life }: Tenure): boolean =>
  saves
    .filter(({ atUs }) => atUs >= fromUs && atUs <= life.toUs)
    .flatMap(({ texts }) => texts)
    .some((text) => {
      const { id } = JSON.parse(text) as Partial<PlayedReport>;
      return id === stream.id && !disk.includes(text);
    });

/** Whoever does not know the time, and heard nothing of a stream but how long it is, cannot know when it is over. */
const isPlaced = (box: BoxTrace, { stream, fromUs, toUs }: Tenure): boolean =>
  readingsOver(box.clock, fromUs, toUs).some(({ trusted }) => trusted) ||
  (box.bundles.get(stream.stream) ?? []).some(
    ({ atUs, frames }) => frames > 0 && atUs >= fromUs && atUs <= toUs,
  );

const wrongReason = (box: BoxTrace, tenure: Tenure, report: PlayedReport): string[] => {
  const { stream, why, toUs, fromUs } = tenure;
  const overUs = stream.startUs + stream.frames * 20_000;
  const isTold = (box.bundles.get(stream.stream) ?? []).some(
    ({ last, atUs }) => last && atUs >= fromUs && atUs <= toUs + 100_000,
  );
  const errorUs = clockErrorMostUs(box, toUs - RENDERED_AHEAD_US, toUs + RENDERED_AHEAD_US);
  const mayBeComplete = isTold && toUs >= overUs - RENDERED_AHEAD_US - errorUs;
  const right =
    report.why === why ||
    (report.why === 'stalled' && why === 'lease') ||
    (report.why === 'lease' && why === 'complete' && !isPlaced(box, tenure)) ||
    (report.why === 'complete' && mayBeComplete) ||
    // The clock may say that it is not over yet.
    (why === 'complete' && toUs - overUs < errorUs + RENDERED_AHEAD_US && errorUs > 0);
  return right ? [] : [`stream ${stream.stream} is reported as ${report.why}, and ended by ${why}`];
};

const wrongCount = (
  box: BoxTrace,
  { stream, fromUs, toUs }: Tenure,
  report: PlayedReport,
  isAlone: boolean,
): string[] => {
  const spans = box.spans.filter(
    (span) =>
      span.stream === stream.stream &&
      span.source === 'stream' &&
      span.fromUs >= fromUs &&
      span.fromUs <= toUs + 1e6,
  );
  const isCut = box.cuts.some(
    ({ atUs, cause }) => cause !== 'closed' && atUs >= fromUs && atUs <= toUs + 1_000_000,
  );
  // Frames of silence are the stream's own and are counted, but nobody can tell them from a pause; and without the time a
  // stream may sound long after it was over elsewhere.
  if (isCut || stream.mute.size > 0 || clockErrorMostUs(box, fromUs, toUs) > 1_000_000) return [];
  const says: string[] = [];
  const heard = spans.reduce((sum, { samples }) => sum + samples, 0);
  const counted = Math.round(report.heardS * 48_000);
  // What is taken up again just before its end is at its end before it is loud.
  const atEnd = isAlone ? 0 : RAMP_SAMPLES;
  const loose =
    atEnd +
    EDGE_SAMPLES * Math.max(1, spans.length) +
    (stream.mayBeResampled ? RESAMPLED_SAMPLES + 40 * spans.length : 0);
  if (Math.abs(heard - counted) > loose)
    says.push(`reports ${counted} samples of stream ${stream.stream}; ${heard} left the horn`);
  const [first] = spans;
  if (first === undefined || report.firstSoundAtUs === null || report.firstSample === null)
    return says;
  const errorUs = clockErrorMostUs(box, first.fromUs - RENDERED_AHEAD_US, first.fromUs);
  const offUs = Math.abs(report.firstSoundAtUs - EPOCH_US - first.fromUs) - errorUs;
  if (offUs > 1_500)
    says.push(
      `stream ${stream.stream} was first heard ${Math.round(offUs)} µs off what is reported`,
    );
  const isKnown = first.samples > SNATCH_SAMPLES;
  if (isKnown && Math.abs(report.firstSample - first.position) > EDGE_SAMPLES + 30) {
    says.push(
      `reports sample ${report.firstSample} as the first of stream ${stream.stream}; it was ${first.position}`,
    );
  }
  return says;
};
