/**
 * The box's proof of play (PROTOCOL §8): a chain of records, each kept before it is sent, and sent until the head-end has
 * said under its signature that it holds it. Others append what they must be able to prove; what it means is theirs.
 *
 *     append -> kept on disk -> sent -> … sent again … -> acknowledged -> kept, until newer ones need its room
 */
import type { Memory } from '../control/memory.ts';
import type { EffectQueue } from '../effect-queue.ts';
import type { Input } from '../input.ts';
import { LIMITS } from '../limits.ts';
import type { ReceiverConfig } from '../receiver-config.ts';
import type { Decoded, RefusalCode } from '../refusal.ts';
import type { Sha256 } from '../sha256.ts';
import { NEVER, US_PER_S, after, monoUs, type MonoUs, type UtcUs } from '../vocabulary.ts';
import type { ProofAck } from '../wire/proof/proof-ack.ts';
import { sealRecord, type ProofEntry, type SealedRecord } from '../wire/proof/proof-record.ts';
import type { ProofReport } from '../wire/report.ts';
import { ackTopic, playedTopic } from '../wire/topic.ts';
import type { Connection } from './connection.ts';

/** Nothing was acknowledged for so long: it is sent again, then more and more rarely. */
const RESEND_US_MIN = 30 * US_PER_S;
const RESEND_US_MAX = 900 * US_PER_S;
/** What is still to be kept and to be sent may hold up a box that stops for this long. */
const FAREWELL_US_MAX = 1.5 * US_PER_S;

export interface ProofParts {
  readonly config: Pick<ReceiverConfig, 'boxId'>;
  /** What the disk holds of the chain: the last record, and with it all that are not acknowledged. Oldest first. */
  readonly records: readonly SealedRecord[];
  /** Records up to this number are acknowledged. */
  readonly acknowledged: number;
  /** 16 hexadecimal digits that no chain has had. */
  readonly newChain: string;
  /** What happened to the chain, where it cannot be gone on with. */
  readonly broken?: string;
  readonly sha256: Sha256;
  /** Whether somebody says so who may. */
  readonly believe: (payload: Uint8Array, nowUs: MonoUs) => Decoded<ProofAck>;
  readonly refuse: (code: RefusalCode, nowUs: MonoUs, detail?: string) => void;
  readonly memory: Memory;
  readonly connection: Connection;
  readonly effects: EffectQueue;
  readonly utcAt: (nowUs: MonoUs) => UtcUs;
}

interface Pending {
  readonly record: SealedRecord;
  /** Over the connection that is up. */
  isSent: boolean;
}

export class Proof {
  readonly #parts: ProofParts;
  readonly #chain: string;
  #head: SealedRecord | undefined;
  /** Not acknowledged, oldest first, at most `proofRecordsMax`: then the oldest falls out, and is counted. */
  #pending: Pending[];
  #dropped = 0;
  /** The last that was not of this connection: what is newer is sent at once, what is older in portions. */
  #backlogThrough: number;
  #resendUs = RESEND_US_MIN;
  #resendAtUs: MonoUs = NEVER;
  /** When a box that stops leaves, whatever is unsaid. */
  #leaveAtUs: MonoUs = NEVER;
  /** Something may be there to be sent. */
  #isDue = false;

  constructor(parts: ProofParts) {
    const { records, acknowledged } = parts;
    this.#parts = parts;
    this.#head = records.at(-1);
    this.#chain =
      parts.broken === undefined ? (this.#head?.chain ?? parts.newChain) : parts.newChain;
    this.#backlogThrough = this.#head?.number ?? 0;
    this.#pending = records
      .filter(({ number }) => number > acknowledged)
      .map((record) => ({ record, isSent: false }));
  }

  /** Once, before anything is appended: begins a new chain where the old one cannot be gone on with. */
  begin(nowUs: MonoUs): void {
    const { broken } = this.#parts;
    if (broken !== undefined) this.append({ record: 'began', why: broken }, nowUs);
  }

  /** Appends a record, keeps it, and sends it once it is kept. */
  append(entry: ProofEntry, nowUs: MonoUs): void {
    const { config, sha256, memory, effects, utcAt } = this.#parts;
    const at = { box: config.boxId, chain: this.#chain, atUs: utcAt(nowUs) };
    this.#head = sealRecord(entry, at, this.#head, sha256);
    if (this.#pending.length >= LIMITS.proofRecordsMax) {
      const oldest = this.#pending.shift()?.record.number ?? 0;
      memory.forgetThrough(oldest);
      this.#dropped += 1;
      effects.log('error', 'proof.dropped', { number: oldest, dropped: this.#dropped });
    }
    this.#pending.push({ record: this.#head, isSent: false });
    memory.append(this.#head);
  }

  /** Records up to this number: what must be kept of those that are acknowledged is the last one alone. */
  get acknowledged(): number {
    return (this.#pending[0]?.record.number ?? (this.#head?.number ?? 0) + 1) - 1;
  }

  get report(): ProofReport {
    const { acknowledged } = this;
    const { unsaved } = this.#parts.memory;
    return {
      number: this.#head?.number ?? 0,
      acknowledged,
      unsaved: unsaved.length,
      dropped: this.#dropped,
    };
  }

  /** The disk has answered for every record, and where there is a connection, none that is kept waits to be sent for the first time. */
  get #isSettled(): boolean {
    const isUnsent = this.#pending.some(
      ({ record, isSent }) =>
        !isSent && record.number > this.#backlogThrough && record.number <= this.#savedThrough,
    );
    return !this.#parts.memory.isAwaited && !(isUnsent && this.#parts.connection.isUp);
  }

  /** No record is sent that a power cut could still take back. */
  get #savedThrough(): number {
    return (this.#parts.memory.unsaved[0]?.number ?? Infinity) - 1;
  }

  get nextWakeUs(): MonoUs {
    return monoUs(Math.min(this.#resendAtUs, this.#parts.memory.nextWakeUs, this.#leaveAtUs));
  }

  /** The disk has taken records, or has not. */
  take(input: Extract<Input, { on: 'stored' | 'store-failed' }>, nowUs: MonoUs): void {
    this.#parts.memory.take(input, nowUs);
    this.#isDue = true;
  }

  hears(topic: string): boolean {
    return topic === ackTopic(this.#parts.config.boxId);
  }

  /** A message on the topic of acknowledgements. */
  hear({ payload, retained }: Extract<Input, { on: 'message' }>, nowUs: MonoUs): void {
    const { believe, refuse } = this.#parts;
    if (retained) return refuse('retained.ack', nowUs);
    const ack = believe(payload, nowUs);
    if (!ack.ok) return refuse(ack.code, nowUs, ack.detail);
    if (!this.#acknowledge(ack.value)) refuse('ack.unknown', nowUs);
  }

  /** A box that stops has nothing left to keep or to send, or has waited long enough. A disk that refused is tried once more. */
  mayLeave(nowUs: MonoUs): boolean {
    if (this.#leaveAtUs === NEVER) {
      this.#leaveAtUs = after(nowUs, FAREWELL_US_MAX);
      this.#parts.memory.hasten();
    }
    return this.#isSettled || nowUs >= this.#leaveAtUs;
  }

  linkChanged(): void {
    for (const pending of this.#pending) pending.isSent = false;
    this.#backlogThrough = this.#head?.number ?? 0;
    this.#resendUs = RESEND_US_MIN;
    this.#resendAtUs = NEVER;
    this.#isDue = true;
  }

  /** Whoever may say so says that it holds the chain up to a record. Answers false where this box has no such record. */
  #acknowledge(ack: ProofAck): boolean {
    const known = this.#pending.find(({ record }) => record.number === ack.number);
    if (known === undefined) return this.#isPast(ack);
    if (known.record.chain !== ack.chain || known.record.hash !== ack.hash) return false;
    this.#pending = this.#pending.filter(
      ({ record }) => record.chain !== ack.chain || record.number > ack.number,
    );
    this.#resendUs = RESEND_US_MIN;
    this.#resendAtUs = NEVER;
    this.#isDue = true;
    return true;
  }

  settle(nowUs: MonoUs): void {
    this.#parts.memory.settle(nowUs);
    if (nowUs >= this.#resendAtUs) {
      for (const pending of this.#pending) pending.isSent = false;
      this.#backlogThrough = this.#head?.number ?? 0;
      this.#resendUs = Math.min(RESEND_US_MAX, this.#resendUs * 2);
      this.#resendAtUs = NEVER;
      this.#isDue = true;
    }
    if (this.#isDue && this.#parts.connection.isUp) this.#send(nowUs);
  }

  #send(nowUs: MonoUs): void {
    this.#isDue = false;
    const { connection, config } = this.#parts;
    let inFlight = this.#pending.filter(({ isSent }) => isSent).length;
    for (const pending of this.#pending) {
      const { number, text } = pending.record;
      const mayWait = number <= this.#backlogThrough && inFlight >= LIMITS.proofInFlightMax;
      if (pending.isSent || mayWait || number > this.#savedThrough) continue;
      connection.publish({
        topic: playedTopic(config.boxId),
        payload: text,
        qos: 1,
        retain: false,
      });
      pending.isSent = true;
      inFlight += 1;
    }
    if (inFlight > 0 && this.#resendAtUs === NEVER) {
      this.#resendAtUs = after(nowUs, this.#resendUs);
    }
  }

  /** Of a record that was acknowledged before: old news, and true as far as can be told. */
  #isPast({ chain, number, hash }: ProofAck): boolean {
    const head = this.#head;
    if (head === undefined || number > head.number) return false;
    return number < head.number || (chain === head.chain && hash === head.hash);
  }
}
