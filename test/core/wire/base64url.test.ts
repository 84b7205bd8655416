/** Base64url against Node's own, and the one spelling of each byte string that alone is taken. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64url, encodeBase64url } from '../../../agent/core/wire/base64url.ts';

describe('base64url', () => {
  // RFC 4648 §10, without padding.
  for (const [plain, text] of [
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ] as const) {
    test(`"${plain}" is "${text}"`, () => {
      assert.equal(encodeBase64url(Buffer.from(plain)), text);
      assert.deepEqual(decodeBase64url(text), Uint8Array.from(Buffer.from(plain)));
    });
  }

  test('writes as Node does, and reads it back, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        assert.equal(encodeBase64url(bytes), text);
        assert.deepEqual(decodeBase64url(text), bytes);
      }),
      { numRuns: 5_000, seed: 20_261_123 },
    );
  });

  test('takes a text only where it is what Node would write for those bytes', () => {
    const letters = ['A', 'Z', 'a', 'z', '0', '9', '-', '_', '+', '/', '=', '.', '\n', 'é', '🔔'];
    const likely = fc.string({ unit: fc.constantFrom(...letters), maxLength: 9 });
    fc.assert(
      fc.property(likely, (text) => {
        const bytes = decodeBase64url(text);
        const canonical = Buffer.from(text, 'base64url');
        if (canonical.toString('base64url') === text) {
          assert.deepEqual(bytes, Uint8Array.from(canonical));
        } else {
          assert.equal(bytes, undefined);
        }
      }),
      { numRuns: 20_000, seed: 20_261_123 },
    );
  });

  for (const [why, text] of [
    ['padding', 'Zg=='],
    ['the other alphabet', '+/+/'],
    ['bits left over that are not zero', 'Zh'],
    ['one letter alone', 'Zm9vY'],
    ['white space', 'Zm 9v'],
    ['a letter of another script', 'Zm9ữ'],
  ] as const) {
    test(`refuses ${why}`, () => assert.equal(decodeBase64url(text), undefined));
  }
});
