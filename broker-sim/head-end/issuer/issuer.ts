/**
 * Who speaks: an issuer's name, its signing key, the mandates that lead to it, and the sequence that rises for ever. Signs control messages (PROTOCOL §2),
 * one after another. Knows no file and no network.
 */
import type { KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { JWS_TYPES } from '../../../agent/core/wire/jws.ts';
import {
  encodeControlMessage,
  type ControlMessage,
} from '../../../agent/core/wire/control-message.ts';
import type { ProofAck } from '../../../agent/core/wire/proof/proof-ack.ts';
import type { UtcUs } from '../../../agent/core/vocabulary.ts';
import { issuerPublicKey } from './issuer-key.ts';

/** Numbers for control messages: each above all before it, over restarts too. */
export interface IssuerSequence {
  /** Durable before it answers. @throws {Error} where it cannot be made durable: then nothing may be published. */
  next(nowUtcUs: UtcUs): number;
}

export class Issuer {
  readonly id: string;
  /** Compact mandates, the one nearest the root first: each message brings them, so that a box that has just started believes it. */
  readonly chain: readonly string[];
  readonly #keyId: string;
  readonly #privateKey: KeyObject;
  readonly #sequence: IssuerSequence;
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** `privateKey` is Ed25519. */
  constructor(
    { id, chain }: { readonly id: string; readonly chain: readonly string[] },
    privateKey: KeyObject,
    sequence: IssuerSequence,
  ) {
    this.id = id;
    this.chain = chain;
    this.#keyId = issuerPublicKey(privateKey);
    this.#privateKey = privateKey;
    this.#sequence = sequence;
  }

  /**
   * Numbers and signs what `write` makes, and hands it to `send` in the order of the numbers: signing is asynchronous, and
   * a box refuses a message that a higher number overtook, be it of another announcement.
   * @throws {Error} where the number cannot be made durable; nothing was sent then.
   */
  issue<M extends ControlMessage, T>(
    nowUtcUs: UtcUs,
    write: (sequence: number) => M,
    send: (jws: string, message: M) => T | Promise<T>,
  ): Promise<T> {
    const turn = this.#lastTurn.then(async () => {
      const message = write(this.#sequence.next(nowUtcUs));
      return { sent: send(await this.#sign(message), message) };
    });
    this.#lastTurn = turn.catch(() => {
      // Whoever asked learns of it; the next in line is not concerned.
    });
    return turn.then(({ sent }) => sent);
  }

  /** Says that a box's proof is held up to a record. It is true for ever, and takes no number. */
  acknowledge(ack: ProofAck): Promise<string> {
    return this.#signAs('ack', ack);
  }

  /** Numbers and signs an order to one box (PROTOCOL §9). @throws {Error} where the number cannot be made durable. */
  order(
    kind: 'command' | 'desired',
    nowUtcUs: UtcUs,
    write: (number: number) => Readonly<Record<string, unknown>>,
  ): Promise<string> {
    return this.#signAs(kind, write(this.#sequence.next(nowUtcUs)));
  }

  #sign(message: ControlMessage): Promise<string> {
    return this.#signAs('control', encodeControlMessage(message));
  }

  #signAs(kind: 'control' | 'ack' | 'command' | 'desired', statement: object): Promise<string> {
    const payload = new TextEncoder().encode(JSON.stringify(statement));
    return new CompactSign(payload)
      .setProtectedHeader({
        alg: 'EdDSA',
        typ: JWS_TYPES[kind],
        kid: this.#keyId,
        chain: this.chain,
      })
      .sign(this.#privateKey);
  }
}
