/**
 * A player on a bench: a card of which every sample is kept, a stream of tone, and a clock that can be set. Places are
 * counted in samples of the card, 0 being `startAt` by the clock as it was at first.
 */
import assert from 'node:assert/strict';
import { Player } from '../../../agent/core/playout/player.ts';
import { surroundOf, type Surround } from '../../../agent/core/playout/tone/surround.ts';
import { FRAME_SAMPLES, after, samplesToUs, type UtcUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { assertSmooth } from './smoothness.ts';
import { ToneDecoder, tonePacket } from './tone-decoder.ts';

/** What the card holds between the player and the horn: 100 ms. */
const CARD_SAMPLES = 4_800;

export interface BenchOptions {
  readonly from: number;
  readonly chime?: boolean;
  readonly surround?: Surround;
  readonly gainDb?: number;
  /** How far the card's samples lie beside the stream's, in µs. */
  readonly phaseUs?: number;
  readonly blockSamples?: (block: number) => number;
}

export class PlayerBench {
  readonly decoder = new ToneDecoder();
  readonly player: Player;
  readonly #from: number;
  readonly #blockSamples: (block: number) => number;
  #shiftUs: number;
  #blocks = 0;
  #pcm = new Int16Array(0);

  constructor(options: BenchOptions) {
    const { from, chime = false, gainDb = 0, phaseUs = 0, blockSamples } = options;
    const kind = { class: 'normal', kind: 'programme' } as const;
    const surround = options.surround ?? surroundOf(kind, chime ? ['normal'] : []);
    this.player = new Player({ startAt: MORNING, gainDb, surround, decoder: this.decoder });
    this.#from = from;
    this.#shiftUs = phaseUs;
    this.#blockSamples = blockSamples ?? (() => 441);
  }

  /** The next sample that is to be rendered. */
  get at(): number {
    return this.#from + this.#pcm.length;
  }

  /** Frames `first` to `first + count - 1` arrive. */
  give(first: number, count: number, packetOf: (frame: number) => Uint8Array = tonePacket): this {
    for (let frame = first; frame < first + count; frame++) this.insert(frame, packetOf(frame));
    return this;
  }

  insert(frame: number, packet: Uint8Array): ReturnType<Player['insert']> {
    return this.player.insert(frame, packet, this.#instant(this.at - CARD_SAMPLES));
  }

  /** Renders, block by block, up to sample `until`. */
  play(until: number): this {
    const before = this.#pcm;
    this.#pcm = new Int16Array(until - this.#from);
    this.#pcm.set(before);
    for (let at = before.length; at < this.#pcm.length;) {
      // What a player leaves unwritten stays to be seen.
      const block = this.#pcm.subarray(at, at + this.#blockSamples(this.#blocks++)).fill(-31_000);
      this.player.render(this.#instant(this.#from + at), block);
      at += block.length;
    }
    return this;
  }

  /** The clock is set: from now on it says `us` more. */
  setClock(us: number): this {
    this.#shiftUs += us;
    return this;
  }

  /** Samples `from` to `until` as they left the horn. */
  heard(from: number, until: number): Int16Array {
    assert.ok(from >= this.#from && until <= this.at, 'that was played');
    return this.#pcm.slice(from - this.#from, until - this.#from);
  }

  assertSilent(from: number, until: number): void {
    const at = this.heard(from, until).findIndex((sample) => sample !== 0);
    assert.equal(at, -1, `a sound at ${from + at}, between ${from} and ${until}`);
  }

  /** Sample `at` of the card is sample `at + ahead` of the stream, at full level, all the way. */
  assertTone(from: number, until: number, toneAtSample: (sample: number) => number): void {
    this.heard(from, until).forEach((sample, index) => {
      if (sample === toneAtSample(from + index)) return;
      assert.equal(sample, toneAtSample(from + index), `sample ${from + index}`);
    });
  }

  /** No step larger than the signal's own, from the first sample to the last. */
  assertNoClick(stepMax?: number): void {
    assertSmooth(this.#pcm, this.#from, stepMax);
  }

  #instant(sample: number): UtcUs {
    return after(MORNING, samplesToUs(sample) + this.#shiftUs);
  }
}

export const frames = (count: number): number => count * FRAME_SAMPLES;
