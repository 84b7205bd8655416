/**
 * The sound card of a pole: samples leave it at k / 48 000 s, it holds so many ahead, runs dry, and can be pulled out.
 * Everything that left it is kept, silence where nothing was written.
 */
import type { Receiver } from '../../../agent/core/receiver.ts';
import { monoUs, samplesToUs, usToSamples } from '../../../agent/core/vocabulary.ts';

export class PoleCard {
  readonly size: number;
  isPresent = true;
  isOpen = false;
  /** It stands still and takes nothing while this is set. */
  isStuck = false;
  opened = 0;
  #xruns = 0;
  /** Sample that is written next. */
  #next = 0;
  /** First sample that has not left yet. */
  #passed = 0;
  #horn = new Int16Array(0);

  constructor(size: number) {
    this.size = size;
  }

  open(nowUs: number): void {
    this.isOpen = true;
    this.opened += 1;
    this.#pass(nowUs);
    this.#next = this.#passed + this.size / 2;
  }

  /** What has not left is dropped. */
  close(nowUs: number): void {
    this.#pass(nowUs);
    this.isOpen = false;
    this.#horn.fill(0, this.#passed);
  }

  /** Lets time pass; answers the number of dry spells so far where a new one has begun. */
  passTo(nowUs: number): number | undefined {
    if (this.isStuck) return undefined;
    this.#pass(nowUs);
    if (this.#passed <= this.#next || !this.isOpen) return undefined;
    this.#next = this.#passed + this.size / 2;
    this.#xruns += 1;
    return this.#xruns;
  }

  /** Takes what the core has for it now. Answers whether the core must be told. */
  feed(core: Pick<Receiver, 'fillingSamples' | 'render' | 'isUnsettled'>): boolean {
    const card = { bufferSamples: this.size, heldSamples: this.#next - this.#passed };
    const nextUs = monoUs(samplesToUs(this.#next));
    const samples = this.isStuck ? 0 : core.fillingSamples(card, nextUs);
    if (samples === 0) return false;
    const end = this.#next + samples;
    if (end > this.#horn.length) {
      const longer = new Int16Array(Math.max(end, 2 * this.#horn.length));
      longer.set(this.#horn);
      this.#horn = longer;
    }
    const block = this.#horn.subarray(this.#next, end).fill(-31_000);
    core.render(nextUs, block);
    this.#next = end;
    return core.isUnsettled;
  }

  /** Samples that left the horn from `fromS` to `untilS`. */
  heard(fromS: number, untilS: number): Int16Array {
    const [from, until] = [fromS, untilS].map((s) => Math.round(s * 48_000)) as [number, number];
    const pcm = new Int16Array(until - from);
    pcm.set(this.#horn.subarray(from, Math.min(until, this.#horn.length)));
    return pcm;
  }

  #pass(nowUs: number): void {
    this.#passed = Math.floor(usToSamples(nowUs)) + 1;
  }
}
