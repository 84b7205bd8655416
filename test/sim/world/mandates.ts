/** What the authorities of the village have signed, by the stand-in for Ed25519: one chain from its root to its studio. */
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { JWS_TYPES, type JwsKind } from '../../../agent/core/wire/jws.ts';
import { encodeMandate } from '../../../agent/core/wire/mandate.ts';
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

/** Province, commune and studio beneath `root`, for all of `area`, for ever. */
export const mandatedStudio = (root: Uint8Array, area: string, chance: Chance): Issuer => {
  const chain: string[] = [];
  let by = root;
  for (const [depth, subject] of ['tinh-ha-noi', 'xa-lang-ha', 'dai-lang-ha'].entries()) {
    const key = chance.bytes(32);
    const mandate = {
      id: `01JMANDATE000000000000000${depth}`,
      subject,
      key,
      areas: [area],
      class: 'emergency' as const,
      delegations: 2 - depth,
      notBefore: utcUs(0),
      expiresAt: utcUs(Number.MAX_SAFE_INTEGER),
    };
    chain.push(statement('mandate', encodeMandate(mandate), by));
    by = key;
  }
  return { id: 'dai-lang-ha', key: by, chain };
};
