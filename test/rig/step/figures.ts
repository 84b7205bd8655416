/** What is said of one run of two players: how far apart they were, whether they clicked, and what they cost. */
import type { ProcessCost } from './cost-watch.ts';
import type { HornSound } from './horn-sound.ts';
import { offsetSeries, summarize, type OffsetPoint, type OffsetSummary } from './offset-series.ts';

export interface StepFigures {
  /** Who played. */
  readonly name: string;
  /** The second horn behind the first. */
  readonly pair: readonly OffsetPoint[];
  readonly apart: OffsetSummary;
  /** Each horn behind what was due; empty where nobody says what is due. */
  readonly dues: readonly (readonly OffsetPoint[])[];
  /** Where the axis of time begins: when the recording was due, or else was first heard. */
  readonly startAtUs: number;
  /** The largest step from sample to sample of either horn, to that of the recording. */
  readonly stepRatio: number;
  /** Of the dearer of both. */
  readonly cost: ProcessCost;
}

export interface PlayedByTwo {
  readonly sounds: readonly [HornSound, HornSound];
  readonly costs: readonly ProcessCost[];
  /** Sound before this is not looked for. */
  readonly fromUs: number;
  readonly endsAtUs: number;
  /** What was due, by a player that says when. */
  readonly ideal?: HornSound;
}

export const figuresOf = (name: string, run: PlayedByTwo, recording: Int16Array): StepFigures => {
  const span = { fromUs: run.fromUs, toUs: run.endsAtUs };
  const [one, other] = run.sounds;
  const pair = offsetSeries(one, other, span);
  const { ideal } = run;
  return {
    name,
    pair,
    apart: summarize(pair),
    dues: ideal === undefined ? [] : run.sounds.map((sound) => offsetSeries(ideal, sound, span)),
    startAtUs: ideal?.instantOf(0) ?? pair[0]?.atUs ?? Number.NaN,
    stepRatio:
      Math.max(...run.sounds.map(({ samples }) => largestStep(samples))) / largestStep(recording),
    cost: {
      cpuPercent: Math.max(...run.costs.map(({ cpuPercent }) => cpuPercent)),
      residentMiB: Math.max(...run.costs.map(({ residentMiB }) => residentMiB)),
    },
  };
};

/** Shows a click, which is a step that speech does not have. */
export const largestStep = (pcm: Int16Array): number => {
  let largest = 0;
  for (let at = 1; at < pcm.length; at++)
    largest = Math.max(largest, Math.abs(pcm[at]! - pcm[at - 1]!));
  return largest;
};

/** In milliseconds of print. */
export const figureLines = (figures: readonly StepFigures[]): string[] => [
  `  ${''.padEnd(14)}${HEADINGS.map((heading) => heading.padStart(COLUMN)).join('')}`,
  ...figures.map(({ name, apart, cost, stepRatio }) => {
    const { firstUs, p50Us, p95Us, maxUs } = apart;
    const cells = [
      ...[Math.abs(firstUs), p50Us, p95Us, maxUs].map((us) => `${(us / 1e3).toFixed(3)} ms`),
      `${cost.cpuPercent.toFixed(1)} %`,
      `${cost.residentMiB.toFixed(0)} MiB`,
      stepRatio.toFixed(2),
    ];
    return `  ${name.padEnd(14)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}`;
  }),
];

const COLUMN = 11;
const HEADINGS = ['first', 'p50', 'p95', 'largest', 'processor', 'memory', 'click'];
