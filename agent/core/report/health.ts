/** Which device said no lately, and why: noted from the inputs as they pass, for whoever looks at the box. It decides nothing. */
import type { DeviceFailure } from '../console/snapshot.ts';
import type { Input } from '../input.ts';
import { US_PER_S, type MonoUs } from '../vocabulary.ts';

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
      case 'stored':
        this.#store = undefined;
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
      sinkFailure: failure(this.#sink, nowUs),
      storeFailure: failure(this.#store, nowUs),
    };
  }
}

const failure = (noted: Noted | undefined, nowUs: MonoUs): DeviceFailure | null =>
  noted === undefined
    ? null
    : { reason: noted.reason, agoS: Math.floor((nowUs - noted.atUs) / US_PER_S) };
