/**
 * The one time axis that every lane of the report shares: seconds since the start of the bulletin, and UTC. It covers
 * the bulletin and what the boxes did around it, and clips what lies further away.
 */
import {
  after,
  FRAME_US,
  monoUs,
  US_PER_S,
  type MonoUs,
  type UtcUs,
} from '../../../agent/core/vocabulary.ts';
import type { RunRecord } from '../record/run-record.ts';

export interface TimeAxis {
  readonly fromUs: MonoUs;
  readonly toUs: MonoUs;
  /** The bulletin: frame 0 leaves the horn at `startUs`, the last frame has left at `endUs`. */
  readonly startUs: MonoUs;
  readonly endUs: MonoUs;
  readonly startUtcUs: UtcUs;
}

/** How much around the bulletin is drawn, at least and at most. */
const AROUND_US_MIN = US_PER_S;
const AROUND_US_MAX = 8 * US_PER_S;
const MARGIN_US = US_PER_S / 2;

export const timeAxisOf = (record: RunRecord): TimeAxis => {
  const startUs = record.startAt.monoUs;
  const endUs = after(startUs, record.streamFrames * FRAME_US);
  const eventsUs = record.boxes.flatMap((box) => [
    ...box.relays.map((event) => event.atUs),
    ...box.link.map((event) => event.atUs),
    ...box.telemetry.map((sample) => sample.atUs),
  ]);
  const firstUs = eventsUs.reduce<number>((least, atUs) => Math.min(least, atUs), startUs);
  const lastUs = eventsUs.reduce<number>((most, atUs) => Math.max(most, atUs), endUs);
  return {
    fromUs: monoUs(within(firstUs - MARGIN_US, startUs - AROUND_US_MAX, startUs - AROUND_US_MIN)),
    toUs: monoUs(within(lastUs + MARGIN_US, endUs + AROUND_US_MIN, endUs + AROUND_US_MAX)),
    startUs,
    endUs,
    startUtcUs: record.startAt.utcUs,
  };
};

/** Where an instant stands on the axis, from 0 to 1; clipped to it. */
export const shareOf = (axis: TimeAxis, atUs: number): number =>
  within((atUs - axis.fromUs) / (axis.toUs - axis.fromUs), 0, 1);

export const utcOf = (axis: TimeAxis, atUs: number): UtcUs =>
  after(axis.startUtcUs, atUs - axis.startUs);

/** Seconds since the start, to the millisecond: enough for a cursor, short in the file. */
export const secondsOf = (axis: TimeAxis, atUs: number): number =>
  Math.round((atUs - axis.startUs) / 1_000) / 1_000;

/** Instants of the labels, at a round number of seconds since the start, at most `most` of them. */
export const ticksOf = (axis: TimeAxis, most: number): readonly MonoUs[] => {
  const stepUs = roundStepUs((axis.toUs - axis.fromUs) / most);
  const firstStep = Math.ceil((axis.fromUs - axis.startUs) / stepUs);
  const lastStep = Math.floor((axis.toUs - axis.startUs) / stepUs);
  return Array.from({ length: lastStep - firstStep + 1 }, (_, index) =>
    after(axis.startUs, (firstStep + index) * stepUs),
  );
};

const ROUND_STEPS_S = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600];

const roundStepUs = (leastUs: number): number =>
  (ROUND_STEPS_S.find((stepS) => stepS * US_PER_S >= leastUs) ??
    Math.ceil(leastUs / US_PER_S / 3_600) * 3_600) * US_PER_S;

const within = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));
