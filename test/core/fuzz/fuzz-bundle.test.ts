import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SIGNATURE_BYTES } from '../../../agent/core/ed25519.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import {
  decodeBundle,
  encodeUnsignedBundle,
  type Bundle,
} from '../../../agent/core/wire/bundle.ts';
import { opusPacketShape } from '../../../agent/core/wire/opus-packet.ts';
import { damage, damaged } from './damage.ts';
import { fuzz, valueOf } from './fuzzing.ts';

/** First bytes of packets that are one frame of 20 ms, as the RFC's table has them: code 0, or code 3 with a count of 1. */
const TOC_20_MS = [1, 5, 9, 13, 15, 19, 23, 27, 31].map((config) => config << 3);

const packet = fc
  .record({
    toc: fc.constantFrom(...TOC_20_MS),
    stereo: fc.boolean(),
    counted: fc.boolean(),
    bytes: fc.oneof({ weight: 9, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.nat(1_273) }),
    fill: fc.nat(0xff),
  })
  .map(({ toc, stereo, counted, bytes, fill }) => {
    const first = toc | (stereo ? 4 : 0);
    return counted
      ? Uint8Array.from([first | 3, (fill & 0xc0) | 1, ...new Uint8Array(bytes).fill(fill)])
      : Uint8Array.from([first, ...new Uint8Array(bytes).fill(fill)]);
  });

const streamId = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

const bundle: fc.Arbitrary<Bundle> = fc
  .record({
    streamId,
    sequence: fc.oneof(fc.nat(10_000), fc.nat(0xffff_ffff)),
    packets: fc.array(fc.oneof(packet, fc.constant(new Uint8Array(0))), { maxLength: 12 }),
    last: fc.boolean(),
  })
  .filter(({ packets, last }) => packets.length > 0 || last);

const signature = fc
  .nat(0xff)
  .map((fill) => Uint8Array.from({ length: SIGNATURE_BYTES }, (_, index) => fill ^ index));

const sent = fc
  .tuple(bundle, signature)
  .map(([content, signed]) => Buffer.concat([encodeUnsignedBundle(content), signed]));

const isOneFrameOf20Ms = ([toc = 0, count = 0]: Uint8Array): boolean =>
  TOC_20_MS.includes(toc & 0xf8) && ((toc & 3) === 0 || ((toc & 3) === 3 && (count & 0x3f) === 1));

/** What must hold of any bytes: a known refusal, or a bundle within all bounds with but one spelling. */
const isSound = (bytes: Uint8Array): void => {
  const value = valueOf(decodeBundle(bytes), 'bundle.');
  if (value === undefined) return;
  assert.ok(bytes.length <= LIMITS.bundleBytesMax);
  assert.ok(value.packets.length <= LIMITS.bundleFramesMax);
  assert.ok(value.packets.length > 0 || value.last);
  assert.ok(value.packets.every((one) => one.length === 0 || isOneFrameOf20Ms(one)));
  assert.equal(value.signature.length, SIGNATURE_BYTES);
  const again = Buffer.concat([encodeUnsignedBundle(value), value.signature]);
  assert.ok(again.equals(bytes), 'a bundle has two spellings');
  assert.ok(Buffer.concat([value.signed, value.signature]).equals(bytes));
};

const anyBytes = fc
  .tuple(
    fc.constantFrom('', '4c', '4c01', '4c0100', '4c0101', '4c010100', '4c010001', '4c01010a'),
    fc.oneof(fc.uint8Array({ maxLength: 160 }), fc.uint8Array({ minLength: 76, maxLength: 76 })),
  )
  .map(([head, rest]) => Buffer.concat([Buffer.from(head, 'hex'), rest]));

fuzz('any bytes are refused as a bundle by a known code, or are a sound one', anyBytes, isSound);

fuzz(
  'a damaged bundle is refused by a known code, or is a sound one',
  fc.tuple(sent, damage, sent),
  ([one, how, other]) => isSound(damaged(one, how, other)),
);

fuzz('a bundle comes out as it went in', fc.tuple(bundle, signature), ([content, signed]) => {
  const value = valueOf(decodeBundle(Buffer.concat([encodeUnsignedBundle(content), signed])), '');
  assert.ok(value);
  assert.deepEqual(
    {
      streamId: value.streamId,
      sequence: value.sequence,
      packets: value.packets.map((bytes) => Uint8Array.from(bytes)),
      last: value.last,
      signature: Uint8Array.from(value.signature),
    },
    { ...content, signature: signed },
  );
});

fuzz(
  'a bundle cut short is truncated, and one too long has trailing bytes',
  fc.tuple(sent, fc.nat(0x7fff_ffff), fc.uint8Array({ minLength: 1, maxLength: 70 })),
  ([bytes, cut, more]) => {
    const short = decodeBundle(bytes.subarray(0, cut % bytes.length));
    assert.ok(!short.ok && short.code === 'bundle.truncated');
    const long = decodeBundle(Buffer.concat([bytes, more]));
    assert.ok(!long.ok && long.code === 'bundle.trailing');
  },
);

fuzz(
  'any bytes have the shape of an Opus packet by the table of the RFC, or none',
  fc.uint8Array({ maxLength: 4 }),
  (bytes) => {
    const shape = opusPacketShape(bytes);
    if (shape === undefined) {
      assert.ok(bytes.length === 0 || (bytes.length === 1 && (bytes[0]! & 3) === 3));
      return;
    }
    assert.ok([2_500, 5_000, 10_000, 20_000, 40_000, 60_000].includes(shape.frameUs));
    assert.ok(shape.frames >= 0 && shape.frames <= 63);
    assert.equal(shape.frames === 1 && shape.frameUs === 20_000, isOneFrameOf20Ms(bytes));
  },
);
