/** Authorities and the chains that they make, as `loa-sim authority` would, signed by toys: a toy's key is public and private at once. */
import type { Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import { encodeMandate } from '../../../agent/core/wire/trust/mandate.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import { JWS_TYPES, type JwsKind } from '../../../agent/core/wire/jws.ts';
import { US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import { toySignature } from './toy-signature.ts';

export type ToyKey = Uint8Array;

export const toyKey = (seed: number): ToyKey => new Uint8Array(32).fill(seed);

/** The working root and the reserve. */
export const ROOT = toyKey(101);
export const RESERVE = toyKey(102);
export const PROVINCE = toyKey(103);
export const COMMUNE = toyKey(104);
export const STUDIO = toyKey(7);

const utf8 = new TextEncoder();
const part = (json: unknown): string => encodeBase64url(utf8.encode(JSON.stringify(json)));

export interface Signing {
  readonly by: ToyKey;
  readonly kind: JwsKind;
  readonly chain?: readonly string[];
  /** Instead of, or beside, the members of an honest header. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A compact JWS over any payload. */
export const toyJws = (payload: unknown, { by, kind, chain, header }: Signing): string => {
  const honest = { alg: 'EdDSA', typ: JWS_TYPES[kind], kid: encodeBase64url(by) };
  const signed = `${part({ ...honest, ...(chain && { chain }), ...header })}.${part(payload)}`;
  return `${signed}.${encodeBase64url(toySignature(by, utf8.encode(signed)))}`;
};

const DAY_US = 86_400 * US_PER_S;
/** The day before the Monday morning of the tests, and a year later. */
export const FROM = utcUs(1_790_000_000_000_000 - DAY_US);
export const UNTIL = utcUs(FROM + 365 * DAY_US);

/** The commune's; each test changes what it is about. */
export const mandate = (change: Partial<Mandate> = {}): Mandate => ({
  id: '01JMANDATE0000000000000000',
  subject: 'xa-lang-ha',
  key: COMMUNE,
  areas: ['vn.hn.langha'],
  class: 'emergency',
  delegations: 1,
  notBefore: FROM,
  expiresAt: UNTIL,
  ...change,
});

export const mandateText = (given: Mandate, by: ToyKey): string =>
  toyJws(encodeMandate(given), { by, kind: 'mandate' });

export const PROVINCE_MANDATE = mandate({
  id: '01JMANDATE0000000000000001',
  subject: 'tinh-ha-noi',
  key: PROVINCE,
  areas: ['vn'],
  delegations: 2,
});
export const COMMUNE_MANDATE = mandate({ id: '01JMANDATE0000000000000002', areas: ['vn'] });
export const STUDIO_MANDATE = mandate({
  id: '01JMANDATE0000000000000003',
  subject: 'dai-lang-ha',
  key: STUDIO,
  areas: ['vn'],
  delegations: 0,
});

/** Root, province, commune, studio; each link may be changed. */
export const chainTexts = (
  change: {
    readonly root?: ToyKey;
    readonly province?: Partial<Mandate>;
    readonly commune?: Partial<Mandate>;
    readonly studio?: Partial<Mandate>;
  } = {},
): readonly [string, string, string] => {
  const province = { ...PROVINCE_MANDATE, ...change.province };
  const commune = { ...COMMUNE_MANDATE, ...change.commune };
  const studio = { ...STUDIO_MANDATE, ...change.studio };
  return [
    mandateText(province, change.root ?? ROOT),
    mandateText(commune, province.key),
    mandateText(studio, commune.key),
  ];
};

export const CHAIN = chainTexts();
