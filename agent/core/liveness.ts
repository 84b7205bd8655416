/**
 * Whether a box still does what it is there for: its core is woken in time, its pump fills the card, its link is being made or
 * kept. It judges by what it is shown from time to time; who feeds the watchdog by it is the shell's affair.
 */
import { US_PER_S, type MonoUs } from './vocabulary.ts';

/** `turns` rise with whatever it does, so that one that hangs is told from one that works. */
export interface LifeSign {
  readonly phase: 'idle' | 'busy' | 'running';
  readonly turns: number;
}

export interface LifeSigns {
  /** When the core wanted to be woken next. */
  readonly wakeUs: MonoUs;
  /** `running`: the card is open, and each filling is a turn. `busy`: it is being opened or closed. */
  readonly pump: LifeSign;
  /** `running`: the broker has granted all. `busy`: a connection is being made. Each attempt is a turn. */
  readonly link: LifeSign;
}

/** A machine that is busy wakes the core late, and not by this. */
const CORE_LATE_US = 5 * US_PER_S;
/** The card is asked at least twice a second, however much it holds. */
const PUMP_STILL_US = 3 * US_PER_S;
/** Opening or closing a card, with every patience that a driver has. */
const PUMP_BUSY_US = 20 * US_PER_S;
/** A connection is given up by itself after 10 s. */
const LINK_BUSY_US = 45 * US_PER_S;
/** Without a connection the next attempt follows within the longest backoff. */
const LINK_IDLE_US = 300 * US_PER_S;

interface Stand {
  readonly sign: LifeSign;
  readonly sinceUs: MonoUs;
}

export class Liveness {
  #pump: Stand | undefined;
  #link: Stand | undefined;

  /** Takes what can be seen at `nowUs`; answers what is dead, or undefined where all is alive. */
  observe({ wakeUs, pump, link }: LifeSigns, nowUs: MonoUs): string | undefined {
    this.#pump = standOf(this.#pump, pump, nowUs);
    this.#link = standOf(this.#link, link, nowUs);
    if (nowUs - wakeUs > CORE_LATE_US)
      return `the core was to be woken ${seconds(nowUs - wakeUs)} ago`;
    const pumpUs = nowUs - this.#pump.sinceUs;
    if (pump.phase === 'running' && pumpUs > PUMP_STILL_US)
      return `the card has not been filled for ${seconds(pumpUs)}`;
    if (pump.phase === 'busy' && pumpUs > PUMP_BUSY_US)
      return `the card has been opening or closing for ${seconds(pumpUs)}`;
    const linkUs = nowUs - this.#link.sinceUs;
    if (link.phase === 'busy' && linkUs > LINK_BUSY_US)
      return `a connection has been tried for ${seconds(linkUs)}`;
    if (link.phase === 'idle' && linkUs > LINK_IDLE_US)
      return `no connection has been tried for ${seconds(linkUs)}`;
    return undefined;
  }
}

const standOf = (before: Stand | undefined, sign: LifeSign, nowUs: MonoUs): Stand =>
  before?.sign.phase === sign.phase && before.sign.turns === sign.turns
    ? before
    : { sign, sinceUs: nowUs };

const seconds = (us: number): string => `${Math.round(us / US_PER_S)} s`;
