/**
 * The line to the horns, as a measured value tells it: normal, short, open, or unknown. A state counts once it was read twice in
 * a row. A short is latched, because an amplifier that is switched onto it again and again does not live long.
 */
export interface SpeakerLineConfig {
  /** Below this it is a short, above that it is open; in the units of the reading. */
  readonly shortBelow: number;
  readonly openAbove: number;
}

export const LINE_STATES = ['normal', 'short', 'open', 'unknown'] as const;
export type LineState = (typeof LINE_STATES)[number];

export class SpeakerLine {
  readonly #config: SpeakerLineConfig | undefined;
  #seen: LineState = 'unknown';
  #state: LineState = 'unknown';
  #isLatched: boolean;

  /** No `config`: nothing measures it, and it stays unknown. `isLatched`: it was when the box was last on. */
  constructor(config: SpeakerLineConfig | undefined, isLatched = false) {
    this.#config = config;
    this.#isLatched = isLatched;
  }

  get state(): LineState {
    return this.#state;
  }

  /** It was short since the last reset: nothing may be switched onto it. */
  get isLatched(): boolean {
    return this.#isLatched;
  }

  /** Null: it could not be read. */
  take(value: number | null): void {
    const seen = this.#classOf(value);
    if (seen === this.#seen) this.#state = seen;
    this.#seen = seen;
    if (this.#state === 'short') this.#isLatched = true;
  }

  /** Somebody has looked at it. What is short still is latched again by the next reading. */
  reset(): void {
    this.#isLatched = false;
    if (this.#state === 'short') this.#state = 'unknown';
  }

  #classOf(value: number | null): LineState {
    if (this.#config === undefined || value === null) return 'unknown';
    if (value < this.#config.shortBelow) return 'short';
    return value > this.#config.openAbove ? 'open' : 'normal';
  }
}
