/**
 * An MQTT broker (3.1.1) as far as the village needs one: sessions by client id with take-over, wills, retained messages,
 * clean sessions. It can be gone for a while, be slow to say that a box is lost, and it keeps no secret.
 */
import type { Publication } from '../../../agent/core/effect.ts';
import type { Chance } from './chance.ts';
import type { Connection } from './connection.ts';
import type { Letter } from './letter.ts';
import { ODDS } from '../plan/fault-odds.ts';
import type { Timeline } from './timeline.ts';

/** A connection on which nothing is heard for one and a half keep-alives of 15 s is lost. */
export const LOST_AFTER_US = 22_500_000;

export class Broker {
  readonly #timeline: Timeline;
  readonly #chance: Chance;
  readonly #isLate: () => boolean;
  readonly #reads: (publication: Publication) => void;
  readonly #connections = new Map<string, Connection>();
  readonly #retained = new Map<string, Letter>();
  #backAtUs = 0;

  /** `isLate`: some wills come long after the loss. `reads` is given every report that a box publishes. */
  constructor(options: {
    timeline: Timeline;
    chance: Chance;
    isLate: () => boolean;
    reads: (publication: Publication) => void;
  }) {
    this.#timeline = options.timeline;
    this.#chance = options.chance;
    this.#isLate = options.isLate;
    this.#reads = options.reads;
  }

  get isUp(): boolean {
    return this.#timeline.nowUs >= this.#backAtUs;
  }

  /** CONNECT and SUBSCRIBE arrived. An older connection of the same box is lost by it. */
  open(connection: Connection): void {
    if (!this.isUp) {
      connection.reset();
      return;
    }
    const older = this.#connections.get(connection.clientId);
    if (older !== undefined) {
      this.lose(older);
      older.reset();
    }
    this.#connections.set(connection.clientId, connection);
    connection.accept();
    for (const letter of this.#retained.values()) {
      if (connection.topics.has(letter.topic))
        connection.deliver({ ...letter, retain: true }, true);
    }
  }

  /** A connection ended without a word: its will is published. */
  lose(connection: Connection): void {
    if (this.#connections.get(connection.clientId) !== connection) return;
    this.#connections.delete(connection.clientId);
    const { will } = connection;
    if (this.#isLate() && this.#chance.hits(0.5)) {
      this.#timeline.after(this.#chance.between(...ODDS.lateWillUs), () => this.#reads(will));
    } else this.#reads(will);
  }

  /** DISCONNECT: no will. */
  close(connection: Connection): void {
    if (this.#connections.get(connection.clientId) === connection) {
      this.#connections.delete(connection.clientId);
    }
  }

  /** From a box. */
  take(connection: Connection, publication: Publication): void {
    if (this.#connections.get(connection.clientId) === connection) this.#reads(publication);
  }

  /** From a head-end, or whoever passes for one. False where the broker is gone. */
  publish(letter: Letter): boolean {
    if (!this.isUp) return false;
    if (letter.retain) this.#retained.set(letter.topic, letter);
    for (const connection of this.#connections.values()) {
      if (connection.topics.has(letter.topic)) connection.deliver(letter, false);
    }
    return true;
  }

  /** Gone for so long, with every connection; what was retained is kept. */
  restart(forUs: number): void {
    this.#backAtUs = this.#timeline.nowUs + forUs;
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    for (const connection of connections) {
      if (this.#chance.hits(ODDS.unnoticedLoss)) connection.goDead();
      else connection.reset();
    }
  }
}
