/**
 * A box under attack: the whole receiver on its pole, real signatures, an issuer who may speak, and somebody who may not. Whatever
 * the attack: not a sample of a stranger's sound, the issuer's own sound whole and in its place, and a state within its bounds.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Input } from '../../../agent/core/input.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import {
  encodeControlMessage,
  type Announcement,
} from '../../../agent/core/wire/control-message.ts';
import { audioTopic, controlTopic, trustTopic } from '../../../agent/core/wire/topic.ts';
import { NodeEd25519 } from '../../../agent/shell/ed25519.ts';
import {
  AREA,
  MORNING,
  announcement,
  stopOf,
  toneBundle,
} from '../control/announcement-builder.ts';
import { Pole, type PoleOptions } from '../receiver/pole.ts';
import { REAL, REAL_CHAIN, realBundle, realJws, type RealKey } from '../trust/real-signing.ts';
import { toneAt } from '../playout/tone-decoder.ts';

export type Timed = readonly [atS: number, input: Input];
type Message = Extract<Input, { on: 'message' }>;

export const message = (
  topic: string,
  payload: Uint8Array | string,
  retained = false,
): Message => ({
  on: 'message',
  topic,
  payload: typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload,
  retained,
});

export const onControl = (payload: Uint8Array | string, area = AREA): Message =>
  message(controlTopic(area), payload);
export const onAudio = (payload: Uint8Array): Message => message(audioTopic(AREA), payload);
export const onTrust = (...lines: readonly string[]): Message =>
  message(trustTopic(AREA), lines.join('\n'), true);

/** What somebody says, to a millisecond and an octet as the issuer would, but for what is stated. */
export interface Saying {
  readonly number?: number;
  readonly startS: number;
  readonly frames?: number;
  /** When it is announced, or said to be; 3 s before the start unless stated. */
  readonly atS?: number;
  readonly by?: RealKey;
  readonly chain?: readonly string[];
  readonly header?: Readonly<Record<string, unknown>>;
  readonly streamKey?: RealKey;
  readonly change?: Partial<Announcement>;
  /** First frame of the tone that its packets carry: a stranger's is another. */
  readonly toneFrom?: number;
}

const BUNDLE_FRAMES = 10;
const GROUP_DELAY_S = 1.2;
/** Where in the endless tone a stranger's sound is. */
export const STRANGE_TONE = 1_000_000;

/** Rises with the time, from long before the box was started. */
const sequenceAt = (atS: number): number => Math.round((atS + 10_000) * 1_000) * 100;

export const announcedBy = (saying: Saying): Announcement => {
  const { number = 1, startS, atS = startS - 3, streamKey = REAL.stream, change } = saying;
  return announcement(number, {
    sequence: sequenceAt(atS) + number,
    issuedAt: after(MORNING, atS * US_PER_S),
    startAt: after(MORNING, startS * US_PER_S),
    streamKey: streamKey.publicKey,
    ...change,
  });
};

export const controlOf = (
  payload: unknown,
  saying: Pick<Saying, 'by' | 'chain' | 'header'>,
): string => {
  const { by = REAL.studio, chain = REAL_CHAIN, header = {} } = saying;
  return realJws(payload, { by, kind: 'control', chain, header });
};

export const announceText = (saying: Saying): string =>
  controlOf(encodeControlMessage(announcedBy(saying)), saying);

export const renewText = (
  saying: Saying,
  atS: number,
  change: Partial<Announcement> = {},
): string => {
  const issued = {
    issuedAt: after(MORNING, atS * US_PER_S),
    sequence: sequenceAt(atS),
  };
  const renewed = { ...announcedBy(saying), type: 'renew' as const, ...issued, ...change };
  return controlOf(encodeControlMessage(renewed), saying);
};

export const stopText = (saying: Saying, atS: number): string => {
  const issued = {
    issuedAt: after(MORNING, atS * US_PER_S),
    sequence: sequenceAt(atS),
  };
  return controlOf(stopOf(announcedBy(saying), issued), saying);
};

export const bundleBytes = (saying: Saying, first: number, count = BUNDLE_FRAMES): Buffer => {
  const { frames = 50, streamKey = REAL.stream, toneFrom = 0 } = saying;
  const announced = announcedBy(saying);
  const { packets } = toneBundle(announced, toneFrom + first, count);
  const last = first + count >= frames;
  return realBundle({ streamId: announced.streamId, sequence: first, packets, last }, streamKey);
};

/** Its bundles, each a group delay before it is heard. */
export const sound = (saying: Saying): Timed[] => {
  const { startS, frames = 50 } = saying;
  return Array.from({ length: Math.ceil(frames / BUNDLE_FRAMES) }, (_, bundle) => [
    startS - GROUP_DELAY_S + bundle * 0.2,
    onAudio(bundleBytes(saying, bundle * BUNDLE_FRAMES)),
  ]);
};

/** The announcement and its sound. */
export const speech = (saying: Saying): Timed[] => [
  [saying.atS ?? saying.startS - 3, onControl(announceText(saying))],
  ...sound(saying),
];

/** What a stranger would be heard with, if it were. */
export const strange = (saying: Saying): Saying => ({
  number: 7,
  streamKey: REAL.stranger,
  toneFrom: STRANGE_TONE,
  ...saying,
});

/** Everything again, so much later. */
export const again = (timetable: readonly Timed[], laterS: number): Timed[] =>
  timetable.map(([atS, input]) => [atS + laterS, input]);

export const newPole = (options: PoleOptions = {}): Pole =>
  new Pole({
    ...options,
    ed25519: new NodeEd25519(),
    config: { roots: [REAL.root.publicKey, REAL.reserve.publicKey], ...options.config },
  });

/** The same box after a power cut, `afterS` later by the world's clock; it knows the time, or does not. */
export const rebooted = (pole: Pole, afterS: number, trusted = true): Pole => {
  const stored = pole.stored.at(-1);
  assert.ok(stored);
  const utcMinusMonoUs = trusted ? after(MORNING, afterS * US_PER_S) : 0;
  return newPole({ stored, clock: { utcMinusMonoUs, errorUs: 100, trusted } });
};

/** What of the issuer's is heard, and when; nothing else is. */
export interface Sounds {
  readonly startS: number;
  readonly frames?: number;
  /** Silent from then on: faded out within half a second. */
  readonly untilS?: number;
  /** First heard then, where it was joined late. */
  readonly fromS?: number;
}

const RAMP_SAMPLES = 480;
const FADE_SAMPLES = 24_000;

export const assertOnly = (pole: Pole, sounds: readonly Sounds[]): void => {
  const horn = pole.card.heard(0, pole.nowS);
  const windows = sounds.map(({ startS, frames = 50, fromS = startS, untilS }) => {
    const start = Math.round(startS * 48_000);
    const end = Math.min(start + frames * 960, Math.round((untilS ?? Infinity) * 48_000));
    return {
      start,
      from: Math.round(fromS * 48_000),
      end,
      fade: untilS === undefined ? 0 : FADE_SAMPLES,
    };
  });
  horn.forEach((sample, at) => {
    const own = windows.find(({ from, end, fade }) => at >= from && at < end + fade);
    const expected = own === undefined ? 0 : toneAt(at - own.start);
    if (sample === expected) return;
    // Ramps at its ends, and a fade where it was cut off: softer, never anything else.
    const isEdge =
      own !== undefined && (at - own.from < RAMP_SAMPLES || at >= own.end - RAMP_SAMPLES);
    if (isEdge && Math.abs(sample) <= Math.abs(expected) + 1) return;
    assert.fail(`${sample} at ${at / 48_000} s left the horn, where ${expected} ought to`);
  });
};

/** What is kept is bounded, whoever speaks. */
const STORED_CHARS_MAX = 32_768;

export const assertBounded = (pole: Pole): void => {
  const stored = pole.stored.at(-1);
  assert.ok(stored);
  assert.ok(stored.trust.heard.issuers.length <= LIMITS.issuersMax);
  assert.ok(JSON.stringify(stored).length <= STORED_CHARS_MAX);
};

/** The codes by which anything was refused, each once, in order of the alphabet. */
export const refusedBy = (pole: Pole): string[] => {
  const lines = pole.logged.filter(({ event }) => event === 'refused');
  return [...new Set(lines.map(({ fields }) => String((fields as { code?: string }).code)))].sort();
};

export interface Outcome {
  readonly refused: readonly RefusalCode[];
  readonly heard?: readonly Sounds[];
}

/** One attack on a box that has just been told the time; what is heard of it, and by which codes it is refused. */
export const attack = (
  name: string,
  { refused, heard = [] }: Outcome,
  timetable: () => readonly Timed[],
  options: PoleOptions = {},
): void => {
  test(name, () => {
    const pole = newPole(options).until(15, ...timetable());
    assertOnly(pole, heard);
    assertBounded(pole);
    assert.deepEqual(refusedBy(pole), [...refused].sort());
  });
};
