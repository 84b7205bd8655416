/** How far from its place a player was, over a whole announcement: a histogram of fixed size, for p50, p95 and the largest. */

import type { StepErrorReport } from '../../wire/report.ts';

const BIN_US = 5;
const BINS = 400;

export class StepError {
  readonly #bins = new Uint32Array(BINS);
  #count = 0;
  #maxUs = 0;

  /** One frame was this far off, early or late. */
  note(errorUs: number): void {
    const sizeUs = Math.abs(errorUs);
    const bin = Math.min(BINS - 1, Math.floor(sizeUs / BIN_US));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#count += 1;
    this.#maxUs = Math.max(this.#maxUs, sizeUs);
  }

  /** Quantiles to 5 µs, rounded up, but never beyond the largest; null where nothing was noted. */
  get report(): StepErrorReport | null {
    if (this.#count === 0) return null;
    const maxUs = Math.round(this.#maxUs);
    return {
      p50Us: Math.min(maxUs, this.#quantile(0.5)),
      p95Us: Math.min(maxUs, this.#quantile(0.95)),
      maxUs,
    };
  }

  #quantile(part: number): number {
    let seen = 0;
    for (const [bin, count] of this.#bins.entries()) {
      seen += count;
      if (seen >= part * this.#count) return (bin + 1) * BIN_US;
    }
    return BINS * BIN_US;
  }
}
