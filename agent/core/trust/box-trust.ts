/**
 * Whom this box believes: its roots, what is revoked, what was published, and what it has accepted already. It answers whether a message
 * is believed, and what must be stored before anything is done about it; it does nothing about it.
 */
import type { Ed25519 } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { refused, type Decoded, type Refused } from '../refusal.ts';
import { encodeBase64url } from '../wire/base64url.ts';
import type { ControlMessage } from '../wire/control-message.ts';
import { readTrustStatements, type TrustStatement } from '../wire/trust/trust-statements.ts';
import type { ProofAck } from '../wire/proof/proof-ack.ts';
import type { TrustReport } from '../wire/report.ts';
import { believeAck, type AckKnowledge } from './ack-belief.ts';
import { Anchors, type StoredAnchors } from './anchors.ts';
import { believe, type Believed } from './belief.ts';
import { speakerOf, verifyChain, type Chain, type SignedMandate } from './chain.ts';
import { RecentlyUsed } from './recently-used.ts';
import {
  believeOrder,
  type BelievedOrder,
  type Order,
  type OrderKnowledge,
} from './order-belief.ts';
import { heardFrom, type ReplayGuard } from './replay-guard.ts';
import type { Moment } from './standing.ts';

export interface StoredTrust extends StoredAnchors {
  readonly heard: ReplayGuard;
}

/** What came of a message on a trust topic. */
export interface Publicised {
  /** Something must be stored. */
  readonly isNews: boolean;
  readonly refusals: readonly Refused[];
}

export class BoxTrust {
  readonly #ed25519: Ed25519;
  readonly #anchors: Anchors;
  readonly #verified = new RecentlyUsed<SignedMandate>(LIMITS.verifiedMandatesMax);
  /** By the speaker's key. */
  readonly #published = new RecentlyUsed<readonly string[]>(LIMITS.publishedChainsMax);
  #heard: ReplayGuard;

  /** `roots` are Ed25519 public keys: the working root and, where there is one, the reserve. */
  constructor(roots: readonly Uint8Array[], stored: StoredTrust, ed25519: Ed25519) {
    this.#ed25519 = ed25519;
    this.#anchors = new Anchors(roots.map(encodeBase64url), stored, ed25519);
    this.#heard = stored.heard;
  }

  get stored(): StoredTrust {
    return { ...this.#anchors.stored, heard: this.#heard };
  }

  /** Keys that a chain may end in, in base64url: the working root first. */
  get roots(): readonly string[] {
    return this.#anchors.roots;
  }

  get report(): TrustReport {
    const { roots, lists } = this.#anchors;
    return { roots, revocations: lists.map(({ root, version }) => ({ root, version })) };
  }

  /** How many keys and mandates are revoked. */
  get revocations(): number {
    return this.#anchors.lists.reduce(
      (sum, list) => sum + list.keys.length + list.mandates.length,
      0,
    );
  }

  /** Whether what was believed by this chain still is, the time apart. */
  holds(chain: Chain): boolean {
    return this.#anchors.holds(chain);
  }

  believe(
    payload: Uint8Array,
    topicArea: string,
    moment: Moment,
  ): Decoded<Believed<ControlMessage>> {
    return believe(
      payload,
      {
        topicArea,
        moment,
        roots: this.#anchors.roots,
        lists: this.#anchors.lists,
        guard: this.#heard,
        verified: this.#verified,
        published: (keyId) => this.#published.get(keyId),
      },
      this.#ed25519,
    );
  }

  /** Of whoever holds a mandate over the box's area, whatever the class. */
  believeAck(payload: Uint8Array, box: AckKnowledge['box'], moment: Moment): Decoded<ProofAck> {
    return believeAck(
      payload,
      {
        box,
        moment,
        roots: this.#anchors.roots,
        lists: this.#anchors.lists,
        verified: this.#verified,
        published: (keyId) => this.#published.get(keyId),
      },
      this.#ed25519,
    );
  }

  /** An order to this box alone, read by `decode`. */
  believeOrder<T extends Order>(
    payload: Uint8Array,
    kind: 'command' | 'desired',
    decode: (payload: Readonly<Record<string, unknown>>) => Decoded<T>,
    box: OrderKnowledge['box'],
    moment: Moment,
  ): Decoded<BelievedOrder<T>> {
    const know = {
      box,
      moment,
      roots: this.#anchors.roots,
      lists: this.#anchors.lists,
      verified: this.#verified,
      published: (keyId: string) => this.#published.get(keyId),
    };
    return believeOrder(payload, kind, decode, know, this.#ed25519);
  }

  /** It is acted upon from now on, and never again: to be stored before. */
  accept({ speaker, message }: Believed<ControlMessage>, moment: Moment): void {
    this.#heard = heardFrom(this.#heard, speaker, message, moment);
  }

  /** Takes what was published on a trust topic, retained or not: each statement is worth its signature. */
  hear(payload: Uint8Array): Publicised {
    const statements = readTrustStatements(payload);
    if (!statements.ok) return { isNews: false, refusals: [statements] };
    const refusals: Refused[] = [];
    let isNews = false;
    for (const statement of statements.value) {
      const heard = statement.ok ? this.#take(statement.value) : statement;
      if (typeof heard === 'boolean') isNews ||= heard;
      else refusals.push(heard);
      // Nobody publishes a false signature beside true ones, and each costs as much as a hundred lines of nonsense.
      if (typeof heard !== 'boolean' && heard.code.endsWith('.signature')) break;
    }
    return { isNews, refusals };
  }

  /** Whether there is something new to be stored, or why not. */
  #take(statement: TrustStatement): boolean | Refused {
    if (statement.of === 'root') {
      const heard = this.#anchors.hear(statement.text, statement.jws);
      return typeof heard === 'string' ? refused(heard) : heard;
    }
    const chain = verifyChain(statement.texts, this.roots, this.#verified, this.#ed25519);
    if (!chain.ok) return chain;
    this.#published.set(encodeBase64url(speakerOf(chain.value).key), statement.texts);
    return false;
  }
}
