import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '../../../agent/core/limits.ts';
import {
  decodeBundle,
  encodeUnsignedBundle,
  type Bundle,
} from '../../../agent/core/wire/bundle.ts';
import { opusPacketShape } from '../../../agent/core/wire/opus-packet.ts';

const SIGNATURE = new Uint8Array(64).fill(0xab);
/** CELT, full band, 20 ms, mono, one frame. */
const PACKET = Uint8Array.of(0xf8, 1, 2, 3);

const bundleOf = (changes: Partial<Bundle>): Bundle => ({
  streamId: '0123456789abcdef',
  sequence: 7,
  packets: [PACKET],
  last: false,
  ...changes,
});

const sent = (changes: Partial<Bundle> = {}): Uint8Array =>
  Buffer.concat([encodeUnsignedBundle(bundleOf(changes)), SIGNATURE]);

/** The bytes of a good bundle, with `bytes` from `at` on. */
const changed = (at: number, ...bytes: number[]): Uint8Array => {
  const good = Uint8Array.from(sent());
  good.set(bytes, at);
  return good;
};

test('a bundle is laid out as PROTOCOL §3 draws it', () => {
  assert.equal(
    Buffer.from(
      encodeUnsignedBundle(bundleOf({ packets: [PACKET, new Uint8Array()], last: true })),
    ).toString('hex'),
    ['4c010102', '0123456789abcdef', '00000007', '0004f8010203', '0000'].join(''),
  );
});

test('what is decoded are views of what came, without a copy', () => {
  const bytes = sent();
  const decoded = decodeBundle(bytes);
  assert.ok(decoded.ok);
  assert.equal(decoded.value.packets[0]?.buffer, bytes.buffer);
  assert.equal(decoded.value.signed.buffer, bytes.buffer);
});

test('a bundle that lies within a larger buffer is read from its own start', () => {
  const larger = Buffer.concat([Buffer.alloc(13), sent(), Buffer.alloc(9)]);
  const decoded = decodeBundle(larger.subarray(13, larger.length - 9));
  assert.ok(decoded.ok);
  assert.equal(decoded.value.sequence, 7);
});

describe('a bundle is refused', () => {
  const cases: readonly (readonly [situation: string, bytes: Uint8Array, code: string])[] = [
    ['that is empty', new Uint8Array(), 'bundle.truncated'],
    ['that begins with another letter, however short', Uint8Array.of(0x4d), 'bundle.magic'],
    ['of the next version, however short', Uint8Array.of(0x4c, 2), 'bundle.version'],
    ['that has no room for a signature', sent().subarray(0, 79), 'bundle.truncated'],
    ['with a flag of a later version', changed(2, 0x02), 'bundle.flags'],
    ['without frames that is not the last', changed(3, 0), 'bundle.frame-count'],
    [
      'with more frames than its bound',
      changed(3, LIMITS.bundleFramesMax + 1),
      'bundle.frame-count',
    ],
    [
      'with fewer frames than follow',
      sent({ packets: [PACKET, PACKET] }).map((byte, at) => (at === 3 ? 1 : byte)),
      'bundle.trailing',
    ],
    ['with more frames than follow', changed(3, 2), 'bundle.truncated'],
    ['with a length that reaches into the signature', changed(16, 0, 5), 'bundle.truncated'],
    ['with a length far beyond its end', changed(16, 0xff, 0xff), 'bundle.truncated'],
    ['with a length that is too short', changed(16, 0, 3), 'bundle.trailing'],
    ['with a frame of 10 ms', changed(18, 0xf0), 'bundle.packet'],
    ['with a frame of 60 ms', changed(18, 0x18), 'bundle.packet'],
    ['with two frames in one packet', changed(18, 0xf9), 'bundle.packet'],
    ['with a packet that counts no frame', changed(18, 0xfb, 0), 'bundle.packet'],
    [
      'longer than its bound',
      new Uint8Array(LIMITS.bundleBytesMax + 1).fill(0x4c),
      'bundle.oversized',
    ],
  ];
  for (const [situation, bytes, code] of cases) {
    test(situation, () => {
      const decoded = decodeBundle(bytes);
      assert.equal(decoded.ok ? 'accepted' : decoded.code, code);
    });
  }
});

describe('a head-end cannot encode a bundle', () => {
  const big = new Uint8Array(LIMITS.opusPacketBytesMax).fill(0xf8);
  const cases: readonly (readonly [situation: string, changes: Partial<Bundle>])[] = [
    ['without frames that is not the last', { packets: [] }],
    ['of too many frames', { packets: Array.from({ length: 51 }, () => PACKET) }],
    ['that no box would take for its length', { packets: Array.from({ length: 13 }, () => big) }],
    ['whose sequence has left 32 bits', { sequence: 2 ** 32 }],
    ['whose sequence is a fraction', { sequence: 0.5 }],
    ['whose streamId is not 8 bytes of hexadecimal', { streamId: '0123456789ABCDEF' }],
    ['with a frame of 40 ms', { packets: [Uint8Array.of(0x10)] }],
  ];
  for (const [situation, changes] of cases) {
    test(situation, () => {
      assert.throws(() => encodeUnsignedBundle(bundleOf(changes)), RangeError);
    });
  }

  test('but may end a stream with one that holds no frame', () => {
    const decoded = decodeBundle(sent({ packets: [], last: true, sequence: 2 ** 32 - 1 }));
    assert.ok(decoded.ok && decoded.value.last);
    assert.equal(decoded.value.sequence, 2 ** 32 - 1);
  });
});

test('the shape of a packet is that of RFC 6716 §3.1', () => {
  const shapes: readonly (readonly [bytes: number[], frameUs: number, frames: number])[] = [
    [[0x00], 10_000, 1],
    [[0x08], 20_000, 1],
    [[0x19], 60_000, 2],
    [[0x5a], 60_000, 2],
    [[0x60], 10_000, 1],
    [[0x78], 20_000, 1],
    [[0x80], 2_500, 1],
    [[0xfb, 0x81], 20_000, 1],
    [[0xff, 0x30], 20_000, 48],
  ];
  for (const [bytes, frameUs, frames] of shapes) {
    assert.deepEqual(opusPacketShape(Uint8Array.from(bytes)), { frameUs, frames });
  }
  assert.equal(opusPacketShape(Uint8Array.of()), undefined);
  assert.equal(opusPacketShape(Uint8Array.of(0xfb)), undefined);
});
