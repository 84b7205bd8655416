/** The amplifier a second time: switches, wishes and stopwatches, without states, and with nothing shared with the table. */
import type { AmplifierEvent } from '../../../agent/core/amplifier/amplifier.ts';

export const CONFIG = {
  warmUpUs: 1_000,
  emergencyWarmUpUs: 700,
  holdUs: 2_000,
  minimumOnUs: 2_500,
  minimumOffUs: 3_000,
  emergencyOffUs: 400,
};

export class SecondModel {
  readonly #config: typeof CONFIG;
  supply = false;
  line = false;
  #isWanted = false;
  #isRested = false;
  #warmFromUs = 0;
  #holdUntilUs = 0;
  #isHurried = false;
  #restFromUs = 0;
  #supplyFromUs = 0;

  constructor(config = CONFIG) {
    this.#config = config;
  }

  handle(event: AmplifierEvent, nowUs: number): string[] {
    if (event === 'want' || event === 'urge') {
      this.#isWanted = true;
      this.#isHurried = event === 'urge';
      if (!this.supply && this.#isRested) return this.#powerUp(nowUs);
      if (this.supply && !this.line) this.#warmUp();
    }
    if (event === 'release' || event === 'cut') {
      const mayStay = this.supply && event === 'release';
      const { holdUs, minimumOnUs } = this.#config;
      if (mayStay && this.#isWanted) {
        this.#holdUntilUs = this.line
          ? Math.max(nowUs + holdUs, this.#warmFromUs + minimumOnUs)
          : this.#supplyFromUs + minimumOnUs;
      }
      this.#isWanted = false;
      if (this.supply && !mayStay) return this.#powerDown(nowUs);
    }
    if (event === 'lost' && this.supply) {
      if (!this.#isWanted) return this.#powerDown(nowUs);
      this.line = false;
      this.#supplyFromUs = nowUs;
      this.#warmUp();
      return ['line-', 'supply+'];
    }
    return event === 'time' ? this.#pass(nowUs) : [];
  }

  get warmFromUs(): number {
    return this.line || (this.supply && this.#isWanted) ? this.#warmFromUs : Infinity;
  }

  #pass(nowUs: number): string[] {
    if (this.supply && !this.#isWanted) {
      return nowUs >= this.#holdUntilUs ? this.#powerDown(nowUs) : [];
    }
    if (this.supply && !this.line && nowUs >= this.#warmFromUs) {
      this.line = true;
      this.#warmFromUs = nowUs;
      return ['line+'];
    }
    const { minimumOffUs, emergencyOffUs } = this.#config;
    const restUs = this.#isWanted && this.#isHurried ? emergencyOffUs : minimumOffUs;
    if (this.supply || this.#isRested || nowUs < this.#restFromUs + restUs) return [];
    if (this.#isWanted) return this.#powerUp(nowUs);
    this.#isRested = true;
    return [];
  }

  #powerUp(nowUs: number): string[] {
    this.supply = true;
    this.#isRested = false;
    this.#supplyFromUs = nowUs;
    this.#warmUp();
    return ['supply+'];
  }

  #warmUp(): void {
    const { warmUpUs, emergencyWarmUpUs } = this.#config;
    this.#warmFromUs = this.#supplyFromUs + (this.#isHurried ? emergencyWarmUpUs : warmUpUs);
  }

  #powerDown(nowUs: number): string[] {
    this.supply = false;
    this.line = false;
    this.#restFromUs = nowUs;
    return ['line-', 'supply-'];
  }
}
