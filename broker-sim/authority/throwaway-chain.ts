/**
 * A root, a province, a commune and a studio that live for one run: what an integrator has to have, with keys that nobody
 * keeps. Of the private keys the studio's alone is handed out.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { US_PER_MS, US_PER_S, after, utcUs } from '../../agent/core/vocabulary.ts';
import { decodeBase64url } from '../../agent/core/wire/base64url.ts';
import { encodeRevocationList } from '../../agent/core/wire/trust/revocation-list.ts';
import { issuerPublicKey } from '../head-end/issuer/issuer-key.ts';
import { ulid } from '../head-end/issuer/ulid.ts';
import { signMandate, signStatement } from './statement/statement.ts';

export interface ThrowawayChain {
  /** The studio's name. */
  readonly id: string;
  readonly privateKey: KeyObject;
  /** Compact mandates, the province's first. */
  readonly chain: readonly string[];
  /** What a box must pin, in base64url. */
  readonly root: string;
  /** The root's word that the studio is believed no more: a signed revocation list. */
  revoke(): Promise<string>;
}

/** A machine's clock may be set while a village runs. */
const MARGIN_US = 86_400 * US_PER_S;

/** Whoever speaks at its end may speak to `area`, most urgently, for a day. */
export const makeThrowawayChain = async (area: string): Promise<ThrowawayChain> => {
  const root = newKey();
  const nowMs = Date.now();
  const nowAt = utcUs(nowMs * US_PER_MS);
  const chain: string[] = [];
  let parent = root;
  for (const [depth, subject] of ['tinh-mau', 'xa-langmau', 'dai-langmau'].entries()) {
    const child = newKey();
    const mandate = {
      id: ulid(nowMs),
      subject,
      key: rawPublicKey(child),
      areas: [area],
      class: 'emergency' as const,
      delegations: 2 - depth,
      notBefore: after(nowAt, -MARGIN_US),
      expiresAt: after(nowAt, MARGIN_US),
    };
    chain.push(await signMandate(mandate, parent));
    parent = child;
  }
  const studio = parent;
  const pinned = issuerPublicKey(root);
  return {
    id: 'dai-langmau',
    privateKey: studio,
    chain,
    root: pinned,
    revoke: () => {
      const list = { root: pinned, version: 1, keys: [issuerPublicKey(studio)], mandates: [] };
      return signStatement('revocations', encodeRevocationList(list), root);
    },
  };
};

const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

const rawPublicKey = (key: KeyObject): Uint8Array => {
  const bytes = decodeBase64url(issuerPublicKey(key));
  if (bytes === undefined) throw new TypeError('an Ed25519 key has a base64url spelling');
  return bytes;
};
