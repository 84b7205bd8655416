/** Statements and bundles under real Ed25519 keys, made from seeds, so that an attack meets the mathematics and not a toy. */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { encodeUnsignedBundle, type Bundle } from '../../../agent/core/wire/bundle.ts';
import { JWS_TYPES, type JwsKind } from '../../../agent/core/wire/jws.ts';
import { encodeMandate, type Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import { mandate } from './mandate-builder.ts';

export interface RealKey {
  readonly publicKey: Uint8Array;
  /** The public key in base64url. */
  readonly id: string;
  readonly privateKey: KeyObject;
}

/** PKCS #8 of an Ed25519 private key up to its 32 bytes of seed (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

export const realKey = (seed: number): RealKey => {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32BE(seed);
  const key = Buffer.concat([PKCS8_HEAD, bytes]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const id = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  return { id, privateKey, publicKey: new Uint8Array(Buffer.from(id, 'base64url')) };
};

export const signedBy = (key: RealKey, bytes: Uint8Array): Buffer =>
  sign(null, bytes, key.privateKey);

const part = (text: string): string => Buffer.from(text).toString('base64url');

/** A compact JWS over texts that need not be JSON. */
export const jwsOfTexts = (header: string, payload: string, by: RealKey): string => {
  const covered = `${part(header)}.${part(payload)}`;
  return `${covered}.${signedBy(by, Buffer.from(covered)).toString('base64url')}`;
};

export interface RealSigning {
  readonly by: RealKey;
  readonly kind: JwsKind;
  readonly chain?: readonly string[];
  /** Instead of, or beside, the members of an honest header. */
  readonly header?: Readonly<Record<string, unknown>>;
}

export const realJws = (payload: unknown, { by, kind, chain, header }: RealSigning): string => {
  const honest = { alg: 'EdDSA', typ: JWS_TYPES[kind], kid: by.id, ...(chain && { chain }) };
  return jwsOfTexts(JSON.stringify({ ...honest, ...header }), JSON.stringify(payload), by);
};

export const REAL = {
  root: realKey(1),
  reserve: realKey(2),
  province: realKey(3),
  commune: realKey(4),
  studio: realKey(5),
  /** Whoever has no business here. */
  stranger: realKey(66),
  stream: realKey(7),
} as const;

export const realMandate = (change: Partial<Mandate>, by: RealKey): string =>
  realJws(encodeMandate(mandate(change)), { by, kind: 'mandate' });

/** Each link of the chain may be changed; who signs is whoever stands before. */
export interface ChainChange {
  readonly root?: RealKey;
  readonly province?: Partial<Mandate>;
  readonly commune?: Partial<Mandate>;
  readonly studio?: Partial<Mandate>;
}

export const PROVINCE: Partial<Mandate> = {
  id: '01JMANDATE0000000000000001',
  subject: 'tinh-ha-noi',
  key: REAL.province.publicKey,
  areas: ['vn.hn'],
  delegations: 2,
};
export const COMMUNE: Partial<Mandate> = {
  id: '01JMANDATE0000000000000002',
  subject: 'xa-lang-ha',
  key: REAL.commune.publicKey,
  areas: ['vn.hn.langha'],
  delegations: 1,
};
export const STUDIO: Partial<Mandate> = {
  id: '01JMANDATE0000000000000003',
  subject: 'dai-lang-ha',
  key: REAL.studio.publicKey,
  areas: ['vn.hn.langha'],
  delegations: 0,
};

export const realChain = (change: ChainChange = {}): [string, string, string] => [
  realMandate({ ...PROVINCE, ...change.province }, change.root ?? REAL.root),
  realMandate({ ...COMMUNE, ...change.commune }, REAL.province),
  realMandate({ ...STUDIO, ...change.studio }, REAL.commune),
];

export const REAL_CHAIN = realChain();

export const realBundle = (bundle: Bundle, by: RealKey): Buffer => {
  const unsigned = encodeUnsignedBundle(bundle);
  return Buffer.concat([unsigned, signedBy(by, unsigned)]);
};
