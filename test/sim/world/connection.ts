/** One MQTT connection of one box, both ends of it. It may end in good order, be reset, or die without a word. */
import type { Publication } from '../../../agent/core/effect.ts';
import { LOST_AFTER_US, type Broker } from './broker.ts';
import type { Chance } from './chance.ts';
import type { Letter } from './letter.ts';
import { Pipe, type Network } from './network.ts';
import type { Timeline } from './timeline.ts';

/** What the box's end is told. */
export interface BoxEnd {
  up(): void;
  down(reason: string): void;
  message(letter: Letter, retained: boolean): void;
}

const CONNECT_TIMEOUT_US = 10_000_000;
/** A ping goes out every 15 s; the next one finds the first unanswered. */
const NOTICED_AFTER_US = [15_000_000, 30_000_000] as const;

export interface ConnectionParts {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly network: Network;
  readonly broker: Broker;
  readonly boxEnd: BoxEnd;
  readonly clientId: string;
  readonly topics: ReadonlySet<string>;
  readonly will: Publication;
}

export class Connection {
  readonly clientId: string;
  readonly topics: ReadonlySet<string>;
  readonly will: Publication;
  readonly #parts: ConnectionParts;
  readonly #up: Pipe<() => void>;
  readonly #down: Pipe<() => void>;
  #state: 'opening' | 'up' | 'over' = 'opening';

  constructor(parts: ConnectionParts) {
    const { timeline, network } = parts;
    this.#parts = parts;
    this.clientId = parts.clientId;
    this.topics = parts.topics;
    this.will = parts.will;
    this.#up = new Pipe(timeline, network, (arrive) => {
      arrive();
    });
    this.#down = new Pipe(timeline, network, (arrive) => {
      arrive();
    });
    this.#open();
  }

  /** The broker grants the connection and its subscriptions. */
  accept(): void {
    this.#down.send(() => {
      if (this.#state !== 'opening') return;
      this.#state = 'up';
      this.#parts.boxEnd.up();
    });
  }

  /** Broker to box. */
  deliver(letter: Letter, retained: boolean): void {
    const { network, timeline, boxEnd } = this.#parts;
    const isSound = letter.qos === 0;
    if (isSound && (network.drops || this.#down.isFull)) return;
    const arrive = (): void => {
      if (this.#state !== 'over') boxEnd.message(letter, retained);
    };
    const overtakenByUs = isSound ? network.overtakenByUs() : undefined;
    if (overtakenByUs === undefined) this.#down.send(arrive);
    else timeline.after(overtakenByUs, () => this.#down.send(arrive));
    const againUs = network.duplicateAfterUs();
    if (againUs !== undefined) timeline.after(againUs, () => this.#down.send(arrive));
  }

  /** Box to broker. */
  publish(publication: Publication): void {
    const { broker } = this.#parts;
    this.#up.send(() => {
      broker.take(this, publication);
    });
  }

  /** The box says good-bye. */
  disconnect(): void {
    const { broker } = this.#parts;
    this.#up.send(() => {
      broker.close(this);
    });
    this.#state = 'over';
  }

  /** The box's end is gone, and the broker is told by the network, if at all. */
  drop(isTold: boolean): void {
    const { broker, timeline } = this.#parts;
    this.#break();
    if (isTold) broker.lose(this);
    else
      timeline.after(LOST_AFTER_US, () => {
        broker.lose(this);
      });
  }

  /** Reset, or closed by the broker: the box learns it at once. */
  reset(): void {
    if (this.#state === 'over') return;
    this.#break();
    this.#parts.boxEnd.down('connection reset');
  }

  /** The network resets it: both ends learn it at once. */
  lose(): void {
    if (this.#state === 'over') return;
    this.reset();
    this.#parts.broker.lose(this);
  }

  /** Nothing passes any more, and each end finds out for itself. */
  goDead(): void {
    const { broker, timeline, chance, boxEnd } = this.#parts;
    this.#up.break();
    this.#down.break();
    timeline.after(LOST_AFTER_US, () => {
      broker.lose(this);
    });
    timeline.after(chance.between(...NOTICED_AFTER_US), () => {
      if (this.#state === 'over') return;
      this.#state = 'over';
      boxEnd.down('keepalive timeout');
    });
  }

  #open(): void {
    const { timeline, network, broker, boxEnd } = this.#parts;
    const isBlack = timeline.nowUs < network.blackUntilUs;
    if (!isBlack && !broker.isUp) {
      timeline.after(2 * network.delayUs(), () => {
        this.#fail('connection refused');
      });
      return;
    }
    timeline.after(CONNECT_TIMEOUT_US, () => {
      if (this.#state !== 'opening') return;
      this.#break();
      broker.lose(this);
      boxEnd.down('timeout');
    });
    // TCP and TLS take two round trips before CONNECT.
    if (!isBlack)
      timeline.after(4 * network.delayUs(), () =>
        this.#up.send(() => {
          broker.open(this);
        }),
      );
  }

  #fail(reason: string): void {
    if (this.#state !== 'opening') return;
    this.#break();
    this.#parts.boxEnd.down(reason);
  }

  #break(): void {
    this.#state = 'over';
    this.#up.break();
    this.#down.break();
  }
}
