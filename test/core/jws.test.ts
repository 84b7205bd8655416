import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import { CompactSign, compactVerify } from 'jose';
import { decodeJws } from '../../agent/core/wire/jws.ts';
import { jwsText } from './control-cases.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const HEADER = { alg: 'EdDSA', kid: 'xa-lang-ha' };
const PAYLOAD = { type: 'stop', title: 'Bản tin' };
const SIGNATURE = Buffer.alloc(64, 1);

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const outcome = (text: string): string => {
  const decoded = decodeJws(bytesOf(text));
  return decoded.ok ? 'accepted' : decoded.code;
};

test('what jose signs is taken apart so that node:crypto finds the signature right', async () => {
  const token = await new CompactSign(Buffer.from(JSON.stringify(PAYLOAD)))
    .setProtectedHeader(HEADER)
    .sign(privateKey);
  const decoded = decodeJws(bytesOf(token));
  assert.ok(decoded.ok);
  const { keyId, payload, signed, signature } = decoded.value;
  assert.equal(keyId, 'xa-lang-ha');
  assert.deepEqual(payload, PAYLOAD);
  assert.ok(verify(null, signed, publicKey, signature));
  signed[0]! ^= 1;
  assert.ok(!verify(null, signed, publicKey, signature));
});

test('the token of RFC 8037 A.4 is refused for want of a key id, and with one because it does not say JSON', () => {
  const token =
    'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6' +
    'dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
  assert.equal(outcome(token), 'control.not-jws'); // no kid: whose signature would it be?
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
      const decoded = decodeJws(bytesOf(token.slice(0, at) + character + token.slice(at + 1)));
      if (!decoded.ok) continue;
      const { signed, signature } = decoded.value;
      assert.ok(!verify(null, signed, publicKey, signature), `place ${at}, ${character}`);
    }
  }
  await compactVerify(token, publicKey);
});

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
    ['without a key id', jwsText({ alg: 'EdDSA' }, PAYLOAD, SIGNATURE), 'control.not-jws'],
    ['without an algorithm', jwsText({ kid: 'k' }, PAYLOAD, SIGNATURE), 'control.algorithm'],
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
