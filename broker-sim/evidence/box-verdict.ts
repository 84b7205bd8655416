/**
 * Whether a box heard all of it, from what it reported and, above that, from what left its horn and its relays. Pure: it
 * is told the facts, and says what is wrong with them in sentences, cause first.
 */
import { FRAME_SAMPLES, FRAME_US, SAMPLE_RATE_HZ, US_PER_S } from '../../agent/core/vocabulary.ts';
import type { EndReason, PlayedReport } from '../../agent/core/wire/report.ts';
import type { BoxVerdict, RelayEvent, WavXrun } from '../report/record/run-record.ts';
import { amplifierProblems, type Sound } from './amplifier-proof.ts';
import type { HornComparison } from './wav-comparison.ts';

export interface BoxFacts {
  readonly streamFrames: number;
  /** Frames from the start of the stream that could be decoded for comparison. */
  readonly sentFrames: number;
  /** What became of the process, where it did not end as it should: a sentence. */
  readonly processProblem: string | undefined;
  /** The link to the broker went down while it mattered. */
  readonly linkLosses: number;
  /** Openings of the sound card that failed. */
  readonly sinkFailures: number;
  readonly played: PlayedReport | null;
  readonly sound: Sound | undefined;
  /** undefined where the sound that was sent could not be found in the WAV at all. */
  readonly comparison: HornComparison | undefined;
  readonly xruns: readonly WavXrun[];
  readonly relays: readonly RelayEvent[];
}

export const judgeBox = (
  facts: BoxFacts,
): { readonly verdict: BoxVerdict; readonly problems: readonly string[] } => {
  const problems = [
    ...(facts.processProblem === undefined ? [] : [facts.processProblem]),
    ...linkProblems(facts),
    ...reportProblems(facts),
    ...hornProblems(facts),
    ...amplifierProblems(facts.relays, facts.sound),
  ];
  if (problems.length === 0) return { verdict: 'all', problems };
  return { verdict: facts.sound === undefined ? 'nothing' : 'part', problems };
};

const linkProblems = ({ linkLosses, sinkFailures }: BoxFacts): string[] => [
  ...(linkLosses === 0 ? [] : [`It lost its link to the broker ${times(linkLosses)}.`]),
  ...(sinkFailures === 0 ? [] : [`Its sound card failed ${times(sinkFailures)}.`]),
];

const END_WORDS: Readonly<Record<Exclude<EndReason, 'complete'>, string>> = {
  stopped: 'It was stopped',
  lease: 'The lease ran out, because no renewal came',
  stalled: 'It gave up, because no sound came any more',
  displaced: 'Something more urgent took the speaker',
  switch: 'Its kill switch was thrown',
  shutdown: 'The box was shut down',
  revoked: 'Whoever spoke was revoked',
};

const reportProblems = ({ played, streamFrames }: BoxFacts): string[] => {
  if (played === null) return ['It never reported what it had played.'];
  const problems: string[] = [];
  if (played.why !== 'complete') {
    problems.push(`${END_WORDS[played.why]} after ${played.heardS.toFixed(1)} s.`);
  }
  if (played.streamFrames !== null && played.streamFrames !== streamFrames) {
    problems.push(
      `It took the announcement to be ${shownS(played.streamFrames)} long; ${shownS(streamFrames)} were sent.`,
    );
  }
  if (played.firstSample !== null && played.firstSample > 0) {
    const lateS = played.firstSample / SAMPLE_RATE_HZ;
    problems.push(`It joined ${lateS.toFixed(2)} s after the start.`);
  }
  const faults = [
    [played.lateFrames, 'came too late'],
    [played.concealedFrames, 'had to be made up'],
    [played.silentFrames, 'stayed silent'],
    [played.brokenFrames, 'could not be decoded'],
  ] as const;
  for (const [frames, words] of faults) {
    if (frames > 0) problems.push(`${counted(frames, 'frame')} ${words} (${shownS(frames)}).`);
  }
  if (played.jumps > 0) problems.push(`Its play-out jumped ${times(played.jumps)}.`);
  const shortS = (streamFrames * FRAME_US) / US_PER_S - played.heardS;
  if (problems.length === 0 && Math.abs(shortS) > 0.5 / SAMPLE_RATE_HZ) {
    problems.push(`By its own report it heard ${played.heardS} s of ${shownS(streamFrames)}.`);
  }
  return problems;
};

const hornProblems = (facts: BoxFacts): string[] => {
  const { sound, comparison, xruns, sentFrames, streamFrames } = facts;
  const problems = xruns.length === 0 ? [] : [`Its sound card ran dry ${times(xruns.length)}.`];
  if (sound === undefined) return [...problems, 'Nothing but silence left its horn.'];
  if (comparison === undefined) {
    return [...problems, 'What was sent is not found in what left its horn.'];
  }
  const { differingSamples, firstDifferenceSample = 0, straySamples } = comparison;
  // What was played a little shorter or longer, to stay in step by a time server, cannot be held to what was sent.
  const stretched = facts.played?.stretchedSamples ?? 0;
  if (differingSamples > 0 && stretched === 0) {
    const atS = (firstDifferenceSample / SAMPLE_RATE_HZ).toFixed(2);
    problems.push(
      `${counted(differingSamples, 'sample')} left its horn otherwise than sent, or not at all, the first at ${atS} s.`,
    );
  }
  if (straySamples > stretched) {
    problems.push(
      `Something else left its horn before or after: ${counted(straySamples, 'sample')}.`,
    );
  }
  if (sentFrames < streamFrames) {
    problems.push(
      `Only the first ${shownS(sentFrames)} could be compared: after that, frames were never sent.`,
    );
  }
  return problems;
};

const shownS = (frames: number): string =>
  `${((frames * FRAME_SAMPLES) / SAMPLE_RATE_HZ).toFixed(2)} s`;
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
