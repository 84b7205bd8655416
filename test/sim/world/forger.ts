/**
 * Somebody who can publish whatever they like on the broker, and knows all that was said, but has no key: sends noise,
 * broken and altered bundles, announcements of their own, and what was true once. Nothing of it may ever be heard.
 */
import { US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import { audioTopic, controlTopic } from '../../../agent/core/wire/topic.ts';
import type { Bulletin } from '../plan/schedule.ts';
import { EPOCH_US } from '../trace.ts';
import type { Chance } from './chance.ts';
import { FALSE_FRAMES, FALSE_LEAD_US, sayFalsely } from './false-announcement.ts';
import {
  bundleLetter,
  drawIdentity,
  encodeJws,
  type Issuer,
  type StreamIdentity,
} from './head-end.ts';
import type { Letter } from './letter.ts';
import { mandatedStudio } from './mandates.ts';
import type { Timeline } from './timeline.ts';

const REMEMBERED = 64;

export interface ForgerParts {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly publish: (letter: Letter) => boolean;
  /** Whom it passes itself off as, down to the mandates, which are no secret. */
  readonly issuer: Issuer;
  readonly area: string;
  /** A stream of the forger's own, which the world must know by its sound. */
  readonly enlist: (
    startUs: number,
    frames: number,
  ) => { bulletin: Bulletin; identity: StreamIdentity };
}

export class Forger {
  readonly #parts: ForgerParts;
  readonly #control: Letter[] = [];
  readonly #audio: Letter[] = [];

  constructor(parts: ForgerParts) {
    this.#parts = parts;
  }

  /** Everything that is published passes by here. */
  overhear(letter: Letter): void {
    const kept = letter.truth.of === 'control' ? this.#control : this.#audio;
    if (letter.truth.of === 'noise') return;
    kept.push(letter);
    if (kept.length > REMEMBERED) kept.shift();
  }

  strike(): void {
    const { chance } = this.#parts;
    const tricks = [
      () => {
        this.#noise();
      },
      () => {
        this.#alter(this.#audio);
      },
      () => {
        this.#alter(this.#control);
      },
      () => {
        this.#truncate();
      },
      () => {
        this.#announce();
      },
      () => {
        this.#poison();
      },
      () => {
        this.#forgeStop();
      },
      () => {
        this.#repeat(this.#control, false);
      },
      () => {
        this.#repeat(this.#control, true);
      },
      () => {
        this.#repeat(this.#audio, false);
      },
      () => {
        this.#repeat(this.#audio, true);
      },
      () => {
        this.#elsewhere();
      },
    ] as const;
    chance.pick(tricks)();
  }

  #send(letter: Letter): void {
    this.#parts.publish(letter);
  }

  #noise(): void {
    const { chance, area } = this.#parts;
    const topic = chance.pick([controlTopic(area), audioTopic(area)]);
    const length = chance.hits(0.1) ? chance.whole(8_000, 20_000) : chance.whole(0, 200);
    const payload = chance.bytes(length);
    if (chance.hits(0.5)) payload.set([0x4c, 1].slice(0, length));
    this.#send({ topic, payload, qos: 0, retain: chance.hits(0.2), truth: NOISE });
  }

  /** One bit of something true is turned over. */
  #alter(letters: readonly Letter[]): void {
    const letter = this.#pick(letters);
    if (letter === undefined) return;
    const payload = Uint8Array.from(letter.payload);
    const at = this.#parts.chance.whole(0, payload.length - 1);
    payload[at] = (payload[at] ?? 0) ^ (1 << this.#parts.chance.whole(0, 7));
    this.#send({ ...letter, payload, truth: NOISE });
  }

  #truncate(): void {
    const letter = this.#pick(this.#audio);
    if (letter === undefined) return;
    const payload = letter.payload.subarray(
      0,
      this.#parts.chance.whole(0, letter.payload.length - 1),
    );
    this.#send({ ...letter, payload, truth: NOISE });
  }

  /** A whole announcement in the issuer's name, signed by another key, with its sound; or under another name. */
  #announce(): void {
    const { chance, timeline, area, enlist } = this.#parts;
    const startUs = Math.round(timeline.nowUs + FALSE_LEAD_US);
    const stream = enlist(startUs, FALSE_FRAMES);
    const issuer = this.#impostor();
    const sequence = 2 ** 40 + chance.whole(0, 1e6);
    const saying = { issuer, area, sequence, retain: chance.hits(0.3) };
    sayFalsely(timeline, stream, saying, (letter) => {
      this.#send(letter);
    });
  }

  /** Another key under the issuer's mandates, under none, or under mandates of the forger's own making. */
  #impostor(): Issuer {
    const { chance, issuer, area } = this.#parts;
    const stranger = mandatedStudio(chance.bytes(32), area, chance);
    return chance.pick([
      { ...issuer, key: chance.bytes(32) },
      { ...issuer, key: chance.bytes(32), chain: [] },
      { ...stranger, chain: issuer.chain },
      { ...stranger, chain: [...issuer.chain, ...stranger.chain.slice(2)] },
      stranger,
    ]);
  }

  /** Frames of the forger's own, under the name of a stream that is on the air, before its own ones are there. */
  #poison(): void {
    const { chance, timeline, enlist } = this.#parts;
    const letter = this.#audio.at(-1);
    if (letter?.truth.of !== 'bundle') return;
    const streamId = Buffer.from(letter.payload.subarray(4, 12)).toString('hex');
    const { sequence, frames } = letter.truth;
    const first = sequence + 2 * frames;
    // Heard as a stream of the forger's, were it heard: by the numbers that its packets carry.
    const { bulletin } = enlist(Math.round(timeline.nowUs + US_PER_S), first + 10);
    const identity = { ...drawIdentity(chance), streamId };
    const poisoned = { ...bulletin, frames: first + 1_000 };
    const { payload } = bundleLetter(poisoned, identity, first, 10);
    this.#send({ ...letter, payload, truth: NOISE });
  }

  #forgeStop(): void {
    const { chance, timeline, area, issuer } = this.#parts;
    const issuedAt = utcUs(EPOCH_US + Math.round(timeline.nowUs));
    const message = {
      type: 'stop',
      id: drawIdentity(chance).id,
      issuer: issuer.id,
      area,
      sequence: 2 ** 40,
      issuedAt,
      expiresAt: issuedAt + 60 * US_PER_S,
    };
    const payload = encodeJws(message, this.#impostor());
    this.#send({ topic: controlTopic(area), payload, qos: 1, retain: false, truth: NOISE });
  }

  /** What was true once, again; or made to stay on the broker. */
  #repeat(letters: readonly Letter[], retain: boolean): void {
    const letter = this.#pick(letters);
    if (letter !== undefined) this.#send({ ...letter, retain });
  }

  /** What is true for one area, on the topic of another. */
  #elsewhere(): void {
    const letter = this.#pick(this.#control);
    if (letter === undefined) return;
    const topic = this.#parts.chance.pick([
      controlTopic('vn'),
      audioTopic('vn'),
      controlTopic('vn.hn'),
    ]);
    this.#send({ ...letter, topic, truth: NOISE });
  }

  #pick(letters: readonly Letter[]): Letter | undefined {
    return letters[this.#parts.chance.whole(0, letters.length - 1)];
  }
}

const NOISE = { of: 'noise' } as const;
