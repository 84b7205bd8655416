/**
 * The roots of this box and what they have said to all: which key replaced the working root, and what is revoked. It takes
 * statements one by one, verifies each, and keeps the newest as they came, so that they can be stored and verified again.
 */
import type { Ed25519 } from '../ed25519.ts';
import type { RefusalCode } from '../refusal.ts';
import { decodeJwsText, type Jws } from '../wire/jws.ts';
import { decodeRevocationList, type RevocationList } from '../wire/trust/revocation-list.ts';
import { decodeRootReplacement, type RootReplacement } from '../wire/trust/root-replacement.ts';
import { isChainRevoked } from './standing.ts';
import { isSignedBy, type Chain } from './chain.ts';

/** As they came over the air: compact JWS. */
export interface StoredAnchors {
  /** One of each root at most. */
  readonly revocations: readonly string[];
  readonly rootReplacement?: string;
}

interface Kept<T> {
  readonly text: string;
  readonly value: T;
}

export class Anchors {
  readonly #pinned: readonly string[];
  readonly #ed25519: Ed25519;
  #replacement: Kept<RootReplacement> | undefined;
  #lists: readonly Kept<RevocationList>[] = [];

  /** `pinned`: the working root and, where there is one, the reserve; in base64url. */
  constructor(pinned: readonly string[], stored: StoredAnchors, ed25519: Ed25519) {
    this.#pinned = pinned;
    this.#ed25519 = ed25519;
    // Where the roots of the configuration are others than they were, what the old ones said is void.
    for (const text of [stored.rootReplacement ?? [], stored.revocations].flat()) {
      const jws = decodeJwsText(text, 'revocations', 'root');
      if (jws.ok) this.hear(text, jws.value);
    }
  }

  /** Keys that a chain may end in, in base64url. */
  get roots(): readonly string[] {
    const [working, ...reserve] = this.#pinned;
    const now = this.#replacement?.value.root ?? working;
    return now === undefined ? [] : [now, ...reserve];
  }

  get lists(): readonly RevocationList[] {
    return this.#lists.map(({ value }) => value);
  }

  get stored(): StoredAnchors {
    const revocations = this.#lists.map(({ text }) => text);
    const replacement = this.#replacement;
    return replacement === undefined
      ? { revocations }
      : { revocations, rootReplacement: replacement.text };
  }

  /** Whether what was believed by this chain still is, the time apart. */
  holds(chain: Chain): boolean {
    return this.roots.includes(chain.root) && !isChainRevoked(chain, this.lists);
  }

  /** Takes a revocation list or a root replacement: a code where it is refused, else whether it changed anything. */
  hear(text: string, jws: Jws): RefusalCode | boolean {
    return jws.kind === 'root' ? this.#replace(text, jws) : this.#revoke(text, jws);
  }

  /** The reserve alone may replace, and nobody may replace the reserve: whoever steals the working root cannot keep it. */
  #replace(text: string, jws: Jws): RefusalCode | boolean {
    const reserve = this.#pinned[1];
    if (reserve === undefined || jws.keyId !== reserve) return 'root.reserve';
    const known = this.#replacement;
    if (known?.text === text) return false;
    const read = decodeRootReplacement(jws);
    if (!read.ok) return read.code;
    if (read.value.version <= (known?.value.version ?? 0)) return 'root.version';
    if (!isSignedBy(reserve, jws, this.#ed25519)) return 'trust.signature';
    this.#replacement = { text, value: read.value };
    this.#lists = this.#lists.filter(({ value }) => this.roots.includes(value.root));
    return true;
  }

  #revoke(text: string, jws: Jws): RefusalCode | boolean {
    if (!this.roots.includes(jws.keyId)) return 'revocations.root';
    const known = this.#lists.find(({ value }) => value.root === jws.keyId);
    if (known?.text === text) return false;
    const read = decodeRevocationList(jws);
    if (!read.ok) return read.code;
    if (read.value.version <= (known?.value.version ?? 0)) return 'revocations.version';
    if (!isSignedBy(jws.keyId, jws, this.#ed25519)) return 'trust.signature';
    const others = this.#lists.filter((list) => list !== known);
    this.#lists = [...others, { text, value: read.value }];
    return true;
  }
}
