/** The bound on a packet's length, wherever TCP happens to cut the stream. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  PacketLengthMeter,
  type MeterVerdict,
} from '../../../broker-sim/broker/packet-length-meter.ts';

const PINGREQ = Buffer.of(0xc0, 0);

/** A PUBLISH whose body has `bodyBytes` (128 to 16,383 of them, or fewer than 128). */
const publish = (bodyBytes: number): Buffer => {
  const length = bodyBytes < 128 ? [bodyBytes] : [(bodyBytes & 0x7f) | 0x80, bodyBytes >> 7];
  return Buffer.concat([Buffer.of(0x30, ...length), Buffer.alloc(bodyBytes, 0xff)]);
};

/** The verdict on `stream` cut into pieces of `pieceBytes`, and after how many bytes it was given. */
const judge = (stream: Uint8Array, pieceBytes: number): [MeterVerdict, number] => {
  const meter = new PacketLengthMeter(1_000);
  for (let at = 0; at < stream.length; at += pieceBytes) {
    const piece = stream.subarray(at, at + pieceBytes);
    const verdict = meter.accept(piece);
    if (verdict !== 'fits') return [verdict, at + piece.length];
  }
  return ['fits', stream.length];
};

describe('the length of MQTT packets in a stream', () => {
  for (const pieceBytes of [1, 2, 3, 7, 64, 100_000]) {
    it(`is let through up to the bound, in pieces of ${pieceBytes}`, () => {
      const stream = Buffer.concat([
        PINGREQ,
        publish(1_000),
        PINGREQ,
        publish(127),
        publish(128),
        publish(1_000),
      ]);
      assert.deepEqual(judge(stream, pieceBytes), ['fits', stream.length]);
    });

    it(`is stopped one byte beyond it, before the packet itself has come, in pieces of ${pieceBytes}`, () => {
      const before = Buffer.concat([publish(1_000), PINGREQ]);
      const [verdict, afterBytes] = judge(Buffer.concat([before, publish(1_001)]), pieceBytes);
      assert.equal(verdict, 'oversized');
      if (pieceBytes < 64) assert.ok(afterBytes <= before.length + 3 + pieceBytes);
    });
  }

  it('is malformed where a fourth byte of length promises a fifth', () => {
    assert.deepEqual(judge(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80), 1), ['malformed', 5]);
  });

  it('is bounded at the largest length that MQTT can spell', () => {
    assert.deepEqual(judge(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f), 1), ['oversized', 3]);
  });
});
