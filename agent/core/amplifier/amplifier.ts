/**
 * The amplifier's two relays as a table of states. Supply first, then a warm-up, then the line to the horns; the line
 * opens before the supply does; once on, a relay stays on for its time; once off, it rests. It knows nothing of announcements or of sound.
 *
 *              want                          warm-up over             release
 *     off ------------> warming (supply) ----------------> on (+line) ---------> holding
 *      ^                  | ^                                                       |  want: back to on
 *      |          release | | want                                                  |
 *      |                  v |                                                       |
 *      |               lingering                                                    |
 *      |                  | on for long enough                                      |
 *      |  rest over       v                                                         |
 *      +------------- resting <---- hold over, and on for long enough; or cut ------+
 *                         + want = queued, which warms when the rest is over
 *
 * An emergency shortens rest and warm-up, each as far as is configured, and skips neither. A cut waits for nothing.
 */
import { NEVER, after, monoUs, type MonoUs, type RelayName } from '../vocabulary.ts';
import type { AmplifierConfig } from '../receiver-config.ts';

export const AMPLIFIER_STATES = [
  'off',
  'warming',
  'lingering',
  'on',
  'holding',
  'resting',
  'queued',
] as const;
export type AmplifierState = (typeof AMPLIFIER_STATES)[number];

/** `urge` is the want of an emergency; `cut` is off at once; `lost`: the supply was off without having been switched off. */
export const AMPLIFIER_EVENTS = ['want', 'urge', 'release', 'cut', 'lost', 'time'] as const;
export type AmplifierEvent = (typeof AMPLIFIER_EVENTS)[number];

type Wait = 'hold' | 'minimumOn' | 'minimumOff';
interface Transition {
  readonly to: AmplifierState;
  /** Relays to switch, in this order. */
  readonly relays?: readonly (readonly [RelayName, boolean])[];
  /** What the new state lasts for before `time`; without it, a state keeps the timer it has, or has none. */
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
  wait: 'minimumOff',
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
const HOLD: Transition = { to: 'holding', wait: 'hold' };
const LINGER: Transition = { to: 'lingering', wait: 'minimumOn' };

/** What is not in the table changes nothing. */
export const AMPLIFIER_TABLE: Readonly<
  Record<AmplifierState, Partial<Record<AmplifierEvent, Transition>>>
> = {
  off: { want: WARM, urge: WARM },
  warming: {
    want: GO_ON_WARMING,
    urge: GO_ON_WARMING,
    time: { to: 'on', relays: [['line', true]] },
    release: LINGER,
    cut: REST,
    lost: WARM_AGAIN,
  },
  lingering: { want: GO_ON_WARMING, urge: GO_ON_WARMING, time: REST, cut: REST, lost: REST },
  on: { release: HOLD, cut: REST, lost: WARM_AGAIN },
  holding: { want: { to: 'on' }, urge: { to: 'on' }, time: REST, cut: REST, lost: REST },
  resting: { want: QUEUE, urge: HURRY, time: { to: 'off' } },
  queued: { want: QUEUE, urge: HURRY, time: WARM, release: GO_ON_RESTING, cut: GO_ON_RESTING },
};

/** States that run out by themselves; the others last until somebody speaks. */
const TIMED: ReadonlySet<AmplifierState> = new Set([
  'warming',
  'lingering',
  'holding',
  'resting',
  'queued',
]);

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

  /** When it will be warm and its line closed, or was; NEVER while neither is to come. */
  get warmFromUs(): MonoUs {
    return this.relays.supply && this.#state !== 'lingering' ? this.#warmFromUs : NEVER;
  }

  /** Until when it would be held, and then rest, if nobody wanted it from now on. */
  restedFromUs(nowUs: MonoUs): MonoUs {
    const { minimumOffUs } = this.#config;
    if (this.#state === 'on') return after(this.#endOf('hold', nowUs), minimumOffUs);
    if (this.#state === 'warming') return after(this.#endOf('minimumOn', nowUs), minimumOffUs);
    return after(this.#untilUs, this.relays.supply ? minimumOffUs : 0);
  }

  /** Supply and line, as commanded. */
  get relays(): Readonly<Record<RelayName, boolean>> {
    const line = this.#state === 'on' || this.#state === 'holding';
    return { supply: line || this.#state === 'warming' || this.#state === 'lingering', line };
  }

  /** Lets one thing happen and answers the relays to switch, in order. */
  handle(event: AmplifierEvent, nowUs: MonoUs): readonly (readonly [RelayName, boolean])[] {
    if (event === 'time' && nowUs < this.nextWakeUs) return [];
    if (event === 'want' || event === 'urge') this.#isUrgent = event === 'urge';
    const transition = AMPLIFIER_TABLE[this.#state][event];
    if (transition === undefined) return [];
    this.#state = transition.to;
    if (transition.wait !== undefined) this.#untilUs = this.#endOf(transition.wait, nowUs);
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

  /** The line came on behind the supply: once it has been on for long enough, both have. */
  #endOf(wait: Wait, nowUs: MonoUs): MonoUs {
    const { holdUs, minimumOnUs, minimumOffUs } = this.#config;
    if (wait === 'minimumOff') return after(nowUs, minimumOffUs);
    if (wait === 'minimumOn') return monoUs(Math.max(nowUs, this.#suppliedFromUs + minimumOnUs));
    return monoUs(Math.max(nowUs + holdUs, this.#warmFromUs + minimumOnUs));
  }

  get #warmUpUs(): number {
    const { warmUpUs, emergencyWarmUpUs } = this.#config;
    return this.#isUrgent ? Math.min(warmUpUs, emergencyWarmUpUs) : warmUpUs;
  }
}
