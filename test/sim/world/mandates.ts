/** What the authorities of the village have signed, by the stand-in for Ed25519: one chain from its root to its studio. */
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { JWS_TYPES, type JwsKind } from '../../../agent/core/wire/jws.ts';
import { encodeMandate, type Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import type { Chance } from './chance.ts';
import type { Issuer } from './head-end.ts';
import { sign } from './keyed-hash.ts';

/** A compact JWS. */
export const statement = (
  kind: JwsKind,
  payload: object,
  by: Uint8Array,
  header: object = {},
): string => {
  const head = { alg: 'EdDSA', typ: JWS_TYPES[kind], kid: encodeBase64url(by), ...header };
  const body = `${text64(JSON.stringify(head))}.${text64(JSON.stringify(payload))}`;
  return `${body}.${encodeBase64url(sign(by, Buffer.from(body)))}`;
};

const text64 = (text: string): string => encodeBase64url(Buffer.from(text));

const MANDATE = {
  class: 'emergency' as const,
  notBefore: utcUs(0),
  expiresAt: utcUs(Number.MAX_SAFE_INTEGER),
};

/** Province, commune and studio beneath `root`, for all of `area`, for ever; the commune may speak as well. */
export const mandatedCommune = (
  root: Uint8Array,
  area: string,
  chance: Chance,
): { readonly commune: Issuer; readonly studio: Issuer } => {
  let above: Issuer = { id: '', key: root, chain: [] };
  const issuers: Issuer[] = [];
  for (const [depth, subject] of ['tinh-ha-noi', 'xa-lang-ha', 'dai-lang-ha'].entries()) {
    const key = chance.bytes(32);
    const id = `01JMANDATE000000000000000${depth}`;
    above = mandated(above, { id, subject, key, areas: [area], delegations: 2 - depth });
    issuers.push(above);
  }
  const [, commune = above, studio = above] = issuers;
  return { commune, studio };
};

/** Somebody whom `above` gives a mandate, rightly or not. */
export const mandated = (
  above: Issuer,
  given: Pick<Mandate, 'id' | 'subject' | 'key' | 'areas' | 'delegations'> & Partial<Mandate>,
): Issuer => {
  const mandate = encodeMandate({ ...MANDATE, ...given });
  const { subject, key } = given;
  return { id: subject, key, chain: [...above.chain, statement('mandate', mandate, above.key)] };
};

export const mandatedStudio = (root: Uint8Array, area: string, chance: Chance): Issuer =>
  mandatedCommune(root, area, chance).studio;
