/** What a broadcast is asked to do, with every default filled in and every bound checked. Pure. */
import { LIMITS } from '../../../agent/core/limits.ts';
import { FRAME_US, US_PER_MS, US_PER_S } from '../../../agent/core/vocabulary.ts';
import { bundleBytes } from '../../../agent/core/wire/bundle.ts';
import { isArea } from '../../../agent/core/wire/topic.ts';
import type { AnnouncementKind } from '../../../agent/core/wire/control-message.ts';
import type { BroadcastOptions } from './broadcast.ts';
import { BroadcastError } from './broadcast-error.ts';

export interface BroadcastPlan {
  readonly kind: AnnouncementKind;
  readonly gainDb: number;
  readonly groupDelayUs: number;
  readonly leadUs: number;
  readonly leaseUs: number;
  readonly bundleFrames: number;
}

const DEFAULTS = {
  gainDb: 0,
  groupDelayUs: 1_200 * US_PER_MS,
  leadUs: 3 * US_PER_S,
  leaseUs: 15 * US_PER_S,
  /** A live bundle waits until it is full. What is recorded waits for nothing, and each bundle wakes every box (docs/decisions/0047). */
  liveBundleFrames: 10,
  bundleFrames: 20,
} as const;

/** So many frames fit a bundle whatever their bit rate; a live feed has no time to look how large they are. */
export const LIVE_FRAMES_MAX = Math.floor(
  (LIMITS.bundleBytesMax - bundleBytes([])) /
    (bundleBytes([new Uint8Array(LIMITS.opusPacketBytesMax)]) - bundleBytes([])),
);

/** @throws {BroadcastError} naming the option that is out of bounds, and the bound. */
export const planBroadcast = (options: BroadcastOptions): BroadcastPlan => {
  const { live } = options.source;
  const plan: BroadcastPlan = {
    kind: options.kind ?? (live ? 'live' : 'programme'),
    gainDb: options.gainDb ?? DEFAULTS.gainDb,
    groupDelayUs: options.groupDelayUs ?? DEFAULTS.groupDelayUs,
    leadUs: options.leadUs ?? DEFAULTS.leadUs,
    leaseUs: options.leaseUs ?? DEFAULTS.leaseUs,
    bundleFrames:
      options.bundleFrames ?? (live ? DEFAULTS.liveBundleFrames : DEFAULTS.bundleFrames),
  };
  if (!isArea(options.area)) {
    throw new BroadcastError(
      `area "${options.area}" is not one: lower-case letters, digits and hyphens, in dotted levels`,
    );
  }
  if (options.title.length > LIMITS.controlTextCharsMax) {
    throw new BroadcastError(`a title has at most ${LIMITS.controlTextCharsMax} characters`);
  }
  within('gain', plan.gainDb, -60, 20, 'dB');
  within('bundle', plan.bundleFrames, 1, live ? LIVE_FRAMES_MAX : LIMITS.bundleFramesMax, 'frames');
  if (!Number.isInteger(plan.bundleFrames)) throw new BroadcastError('a bundle has whole frames');
  const bundleS = (plan.bundleFrames * FRAME_US) / US_PER_S;
  const groupDelayS = plan.groupDelayUs / US_PER_S;
  within('group delay', groupDelayS, bundleS, LIMITS.groupDelayUsMax / US_PER_S, 's');
  within('lead', plan.leadUs / US_PER_S, groupDelayS, LIMITS.startAheadUsMax / US_PER_S, 's');
  within(
    'lease',
    plan.leaseUs / US_PER_S,
    LIMITS.leaseUsMin / US_PER_S,
    LIMITS.leaseUsMax / US_PER_S,
    's',
  );
  return plan;
};

const within = (name: string, value: number, least: number, most: number, unit: string): void => {
  if (value >= least && value <= most) return;
  throw new BroadcastError(
    `${name}: ${value} ${unit}, and it must be from ${least} to ${most} ${unit}`,
  );
};
