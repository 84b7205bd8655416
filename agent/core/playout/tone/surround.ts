/**
 * What the box itself plays around a stream: a chime before it, or the tones that mark a test, before it and after it. It says where
 * in the stream they lie; how they are written out is the player's.
 *
 *      before      gap      stream                    gap      after
 *   |~~~~~~~~~~|.........|‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾|.........|~~~~~~~~~|
 */
import { samplesToUs } from '../../vocabulary.ts';
import type { Announcement } from '../../wire/control-message.ts';
import { CHIME_GAP_SAMPLES as GAP_SAMPLES, chime } from './chime.ts';
import { marker } from './marker.ts';

export interface Surround {
  readonly before: Int16Array | undefined;
  readonly after: Int16Array | undefined;
  /**
   * Nothing of the stream may be heard without it: where the stream is entered late, or again, the tones take the place of
   * what would be heard next. Without this they are left out where they cannot be whole before the stream.
   */
  readonly isMark: boolean;
}

export const BARE: Surround = { before: undefined, after: undefined, isMark: false };

export const surroundOf = (
  { class: bulletinClass, kind }: Pick<Announcement, 'class' | 'kind'>,
  chimeBefore: readonly string[],
): Surround => {
  if (kind === 'test') return { before: marker(), after: marker(), isMark: true };
  return chimeBefore.includes(bulletinClass)
    ? { before: chime(), after: undefined, isMark: false }
    : BARE;
};

const withGap = (sound: Int16Array | undefined): number =>
  sound === undefined ? 0 : sound.length + GAP_SAMPLES;

/** How long before the stream it begins. */
export const leadUs = ({ before }: Surround): number => samplesToUs(withGap(before));

/** Where the sounds of one player lie, in samples of its stream. */
export class SurroundPlace {
  readonly #surround: Surround;
  readonly #leadSamples: number;
  /** From the end of the stream to the end of what follows it. */
  readonly tailSamples: number;
  #beginsAt: number | undefined;
  /** A mark is still owed for what will be heard next. */
  #isOwed = true;

  constructor(surround: Surround) {
    this.#surround = surround;
    this.#leadSamples = withGap(surround.before);
    this.tailSamples = withGap(surround.after);
  }

  get isMark(): boolean {
    return this.#surround.isMark;
  }

  /** Whoever listens has been without the stream: what comes next is to be marked again. */
  owe(): void {
    this.#isOwed = true;
  }

  /** The stream is entered at `position`. */
  enter(position: number): void {
    this.#beginsAt = this.#beginIf(position);
    if (this.#surround.isMark) this.#isOwed = false;
  }

  /** From which sample on the stream would be heard, were it entered at `position`. */
  streamFromIf(position: number): number {
    return this.#streamFrom(this.#beginIf(position));
  }

  #beginIf(position: number): number | undefined {
    if (!this.#surround.isMark) {
      return position <= -this.#leadSamples ? -this.#leadSamples : undefined;
    }
    return this.#isOwed ? Math.max(position, -this.#leadSamples) : this.#beginsAt;
  }

  /** From which sample on the stream itself is heard. */
  get streamFrom(): number {
    return this.#streamFrom(this.#beginsAt);
  }

  #streamFrom(beginsAt: number | undefined): number {
    return beginsAt === undefined ? 0 : beginsAt + this.#leadSamples;
  }

  /** What is to be played at `position`, before the stream: a sound, and how far into it, below 0 for not yet. */
  before(position: number): readonly [Int16Array | undefined, number] {
    if (this.#beginsAt === undefined) return [undefined, 0];
    return [this.#surround.before, position - this.#beginsAt];
  }

  /** The same after a stream of `end` samples; nothing where the stream never got its turn. */
  after(position: number, end: number): readonly [Int16Array | undefined, number] {
    if (this.streamFrom > end) return [undefined, 0];
    return [this.#surround.after, position - end - GAP_SAMPLES];
  }
}
