/** The amplifier a second time: switches, wishes and stopwatches, without states, and with nothing shared with the table. */
import type { AmplifierEvent } from '../../agent/core/amplifier/amplifier.ts';

export const CONFIG = {
  warmUpUs: 1_000,
  emergencyWarmUpUs: 700,
  holdUs: 2_000,
  minimumOffUs: 3_000,
  emergencyOffUs: 400,
};

export class SecondModel {
  supply = false;
  line = false;
  #isWanted = false;
  #isRested = false;
  #warmFromUs = 0;
  #holdUntilUs = 0;
  #isHurried = false;
  #restFromUs = 0;
  #supplyFromUs = 0;

  handle(event: AmplifierEvent, nowUs: number): string[] {
    if (event === 'want' || event === 'urge') {
      this.#isWanted = true;
      this.#isHurried = event === 'urge';
      if (!this.supply && this.#isRested) return this.#powerUp(nowUs);
      if (this.supply && !this.line) this.#warmUp();
    }
    if (event === 'release' || event === 'cut') {
      const mustHold = this.line && event === 'release';
      if (mustHold && this.#isWanted) this.#holdUntilUs = nowUs + CONFIG.holdUs;
      this.#isWanted = false;
      if (this.supply && !mustHold) return this.#powerDown(nowUs);
    }
    if (event === 'lost' && this.supply) {
      if (this.line && !this.#isWanted) return this.#powerDown(nowUs);
      this.line = false;
      this.#supplyFromUs = nowUs;
      this.#warmUp();
      return ['line-', 'supply+'];
    }
    return event === 'time' ? this.#pass(nowUs) : [];
  }

  get warmFromUs(): number {
    return this.supply ? this.#warmFromUs : Infinity;
  }

  #pass(nowUs: number): string[] {
    if (this.line && !this.#isWanted && nowUs >= this.#holdUntilUs) return this.#powerDown(nowUs);
    if (this.supply && !this.line && nowUs >= this.#warmFromUs) {
      this.line = true;
      this.#warmFromUs = nowUs;
      return ['line+'];
    }
    const { minimumOffUs, emergencyOffUs } = CONFIG;
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
    const { warmUpUs, emergencyWarmUpUs } = CONFIG;
    this.#warmFromUs = this.#supplyFromUs + (this.#isHurried ? emergencyWarmUpUs : warmUpUs);
  }

  #powerDown(nowUs: number): string[] {
    this.supply = false;
    this.line = false;
    this.#restFromUs = nowUs;
    return ['line-', 'supply-'];
  }
}
