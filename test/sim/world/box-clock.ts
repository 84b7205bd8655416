/** A box's own clock and its belief of UTC, with how far off that belief is: which the box does not know. */
import { monoUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import type { ClockReading } from '../../../agent/core/time/clock-reading.ts';
import { EPOCH_US, type ClockError } from '../trace.ts';

export class BoxClock {
  readonly #originUs: number;
  readonly #bootUs: number;
  readonly #pace: number;

  /** Shows `originUs` at world time `bootUs`, and gains `ppm` µs in a second. */
  constructor(originUs: number, bootUs: number, ppm: number) {
    this.#originUs = originUs;
    this.#bootUs = bootUs;
    this.#pace = 1 + ppm / 1e6;
  }

  monoAt(worldUs: number): MonoUs {
    return monoUs(this.#originUs + (worldUs - this.#bootUs) * this.#pace);
  }

  worldAt(mono: number): number {
    return this.#bootUs + (mono - this.#originUs) / this.#pace;
  }

  /** What the box is told at `worldUs`, wrong by `errorUs` and said to be right within `boundUs`. */
  read(
    worldUs: number,
    errorUs: number,
    boundUs: number,
    trusted: boolean,
  ): { readonly reading: ClockReading; readonly truth: ClockError } {
    const utcMinusMonoUs = EPOCH_US + worldUs + errorUs - this.monoAt(worldUs);
    return {
      reading: { utcMinusMonoUs, errorUs: boundUs, trusted },
      truth: { fromUs: worldUs, errorUs, perUs: this.#pace - 1, trusted },
    };
  }
}
