/**
 * A chain of mandates from a pinned root to whoever speaks (PROTOCOL §2.1): whether each is by the one before and gives no
 * more than that one had. Knows nothing of the time and of revocations, so what it answers once holds for ever.
 */
import type { Ed25519 } from '../ed25519.ts';
import { LIMITS } from '../limits.ts';
import { accepted, refused, type Decoded } from '../refusal.ts';
import { BULLETIN_CLASSES, type BulletinClass } from '../vocabulary.ts';
import { decodeBase64url, encodeBase64url } from '../wire/base64url.ts';
import { decodeJwsText, type Jws } from '../wire/jws.ts';
import { RIGHTS, decodeMandate, type Mandate, type Right } from '../wire/trust/mandate.ts';
import { areaCovers } from '../wire/topic.ts';

export interface Chain {
  /** The pinned key that it ends in, in base64url. */
  readonly root: string;
  /** Never empty; the one nearest the root first, the speaker's own last. */
  readonly mandates: readonly [Mandate, ...Mandate[]];
}

/** Mandates whose signatures were found right, so that no message of a speaker costs more than its own. */
export interface VerifiedMandates {
  get(text: string): SignedMandate | undefined;
  set(text: string, mandate: SignedMandate): void;
}

export interface SignedMandate {
  /** The key that signed it, in base64url. */
  readonly by: string;
  readonly mandate: Mandate;
}

/** Who speaks at the end of a chain. */
export const speakerOf = ({ mandates }: Chain): Mandate =>
  mandates[mandates.length - 1] ?? mandates[0];

/** The names from the root down to the speaker: a name is worth something beneath those before it alone. */
export const pathOf = ({ mandates }: Chain): readonly string[] =>
  mandates.map(({ subject }) => subject);

/** Reads and verifies compact mandates, the one nearest the root first; `roots` are keys in base64url. */
export const verifyChain = (
  texts: readonly string[],
  roots: readonly string[],
  verified: VerifiedMandates,
  ed25519: Ed25519,
): Decoded<Chain> => {
  if (texts.length > LIMITS.chainMandatesMax) return refused('chain.length');
  let root: string | undefined;
  const keys: string[] = [];
  const mandates: Mandate[] = [];
  for (const text of texts) {
    const read = readMandate(text, verified);
    if (!read.ok) return read;
    const { by, mandate, jws } = read.value;
    const parent = mandates.at(-1);
    if (root === undefined) {
      if (!roots.includes(by)) return refused('chain.root');
      root = by;
      keys.push(by);
    } else if (by !== keys.at(-1)) return refused('chain.broken', mandate.subject);
    // A stranger's mandate never gets as far as a signature, and never into `verified`.
    if (jws !== undefined && !isSignedBy(by, jws, ed25519)) {
      return refused('chain.signature', mandate.subject);
    }
    if (jws !== undefined) verified.set(text, { by, mandate });
    const key = encodeBase64url(mandate.key);
    if (keys.includes(key)) return refused('chain.cycle', mandate.subject);
    keys.push(key);
    const excess = parent && excessOf(mandate, parent);
    if (excess === 'delegations') return refused('chain.delegation', mandate.subject);
    if (excess !== undefined) return refused('chain.exceeds', `${mandate.subject}: ${excess}`);
    mandates.push(mandate);
  }
  const [first, ...others] = mandates;
  if (root === undefined || first === undefined) return refused('chain.missing');
  return accepted({ root, mandates: [first, ...others] });
};

/** What a mandate gives that its parent had not to give. */
export const excessOf = (
  child: Mandate,
  parent: Mandate,
): 'delegations' | 'areas' | 'class' | 'rights' | 'time' | undefined => {
  if (child.delegations >= parent.delegations) return 'delegations';
  if (!child.areas.every((area) => coversArea(parent, area))) return 'areas';
  if (!coversClass(parent, child.class)) return 'class';
  if (!RIGHTS.every((right) => allows(parent, right) || !allows(child, right))) return 'rights';
  const isWithin = child.notBefore >= parent.notBefore && child.expiresAt <= parent.expiresAt;
  return isWithin ? undefined : 'time';
};

export const coversArea = ({ areas }: Mandate, area: string): boolean =>
  areas.some((one) => areaCovers(one, area));

export const allows = ({ may = ['speak'] }: Mandate, right: Right): boolean => may.includes(right);

export const coversClass = (mandate: Mandate, bulletinClass: BulletinClass): boolean =>
  BULLETIN_CLASSES.indexOf(bulletinClass) >= BULLETIN_CLASSES.indexOf(mandate.class);

/** `jws` is there where its signature is still to be looked at. */
const readMandate = (
  text: string,
  verified: VerifiedMandates,
): Decoded<SignedMandate & { readonly jws?: Jws }> => {
  const known = verified.get(text);
  if (known !== undefined) return accepted(known);
  if (text.length > LIMITS.mandateCharsMax) return refused('control.oversized', 'mandate');
  const jws = decodeJwsText(text, 'mandate');
  if (!jws.ok) return refused(jws.code, 'mandate');
  const mandate = decodeMandate(jws.value.payload);
  if (!mandate.ok) return mandate;
  return accepted({ by: jws.value.keyId, mandate: mandate.value, jws: jws.value });
};

export const isSignedBy = (keyId: string, jws: Jws, ed25519: Ed25519): boolean => {
  const key = decodeBase64url(keyId);
  return key !== undefined && ed25519.verify(key, jws.signed, jws.signature);
};
