/** Which device said no lately, and why: noted from the inputs as they pass, for whoever looks at the box. It decides nothing. */
import type { DeviceFailure } from '../console/snapshot.ts';
import type { Input } from '../input.ts';
import { US_PER_S, type MonoUs } from '../vocabulary.ts';

/** Nothing tells that a save went well again: what failed is told for this long. */
const STORE_TOLD_FOR_US = 600 * US_PER_S;

interface Noted {
  readonly reason: string;
  readonly atUs: MonoUs;
}

export class Health {
  #sink: Noted | undefined;
  #store: Noted | undefined;

  take(input: Input, nowUs: MonoUs): void {
    switch (input.on) {
      case 'sink-opened':
        this.#sink = undefined;
        return;
      case 'sink-failed':
        this.#sink = { reason: input.reason, atUs: nowUs };
        return;
      case 'store-failed':
        this.#store = { reason: input.reason, atUs: nowUs };
        return;
      default:
    }
  }

  at(nowUs: MonoUs): {
    readonly sinkFailure: DeviceFailure | null;
    readonly storeFailure: DeviceFailure | null;
  } {
    return {
      sinkFailure: failure(this.#sink, Infinity, nowUs),
      storeFailure: failure(this.#store, STORE_TOLD_FOR_US, nowUs),
    };
  }
}

const failure = (noted: Noted | undefined, forUs: number, nowUs: MonoUs): DeviceFailure | null =>
  noted === undefined || nowUs - noted.atUs > forUs
    ? null
    : { reason: noted.reason, agoS: Math.floor((nowUs - noted.atUs) / US_PER_S) };
