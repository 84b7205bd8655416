/** When to write a log line for something that may happen often: the first time at once, then at most once in a while. */
import { after, type MonoUs } from '../../core/vocabulary.ts';

export class RareLine {
  readonly #everyUs: number;
  #untold = 0;
  #nextUs: MonoUs | undefined;

  constructor(everyUs: number) {
    this.#everyUs = everyUs;
  }

  /** It happened `times` more: answers how often since the last line if one is due, else undefined. 0 asks for what is untold. */
  note(times: number, nowUs: MonoUs): number | undefined {
    this.#untold += times;
    if (this.#untold === 0 || (this.#nextUs !== undefined && nowUs < this.#nextUs))
      return undefined;
    const told = this.#untold;
    this.#untold = 0;
    this.#nextUs = after(nowUs, this.#everyUs);
    return told;
  }
}
