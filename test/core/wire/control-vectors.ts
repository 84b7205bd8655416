/** The test vectors of PROTOCOL §2: compact JWS put together from JSON texts, without an encoder of the house. */
import { ISSUER_KEY, signedBy, STREAM_KEY } from './vector-keys.ts';

export interface ControlVector {
  readonly name: string;
  /** The message as it travels; of bytes that are not ASCII, each is a character of Latin 1. */
  readonly jws: string;
  readonly expect:
    | {
        readonly keyId: string;
        /** As decoded: the lease in µs, the stream key in hexadecimal. */
        readonly message: Readonly<Record<string, string | number>>;
        readonly signature: 'valid' | 'invalid';
      }
    /** `detail` names the wrong field. */
    | { readonly refused: string; readonly detail?: string };
}

const KID = ISSUER_KEY.publicKeyBase64url;
const HEADER = `{"alg":"EdDSA","typ":"loa-control","kid":"${KID}"}`;

const ENVELOPE = {
  id: '01JCXAMPKE0000000000000000',
  issuer: 'xa-lang-ha',
  area: 'vn.hn.dongda.langha',
  sequence: 42,
  issuedAt: 1_793_500_000_000_000,
  expiresAt: 1_793_500_600_000_000,
};
const ANNOUNCED = {
  class: 'priority',
  kind: 'programme',
  streamId: '00112233445566aa',
  startAt: 1_793_500_003_000_000,
  title: 'Bản tin xã Láng Hạ',
  gainDb: -3,
};
const ANNOUNCE = {
  type: 'announce',
  ...ENVELOPE,
  ...ANNOUNCED,
  streamKey: STREAM_KEY.publicKeyBase64url,
  codec: { name: 'opus', rateHz: 48_000, channels: 1, frameMs: 20 },
  leaseS: 15,
};

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

const signed = (header: string, payload: string): string => {
  const covered = `${base64url(header)}.${base64url(payload)}`;
  return `${covered}.${signedBy(ISSUER_KEY, Buffer.from(covered)).toString('base64url')}`;
};

const right = (
  name: string,
  sent: object,
  message: Readonly<Record<string, string | number>>,
): ControlVector => ({
  name,
  jws: signed(HEADER, JSON.stringify(sent)),
  expect: { keyId: KID, message, signature: 'valid' },
});

const refused = (name: string, code: string, jws: string): ControlVector => ({
  name,
  jws,
  expect: { refused: code },
});

const wrongField = (detail: string, value: unknown): ControlVector => ({
  name: value === undefined ? `${detail} is missing` : `${detail} is ${JSON.stringify(value)}`,
  jws: signed(HEADER, JSON.stringify({ ...ANNOUNCE, [detail]: value })),
  expect: { refused: 'control.field', detail },
});

/** A header with something more in it. */
const headed = (more: string): string => signed(HEADER.replace('}', `,${more}}`), '{}');

/** The last letter of a 64-byte signature carries 2 bits of 6: the next letter of the alphabet says the same bytes. */
const nextLetter = (jws: string): string =>
  ({ A: 'B', Q: 'R', g: 'h', w: 'x' })[jws.slice(-1)] ?? '';

const DECODED = { ...ENVELOPE, ...ANNOUNCED, streamKeyHex: STREAM_KEY.publicKeyHex };
const GOOD = signed(HEADER, JSON.stringify(ANNOUNCE));
const [HEAD = '', BODY = '', TAIL = ''] = GOOD.split('.');

export const CONTROL_VECTORS: readonly ControlVector[] = [
  right('announce', ANNOUNCE, { type: 'announce', ...DECODED, leaseUs: 15_000_000 }),
  right(
    'renew, with a lease of a fraction of a second and without a gain',
    { ...ANNOUNCE, type: 'renew', sequence: 43, leaseS: 2.000_011, gainDb: undefined },
    { type: 'renew', ...DECODED, sequence: 43, leaseUs: 2_000_011, gainDb: 0 },
  ),
  right(
    'stop',
    { type: 'stop', ...ENVELOPE, sequence: 44 },
    { type: 'stop', ...ENVELOPE, sequence: 44 },
  ),
  right(
    'a field of a later version, passed over',
    { type: 'stop', ...ENVELOPE, reason: 'wrong recording' },
    { type: 'stop', ...ENVELOPE },
  ),
  {
    name: 'a changed payload: the shape is right, the box refuses it as trust.signature',
    jws: `${HEAD}.${base64url(JSON.stringify({ type: 'stop', ...ENVELOPE }))}.${TAIL}`,
    expect: { keyId: KID, message: { type: 'stop', ...ENVELOPE }, signature: 'invalid' },
  },

  refused('more than 8192 bytes', 'control.oversized', GOOD.padEnd(8_193, 'A')),
  refused('nothing at all', 'control.not-jws', ''),
  refused('JSON that nobody signed', 'control.not-jws', JSON.stringify(ANNOUNCE)),
  refused('two parts', 'control.not-jws', `${HEAD}.${BODY}`),
  refused('padding', 'control.not-jws', `${GOOD}==`),
  refused(
    'a second spelling of the same bytes',
    'control.not-jws',
    `${GOOD.slice(0, -1)}${nextLetter(GOOD)}`,
  ),
  refused('a byte beyond ASCII', 'control.not-jws', `${GOOD}é`),
  refused(
    'a header without a key id',
    'control.not-jws',
    signed('{"alg":"EdDSA","typ":"loa-control"}', '{}'),
  ),
  refused('a header that says a thing twice', 'control.not-jws', headed('"typ":"loa-control"')),
  refused('the algorithm none', 'control.algorithm', signed(HEADER.replace('EdDSA', 'none'), '{}')),
  refused('a critical extension', 'control.algorithm', headed('"crit":["b64"],"b64":false')),
  refused('a key of its own', 'control.header', headed('"jwk":{"kty":"OKP"}')),
  refused('a mandate', 'control.type', signed(HEADER.replace('control', 'mandate'), '{}')),
  refused('no type', 'control.type', signed(HEADER.replace('"typ":"loa-control",', ''), '{}')),
  refused('no signature', 'trust.signature', `${HEAD}.${BODY}.`),
  refused('a payload that is a list', 'control.not-json', signed(HEADER, '[]')),
  refused('a payload that says a thing twice', 'control.not-json', signed(HEADER, '{"a":1,"a":1}')),
  refused('a payload that is not JSON', 'control.not-json', signed(HEADER, '{"type":stop}')),
  wrongField('type', 'reboot'),
  wrongField('id', '01JCXAMPLE0000000000000000'),
  wrongField('issuer', undefined),
  wrongField('issuer', 'Xã Láng Hạ'),
  wrongField('area', 'vn..hn'),
  wrongField('sequence', '42'),
  wrongField('issuedAt', -1),
  wrongField('expiresAt', 0.5),
  wrongField('class', 'urgent'),
  wrongField('kind', undefined),
  wrongField('streamId', '00112233445566AA'),
  wrongField('streamKey', 'AAAA'),
  wrongField('startAt', undefined),
  wrongField('leaseS', 1),
  wrongField('title', null),
  wrongField('gainDb', 21),
  refused(
    'stereo',
    'control.codec',
    signed(HEADER, JSON.stringify({ ...ANNOUNCE, codec: { ...ANNOUNCE.codec, channels: 2 } })),
  ),
];
