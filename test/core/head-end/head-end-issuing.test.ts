/** Control messages as the head-end signs them: what a box reads from them, and in what order they leave. */
import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { decodeBundle } from '../../../agent/core/wire/bundle.ts';
import { decodeControlMessage, type Stop } from '../../../agent/core/wire/control-message.ts';
import { decodeJws } from '../../../agent/core/wire/jws.ts';
import { issuerPublicKey } from '../../../broker-sim/head-end/issuer/issuer-key.ts';
import { Issuer, type IssuerSequence } from '../../../broker-sim/head-end/issuer/issuer.ts';
import { StreamKey } from '../../../broker-sim/head-end/broadcast/stream-key.ts';
import { ulid } from '../../../broker-sim/head-end/issuer/ulid.ts';

const NOW = utcUs(1_800_000_000_000_000);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

const counting = (): IssuerSequence => {
  let last = 0;
  return { next: () => ++last };
};

const stop = (sequence: number): Stop => ({
  type: 'stop',
  id: ulid(0, new Uint8Array(10)),
  issuer: 'hoabinh',
  area: 'vn.hoabinh',
  sequence,
  issuedAt: NOW,
  expiresAt: utcUs(NOW + 1),
});

describe('an issuer', () => {
  test('signs what the box reads, under its own key, with its mandates', async () => {
    const issuer = new Issuer({ id: 'hoabinh', chain: ['mandate'] }, privateKey, counting());
    const jws = await issuer.issue(NOW, stop, (text) => text);
    const read = decodeJws(Buffer.from(jws), 'control');
    assert.ok(read.ok);
    assert.equal(read.value.keyId, issuerPublicKey(privateKey));
    assert.deepEqual(read.value.chain, ['mandate']);
    assert.ok(verify(null, read.value.signed, publicKey, read.value.signature));
    const message = decodeControlMessage(read.value.payload);
    assert.ok(message.ok);
    assert.deepEqual(message.value, stop(1));
  });

  test('a hundred messages asked for at once leave in the order of their numbers', async () => {
    const issuer = new Issuer({ id: 'hoabinh', chain: ['mandate'] }, privateKey, counting());
    const left: number[] = [];
    const asked = Array.from({ length: 100 }, () =>
      issuer.issue(NOW, stop, (_, { sequence }) => left.push(sequence)),
    );
    await Promise.all(asked);
    assert.deepEqual(
      left,
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });

  test('a broker that never answers holds up nobody', async () => {
    const issuer = new Issuer({ id: 'hoabinh', chain: ['mandate'] }, privateKey, counting());
    void issuer.issue(NOW, stop, () => new Promise(() => undefined));
    assert.equal(await issuer.issue(NOW, stop, (_, { sequence }) => sequence), 2);
  });

  test('where a number cannot be kept nothing is sent, and the next is tried anew', async () => {
    let full = true;
    const sequence = {
      next: () => {
        if (full) throw new Error('disk full');
        return 7;
      },
    };
    const issuer = new Issuer({ id: 'hoabinh', chain: ['mandate'] }, privateKey, sequence);
    await assert.rejects(
      issuer.issue(NOW, stop, () => assert.fail('sent without a number')),
      /disk full/,
    );
    full = false;
    assert.equal(await issuer.issue(NOW, stop, (_, message) => message.sequence), 7);
  });
});

describe('a stream key', () => {
  test('seals bundles that decode, and that verify by the key that was announced', () => {
    const key = new StreamKey();
    const packets = [Uint8Array.of(0xf8, 1, 2), Uint8Array.of(0xf8)];
    const read = decodeBundle(key.seal({ sequence: 30, packets, last: true }));
    assert.ok(read.ok);
    assert.equal(read.value.streamId, key.streamId);
    assert.deepEqual(
      {
        sequence: read.value.sequence,
        last: read.value.last,
        packets: read.value.packets.map((p) => [...p]),
      },
      { sequence: 30, last: true, packets: [[0xf8, 1, 2], [0xf8]] },
    );
    const x = Buffer.from(key.publicKey).toString('base64url');
    const announced = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    assert.ok(verify(null, read.value.signed, announced, read.value.signature));
  });

  test('is another one for each announcement', () => {
    const [one, two] = [new StreamKey(), new StreamKey()];
    assert.notEqual(one.streamId, two.streamId);
    assert.notDeepEqual(one.publicKey, two.publicKey);
  });
});

describe('a ULID', () => {
  test('writes the specification’s own instant as it does', () => {
    assert.equal(ulid(1_469_918_176_385, new Uint8Array(10)), '01ARYZ6S410000000000000000');
  });

  test('writes the highest chance as sixteen Z', () => {
    assert.equal(ulid(0, new Uint8Array(10).fill(0xff)), '0000000000ZZZZZZZZZZZZZZZZ');
  });

  test('sorts by time', () => {
    assert.ok(ulid(1_000) < ulid(1_001));
  });
});
