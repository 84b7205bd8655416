import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import { CompactSign, compactVerify } from 'jose';
import { decodeJws } from '../../../agent/core/wire/jws.ts';
import { jwsText } from '../control/control-cases.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEY = String(publicKey.export({ format: 'jwk' }).x);
const CHAIN = ['mandate'];
const HEADER = { alg: 'EdDSA', typ: 'loa-control', kid: KEY, chain: CHAIN };
const PAYLOAD = { type: 'stop', title: 'Bản tin' };
const SIGNATURE = Buffer.alloc(64, 1);

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const outcome = (text: string): string => {
  const decoded = decodeJws(bytesOf(text), 'control');
  return decoded.ok ? 'accepted' : decoded.code;
};

test('what jose signs is taken apart so that node:crypto finds the signature right', async () => {
  const token = await new CompactSign(Buffer.from(JSON.stringify(PAYLOAD)))
    .setProtectedHeader(HEADER)
    .sign(privateKey);
  const decoded = decodeJws(bytesOf(token), 'control');
  assert.ok(decoded.ok);
  const { keyId, chain, payload, signed, signature } = decoded.value;
  assert.equal(keyId, KEY);
  assert.deepEqual(chain, CHAIN);
  assert.deepEqual(payload, PAYLOAD);
  assert.ok(verify(null, signed, publicKey, signature));
  signed[0]! ^= 1;
  assert.ok(!verify(null, signed, publicKey, signature));
});

test('the token of RFC 8037 A.4 is refused for want of a type, and with one because it does not say JSON', () => {
  const token =
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6' +
    'dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
  assert.equal(outcome(token), 'control.type'); // no typ, no kid: what is it, and whose?
  const [, payload, signature] = token.split('.');
  const named = `${Buffer.from(JSON.stringify(HEADER)).toString('base64url')}.${payload ?? ''}.${signature ?? ''}`;
  assert.equal(outcome(named), 'control.not-json'); // "Example of Ed25519 signing"
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  });
  const signed = Buffer.from(token.slice(0, token.lastIndexOf('.')));
  assert.ok(verify(null, signed, key, Buffer.from(signature ?? '', 'base64url')));
});

test('a token in which any one character is changed is refused, or no longer has its signature', async () => {
  const token = await new CompactSign(Buffer.from(JSON.stringify(PAYLOAD)))
    .setProtectedHeader(HEADER)
    .sign(privateKey);
  for (let at = 0; at < token.length; at++) {
    for (const character of 'AQgw-_.=') {
      if (character === token[at]) continue;
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      const decoded = decodeJws(bytesOf(changed), 'control');
      if (!decoded.ok) continue;
      const { signed, signature } = decoded.value;
      assert.ok(!verify(null, signed, publicKey, signature), `place ${at}, ${character}`);
    }
  }
  await compactVerify(token, publicKey);
});

/** With a header that is right but for `changed`. */
const headed = (changed: object): string => jwsText({ ...HEADER, ...changed }, PAYLOAD, SIGNATURE);

const HEAD_TWICE = JSON.stringify(HEADER).replace('{', '{"alg":"none",');
const twice = (head: string, payload: string): string =>
  [head, payload, SIGNATURE].map((part) => Buffer.from(part).toString('base64url')).join('.');

describe('a JWS is refused', () => {
  const good = jwsText(HEADER, PAYLOAD, SIGNATURE);
  const [head = '', body = '', tail = ''] = good.split('.');
  const cases: readonly (readonly [situation: string, text: string, code: string])[] = [
    ['that is empty', '', 'control.not-jws'],
    ['that is JSON', JSON.stringify(PAYLOAD), 'control.not-jws'],
    ['of two parts', `${head}.${body}`, 'control.not-jws'],
    ['of four parts', `${good}.`, 'control.not-jws'],
    ['with padding', `${head}.${body}.${tail}==`, 'control.not-jws'],
    ['in the alphabet of plain base64', `${head}.${body}.${tail.slice(0, -1)}+`, 'control.not-jws'],
    ['with a line end', `${good}\n`, 'control.not-jws'],
    ['with a byte beyond ASCII', `${good}\u00e9`, 'control.not-jws'],
    ['whose header is not JSON', `AAAA.${body}.${tail}`, 'control.not-jws'],
    ['whose header is a list', jwsText([HEADER], PAYLOAD, SIGNATURE), 'control.not-jws'],
    ['without a key id', headed({ kid: undefined }), 'control.not-jws'],
    ['whose key id is a name', headed({ kid: 'xa-lang-ha' }), 'control.not-jws'],
    ['whose key id is a key with padding', headed({ kid: `${KEY}=` }), 'control.not-jws'],
    ['without an algorithm', headed({ alg: undefined }), 'control.algorithm'],
    ['without a type', headed({ typ: undefined }), 'control.type'],
    ['of another type', headed({ typ: 'loa-mandate' }), 'control.type'],
    ['of a type in capitals', headed({ typ: 'LOA-CONTROL' }), 'control.type'],
    ['that brings a key along', headed({ jwk: {} }), 'control.header'],
    [
      'that says it is not encoded, and does not call it critical',
      headed({ b64: false }),
      'control.header',
    ],
    ['whose chain is no list', headed({ chain: 'mandate' }), 'control.not-jws'],
    ['whose chain holds no texts', headed({ chain: [['mandate']] }), 'control.not-jws'],
    [
      'whose header says a thing twice',
      twice(HEAD_TWICE, JSON.stringify(PAYLOAD)),
      'control.not-jws',
    ],
    [
      'whose payload says a thing twice',
      twice(JSON.stringify(HEADER), '{"a":{"b":1,"b":2}}'),
      'control.not-json',
    ],
    [
      'of the algorithm none',
      jwsText({ ...HEADER, alg: 'none' }, PAYLOAD, SIGNATURE),
      'control.algorithm',
    ],
    [
      'of a shared secret',
      jwsText({ ...HEADER, alg: 'HS256' }, PAYLOAD, SIGNATURE),
      'control.algorithm',
    ],
    [
      'with a critical extension',
      jwsText({ ...HEADER, crit: ['b64'], b64: false }, PAYLOAD, SIGNATURE),
      'control.algorithm',
    ],
    ['without a signature', `${head}.${body}.`, 'trust.signature'],
    [
      'with a signature of 63 bytes',
      jwsText(HEADER, PAYLOAD, SIGNATURE.subarray(1)),
      'trust.signature',
    ],
    ['whose payload is a list', jwsText(HEADER, [PAYLOAD], SIGNATURE), 'control.not-json'],
    ['whose payload is null', jwsText(HEADER, null, SIGNATURE), 'control.not-json'],
    [
      'whose payload is not UTF-8',
      `${head}.${Buffer.from('{"a":"\xff"}', 'latin1').toString('base64url')}.${tail}`,
      'control.not-json',
    ],
    ['longer than its bound', good.padEnd(8_193, 'A'), 'control.oversized'],
  ];
  for (const [situation, text, code] of cases)
    test(situation, () => assert.equal(outcome(text), code));

  test('and one that is right is not', () => assert.equal(outcome(good), 'accepted'));
});
