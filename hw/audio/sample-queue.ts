/** Samples in the order they came, at most `capacity` of them; the caller sees to it that they fit. Pure. */

export class SampleQueue {
  readonly #ring: Int16Array;
  #first = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#ring = new Int16Array(capacity);
  }

  get samples(): number {
    return this.#count;
  }

  push(pcm: Int16Array): void {
    if (this.#count + pcm.length > this.#ring.length) throw new Error('the queue is full');
    const at = (this.#first + this.#count) % this.#ring.length;
    const beforeWrap = Math.min(pcm.length, this.#ring.length - at);
    this.#ring.set(pcm.subarray(0, beforeWrap), at);
    this.#ring.set(pcm.subarray(beforeWrap), 0);
    this.#count += pcm.length;
  }

  /** The oldest samples, all of them that are asked for. */
  shift(samples: number): Int16Array {
    if (samples > this.#count) throw new Error('the queue holds fewer samples');
    const pcm = new Int16Array(samples);
    const beforeWrap = Math.min(samples, this.#ring.length - this.#first);
    pcm.set(this.#ring.subarray(this.#first, this.#first + beforeWrap));
    pcm.set(this.#ring.subarray(0, samples - beforeWrap), beforeWrap);
    this.#first = (this.#first + samples) % this.#ring.length;
    this.#count -= samples;
    return pcm;
  }

  clear(): void {
    this.#first = 0;
    this.#count = 0;
  }
}
