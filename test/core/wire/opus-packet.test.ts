/** The first byte of an Opus packet, all 256 of it, against table 2 and §3.1 of RFC 6716. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opusPacketShape } from '../../../agent/core/wire/opus-packet.ts';

/** RFC 6716 table 2: configuration numbers, and the durations in ms that they run through. */
const TABLE_2: readonly (readonly [string, number, number, readonly number[]])[] = [
  ['SILK-only NB', 0, 3, [10, 20, 40, 60]],
  ['SILK-only MB', 4, 7, [10, 20, 40, 60]],
  ['SILK-only WB', 8, 11, [10, 20, 40, 60]],
  ['Hybrid SWB', 12, 13, [10, 20]],
  ['Hybrid FB', 14, 15, [10, 20]],
  ['CELT-only NB', 16, 19, [2.5, 5, 10, 20]],
  ['CELT-only WB', 20, 23, [2.5, 5, 10, 20]],
  ['CELT-only SWB', 24, 27, [2.5, 5, 10, 20]],
  ['CELT-only FB', 28, 31, [2.5, 5, 10, 20]],
];

for (const [mode, first, last, durationsMs] of TABLE_2) {
  test(`${mode}: configurations ${first} to ${last}, mono and stereo, each frame count`, () => {
    for (let config = first; config <= last; config++) {
      const frameUs = durationsMs[config - first]! * 1_000;
      for (const stereo of [0, 1]) {
        const toc = (config << 3) | (stereo << 2);
        assert.deepEqual(opusPacketShape(Uint8Array.of(toc)), { frameUs, frames: 1 });
        assert.deepEqual(opusPacketShape(Uint8Array.of(toc | 1)), { frameUs, frames: 2 });
        assert.deepEqual(opusPacketShape(Uint8Array.of(toc | 2)), { frameUs, frames: 2 });
        for (let count = 0; count < 256; count++) {
          // Bits v and p of the count byte say how frames are laid, not how many there are.
          const packet = Uint8Array.of(toc | 3, count);
          assert.deepEqual(opusPacketShape(packet), { frameUs, frames: count % 64 });
        }
      }
    }
  });
}

test('the table covers every configuration', () => {
  const configs = TABLE_2.flatMap(([, first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  assert.deepEqual(configs, [...Array(32).keys()]);
});

test('a packet without its first byte, or without the count that it promises, has no shape', () => {
  assert.equal(opusPacketShape(new Uint8Array(0)), undefined);
  assert.equal(opusPacketShape(Uint8Array.of(0xfb)), undefined);
});
