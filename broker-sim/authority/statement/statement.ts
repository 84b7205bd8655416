/** Signs what an authority says: one compact JWS of a stated kind (PROTOCOL §2). Knows no file. */
import type { KeyObject } from 'node:crypto';
import { CompactSign } from 'jose';
import { JWS_TYPES, type JwsKind } from '../../../agent/core/wire/jws.ts';
import { encodeMandate, type Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import { issuerPublicKey } from '../../head-end/issuer/issuer-key.ts';

/** `by` is an Ed25519 private key. */
export const signStatement = (
  kind: JwsKind,
  payload: Readonly<Record<string, unknown>>,
  by: KeyObject,
): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: JWS_TYPES[kind], kid: issuerPublicKey(by) })
    .sign(by);

export const signMandate = (mandate: Mandate, by: KeyObject): Promise<string> =>
  signStatement('mandate', encodeMandate(mandate), by);
