/**
 * The one connection to the broker: opened when `Link` says so, with the will, the birth and the farewell that belong to its
 * session (PROTOCOL §4), and what is published over it. It does not know what is reported.
 */
import type { Publication } from '../effect.ts';
import type { LinkFailure, LinkSnapshot } from '../console/snapshot.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import type { ReceiverConfig } from '../receiver-config.ts';
import { US_PER_MS, US_PER_S, type MonoUs } from '../vocabulary.ts';
import type { StateReport } from '../wire/report.ts';
import { Link } from './link.ts';
import type { Memory } from '../control/memory.ts';
import { statePublication } from './reports.ts';

type LinkInput = Extract<Input, { on: 'link-up' | 'link-down' }>;

export interface ConnectionParts {
  readonly config: Pick<ReceiverConfig, 'boxId' | 'version'>;
  /** No session number above this was used. */
  readonly session: number;
  readonly memory: Memory;
  readonly effects: EffectQueue;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly nowUs: MonoUs;
}

/** So many numbers are kept with one write: a broker that is away for a night, and is tried every minute, costs few. */
export const SESSIONS_RESERVED = 16;

export class Connection {
  readonly #parts: ConnectionParts;
  readonly #link: Link;
  #failure: LinkFailure | null = null;
  /** The last number that may be used, by what is kept. */
  #reserved: number;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#link = new Link(parts.session, parts.random, parts.nowUs);
    this.#reserved = parts.session;
  }

  get isUp(): boolean {
    return this.#link.state === 'up';
  }

  /** Number of the session that is up or was tried last. */
  get session(): number {
    return this.#link.session;
  }

  snapshotAt(nowUs: MonoUs): LinkSnapshot {
    const { state, changedAtUs } = this.#link;
    const sinceS = Math.floor((nowUs - changedAtUs) / US_PER_S);
    return { state, sinceS, failure: this.#failure };
  }

  get nextWakeUs(): MonoUs {
    return this.#link.nextWakeUs;
  }

  /** Answers whether that changed anything: not where it is news of an older session. */
  take(input: LinkInput, nowUs: MonoUs): boolean {
    return input.on === 'link-up' ? this.#up(input.session, nowUs) : this.#down(input, nowUs);
  }

  /** Connects when it is time to. The session's number is kept first, with those that follow, so that none is ever used twice. */
  settle(nowUs: MonoUs): void {
    if (!this.#link.connect(nowUs)) return;
    const { session } = this.#link;
    if (session > this.#reserved) {
      this.#reserved = session + SESSIONS_RESERVED - 1;
      this.#parts.memory.keep({ session: this.#reserved });
    }
    this.#parts.effects.push({ do: 'connect', session, will: this.#statePublication('lost') });
  }

  /** Sends it where there is a connection; answers whether there is. */
  publish(publication: Publication): boolean {
    if (this.isUp) this.#parts.effects.push({ do: 'publish', publication });
    return this.isUp;
  }

  /** Says good-bye and closes. */
  leave(): void {
    this.publish(this.#statePublication('sleeping'));
    this.#parts.effects.push({ do: 'disconnect' });
  }

  #up(session: number, nowUs: MonoUs): boolean {
    if (!this.#link.up(session, nowUs)) return false;
    this.publish(this.#statePublication('ready'));
    this.#parts.effects.log('info', 'link.up', { session });
    return true;
  }

  #down(input: Extract<LinkInput, { on: 'link-down' }>, nowUs: MonoUs): boolean {
    const { session, reason, cause = 'other' } = input;
    const waitUs = this.#link.down(session, nowUs);
    if (waitUs === undefined) return false;
    this.#failure = { cause, reason };
    const retryInMs = Math.round(waitUs / US_PER_MS);
    this.#parts.effects.log('warn', 'link.down', { reason, retryInMs });
    return true;
  }

  #statePublication(state: StateReport['state']): Publication {
    const { boxId, version } = this.#parts.config;
    return statePublication({ box: boxId, state, session: this.#link.session, version });
  }
}
