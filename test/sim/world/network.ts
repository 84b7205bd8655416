/** The way between one box and the broker: how long it takes, when it stands still, when nothing passes. */
import { ODDS } from '../plan/fault-odds.ts';
import type { Chance } from './chance.ts';
import type { Timeline } from './timeline.ts';

const CALM_TAIL_US = 15_000;

export interface NetworkOptions {
  /** Every packet takes this long at least, and at times more. */
  readonly delayUs: number;
  readonly tailUs: number;
  /** Chances of a bundle to be lost on the broker's side, of a message to come twice, of a bundle to be overtaken. */
  readonly drop: number;
  readonly duplicate: number;
  readonly reorder: number;
}

export class Network {
  options: NetworkOptions;
  /** Nothing moves before this instant; then it all does. */
  stalledUntilUs = 0;
  /** Nothing passes before this instant, and nobody is told. */
  blackUntilUs = 0;
  readonly #chance: Chance;

  constructor(options: NetworkOptions, chance: Chance) {
    this.options = options;
    this.#chance = chance;
  }

  /** Only a delay is left of what may go wrong, and none that a group delay does not outlast. */
  calm(): void {
    const tailUs = Math.min(this.options.tailUs, CALM_TAIL_US);
    this.options = { ...this.options, tailUs, drop: 0, duplicate: 0, reorder: 0 };
    this.stalledUntilUs = 0;
    this.blackUntilUs = 0;
  }

  delayUs(): number {
    const { delayUs, tailUs } = this.options;
    return tailUs === 0 ? delayUs : delayUs + this.#chance.waitUs(tailUs);
  }

  get drops(): boolean {
    return this.options.drop > 0 && this.#chance.hits(this.options.drop);
  }

  /** After how long a message comes again, where it does. */
  duplicateAfterUs(): number | undefined {
    if (this.options.duplicate === 0 || !this.#chance.hits(this.options.duplicate))
      return undefined;
    return this.#chance.between(...ODDS.duplicateAfterUs);
  }

  /** By how much a message is overtaken, where it is. */
  overtakenByUs(): number | undefined {
    if (this.options.reorder === 0 || !this.#chance.hits(this.options.reorder)) return undefined;
    return this.#chance.between(...ODDS.reorderUs);
  }
}

/** Messages kept for a connection that stands still; beyond it, those of QoS 0 are lost. */
const QUEUE_MAX = 300;

/** One direction of one TCP connection: nothing is lost or overtaken within it, until it breaks. */
export class Pipe<T> {
  readonly #timeline: Timeline;
  readonly #network: Network;
  readonly #deliver: (item: T) => void;
  #lastUs = 0;
  #queued = 0;
  #isBroken = false;

  constructor(timeline: Timeline, network: Network, deliver: (item: T) => void) {
    this.#timeline = timeline;
    this.#network = network;
    this.#deliver = deliver;
  }

  get isFull(): boolean {
    return this.#queued >= QUEUE_MAX;
  }

  send(item: T): void {
    if (this.#isBroken) return;
    this.#queued += 1;
    this.#lastUs = Math.max(this.#lastUs + 1, this.#timeline.nowUs + this.#network.delayUs());
    this.#arrange(item, this.#lastUs);
  }

  /** What was sent and has not come is lost, and so is all that follows. */
  break(): void {
    this.#isBroken = true;
  }

  #arrange(item: T, atUs: number): void {
    this.#timeline.at(atUs, () => {
      if (this.#isBroken) return;
      const { stalledUntilUs } = this.#network;
      if (this.#timeline.nowUs < stalledUntilUs) {
        // Arranged in order, so they come in order.
        this.#lastUs = Math.max(this.#lastUs, stalledUntilUs);
        this.#arrange(item, stalledUntilUs);
        return;
      }
      this.#queued -= 1;
      this.#deliver(item);
    });
  }
}
