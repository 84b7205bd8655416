/**
 * The amplifier's two relays as a table of states. Supply first, then a warm-up, then the line to the horns; the line
 * opens before the supply does; once off, it rests. It knows nothing of announcements or of sound.
 *
 *              want                          warm-up over             release
 *     off ------------> warming (supply) ----------------> on (+line) ---------> holding
 *      ^  <-- rest over --- resting <-- release --/                                 |  want: back to on
 *      |                       ^ <------------------- hold over, or shut down ------+
 *      +--- resting + want = queued, which warms when the rest is over
 *
 * An emergency shortens rest and warm-up, each as far as is configured, and skips neither.
 */
import { NEVER, after, type MonoUs, type RelayName } from '../vocabulary.ts';
import type { AmplifierConfig } from '../receiver-config.ts';

export const AMPLIFIER_STATES = ['off', 'warming', 'on', 'holding', 'resting', 'queued'] as const;
export type AmplifierState = (typeof AMPLIFIER_STATES)[number];

/** `urge` is the want of an emergency; `cut` releases without holding; `lost`: the supply was off without having been switched off. */
export const AMPLIFIER_EVENTS = ['want', 'urge', 'release', 'cut', 'lost', 'time'] as const;
export type AmplifierEvent = (typeof AMPLIFIER_EVENTS)[number];

type Wait = 'holdUs' | 'minimumOffUs';
interface Transition {
  readonly to: AmplifierState;
  /** Relays to switch, in this order. */
  readonly relays?: readonly (readonly [RelayName, boolean])[];
  /** How long the new state lasts before `time`; without it, a state keeps the timer it has, or has none. */
  readonly wait?: Wait;
  /** How long the rest that has begun lasts in all. */
  readonly rest?: 'minimumOffUs' | 'emergencyOffUs';
  /** The new state lasts until the supply has been on for as long as whoever wants it must wait. */
  readonly isWarmUp?: true;
}

const WARM: Transition = { to: 'warming', relays: [['supply', true]], isWarmUp: true };
const GO_ON_WARMING: Transition = { to: 'warming', isWarmUp: true };
const REST: Transition = {
  to: 'resting',
  relays: [
    ['line', false],
    ['supply', false],
  ],
  wait: 'minimumOffUs',
};
/** It is cold: its line opens, and it warms from the beginning. */
const WARM_AGAIN: Transition = {
  to: 'warming',
  relays: [
    ['line', false],
    ['supply', true],
  ],
  isWarmUp: true,
};
const QUEUE: Transition = { to: 'queued', rest: 'minimumOffUs' };
const HURRY: Transition = { to: 'queued', rest: 'emergencyOffUs' };
const GO_ON_RESTING: Transition = { to: 'resting', rest: 'minimumOffUs' };
const HOLD: Transition = { to: 'holding', wait: 'holdUs' };

/** What is not in the table changes nothing. */
export const AMPLIFIER_TABLE: Readonly<
  Record<AmplifierState, Partial<Record<AmplifierEvent, Transition>>>
> = {
  off: { want: WARM, urge: WARM },
  warming: {
    want: GO_ON_WARMING,
    urge: GO_ON_WARMING,
    time: { to: 'on', relays: [['line', true]] },
    release: REST,
    cut: REST,
    lost: WARM_AGAIN,
  },
  on: { release: HOLD, cut: REST, lost: WARM_AGAIN },
  holding: { want: { to: 'on' }, urge: { to: 'on' }, time: REST, cut: REST, lost: REST },
  resting: { want: QUEUE, urge: HURRY, time: { to: 'off' } },
  queued: { want: QUEUE, urge: HURRY, time: WARM, release: GO_ON_RESTING, cut: GO_ON_RESTING },
};

/** States that run out by themselves; the others last until somebody speaks. */
const TIMED: ReadonlySet<AmplifierState> = new Set(['warming', 'holding', 'resting', 'queued']);

export class Amplifier {
  readonly #config: AmplifierConfig;
  #state: AmplifierState = 'resting';
  #untilUs: MonoUs;
  #warmFromUs: MonoUs = NEVER;
  /** Since when the supply is off, as far as is known. */
  #restFromUs: MonoUs;
  #suppliedFromUs: MonoUs;
  /** Whether whoever wanted it last was an emergency. */
  #isUrgent = false;

  /** A box that has just started does not know how long its supply has been off: it rests first. */
  constructor(config: AmplifierConfig, nowUs: MonoUs) {
    this.#config = config;
    this.#restFromUs = nowUs;
    this.#suppliedFromUs = nowUs;
    this.#untilUs = after(nowUs, config.minimumOffUs);
  }

  get state(): AmplifierState {
    return this.#state;
  }

  get nextWakeUs(): MonoUs {
    return TIMED.has(this.#state) ? this.#untilUs : NEVER;
  }

  /** When it will be warm and its line closed, or was; NEVER while it has no supply. */
  get warmFromUs(): MonoUs {
    return this.relays.supply ? this.#warmFromUs : NEVER;
  }

  /** Until when it would be held, and then rest, if nobody wanted it from now on. */
  restedFromUs(nowUs: MonoUs): MonoUs {
    const { holdUs, minimumOffUs } = this.#config;
    if (this.#state === 'on') return after(nowUs, holdUs + minimumOffUs);
    if (this.#state === 'warming') return after(nowUs, minimumOffUs);
    return after(this.#untilUs, this.#state === 'holding' ? minimumOffUs : 0);
  }

  /** Supply and line, as commanded. */
  get relays(): Readonly<Record<RelayName, boolean>> {
    const line = this.#state === 'on' || this.#state === 'holding';
    return { supply: line || this.#state === 'warming', line };
  }

  /** Lets one thing happen and answers the relays to switch, in order. */
  handle(event: AmplifierEvent, nowUs: MonoUs): readonly (readonly [RelayName, boolean])[] {
    if (event === 'time' && nowUs < this.nextWakeUs) return [];
    if (event === 'want' || event === 'urge') this.#isUrgent = event === 'urge';
    const transition = AMPLIFIER_TABLE[this.#state][event];
    if (transition === undefined) return [];
    this.#state = transition.to;
    if (transition.wait !== undefined) {
      this.#untilUs = after(nowUs, this.#config[transition.wait]);
    }
    if (transition.to === 'resting' && transition.wait !== undefined) this.#restFromUs = nowUs;
    if (transition.rest !== undefined) {
      const restUs = Math.min(this.#config[transition.rest], this.#config.minimumOffUs);
      this.#untilUs = after(this.#restFromUs, restUs);
    }
    if (transition.isWarmUp === true) {
      if (transition.relays !== undefined) this.#suppliedFromUs = nowUs;
      this.#untilUs = after(this.#suppliedFromUs, this.#warmUpUs);
      this.#warmFromUs = this.#untilUs;
    }
    // A process that stood still closes the line late.
    if (event === 'time' && transition.to === 'on') this.#warmFromUs = nowUs;
    return transition.relays ?? [];
  }

  get #warmUpUs(): number {
    const { warmUpUs, emergencyWarmUpUs } = this.#config;
    return this.#isUrgent ? Math.min(warmUpUs, emergencyWarmUpUs) : warmUpUs;
  }
}
