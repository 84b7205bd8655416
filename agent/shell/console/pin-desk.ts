/**
 * Judges the PIN for every line of a box: one gate for all, and a try is counted before it is judged. What is asked, and what is shown,
 * is the session's.
 */
import type { LoginGate } from '../../core/console/login/login-gate.ts';
import type { Answer, Note, Question } from '../../core/console/effect.ts';
import type { Clock } from '../../../hw/ports.ts';
import { describeFailure } from '../failure.ts';
import { checkPin, hasPin, setPin } from './pin.ts';

export interface PinDeskParts {
  /** Absent: no PIN can be set. */
  readonly pinFile?: string;
  readonly gate: LoginGate;
  /** Makes the count of wrong PINs durable; a promise where that must be waited for. */
  readonly keepFailures: (failures: number) => void | Promise<void>;
  readonly clock: Clock;
}

type Judged = Pick<Extract<Answer, { about: 'pin' }>, 'came' | 'waitS'>;
type NewPin = Extract<Question, { about: 'new-pin' }>;
type Taker = (what: Note) => void;

export class PinDesk {
  readonly #parts: PinDeskParts;

  constructor(parts: PinDeskParts) {
    this.#parts = parts;
  }

  async check(pin: string, note: Taker): Promise<Answer> {
    return { about: 'pin', ...(await this.#judge(pin, note)) };
  }

  /** Whoever guesses at the old one waits like anybody who guesses. */
  async change({ old, pin }: NewPin, note: Taker): Promise<Answer> {
    const { pinFile } = this.#parts;
    const { came, waitS } = await this.#judge(old, note);
    if (came !== 'right' || pinFile === undefined) {
      return { about: 'new-pin', came: came === 'right' ? 'unset' : came, waitS };
    }
    const why = await this.#keep(pinFile, pin, note);
    if (why !== undefined) return { about: 'new-pin', came: 'not-kept', why };
    return { about: 'new-pin', came: 'changed', waitS };
  }

  /** `isFree`: nobody has ever set this box. */
  async setFirst(pin: string, isFree: boolean, note: Taker): Promise<Answer> {
    const { pinFile } = this.#parts;
    if (pinFile === undefined || !isFree || (await hasPin(pinFile))) {
      return { about: 'first-pin', came: 'guarded' };
    }
    const why = await this.#keep(pinFile, pin, note);
    if (why !== undefined) return { about: 'first-pin', came: 'not-kept', why };
    return { about: 'first-pin', came: 'set' };
  }

  async isSet(): Promise<boolean> {
    const { pinFile } = this.#parts;
    return pinFile !== undefined && (await hasPin(pinFile));
  }

  /** Why it could not be kept. */
  async #keep(pinFile: string, pin: string, note: Taker): Promise<string | undefined> {
    try {
      await setPin(pinFile, pin);
      note({ did: 'pin-change' });
      return undefined;
    } catch (error) {
      return describeFailure(error);
    }
  }

  async #judge(pin: string, note: Taker): Promise<Judged> {
    const { pinFile, gate, clock, keepFailures } = this.#parts;
    if (pinFile === undefined) return { came: 'unset', waitS: 0 };
    const waitS = gate.waitS(clock.nowUs());
    if (waitS > 0) return { came: 'locked', waitS };
    gate.tries(clock.nowUs());
    await keepFailures(gate.failures);
    const came = await checkPin(pinFile, pin);
    if (came === 'wrong') {
      note({ did: 'wrong-pin' });
      return { came, waitS: gate.waitS(clock.nowUs()) };
    }
    gate.succeeds(clock.nowUs());
    await keepFailures(gate.failures);
    return { came, waitS: 0 };
  }
}
