/** How a card is filled: seldom enough to cost little, often enough that what blocks the box for 80 ms is not heard, and each frame for its own instant. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isWorthFilling,
  pumpEveryUs,
  renderByFrames,
} from '../../agent/core/playout/step/card-filling.ts';
import { monoUs } from '../../agent/core/vocabulary.ts';

const SAMPLES_A_MS = 48;

for (const [bufferMs, everyUs, leftMs] of [
  [250, 110_000, 140],
  [150, 66_000, 84],
  [60, 26_400, 33.6],
  [600, 110_000, 490],
] as const) {
  test(`a card of ${bufferMs} ms is asked every ${everyUs / 1e3} ms, with ${leftMs} ms left in it`, () => {
    assert.equal(pumpEveryUs(bufferMs * SAMPLES_A_MS), everyUs);
    assert.equal(bufferMs - everyUs / 1e3, leftMs);
  });
}

for (const [sinceUs, isWorth] of [
  [54_999, false],
  [55_000, true],
  [110_000, true],
] as const) {
  test(`woken ${sinceUs / 1e3} ms after the card was asked, the box ${isWorth ? 'asks it' : 'leaves it'}`, () => {
    assert.equal(isWorthFilling(sinceUs, 110_000), isWorth);
  });
}

test('each frame of a block is rendered for the instant at which it leaves a card that is off', () => {
  const pieces: [dacUs: number, samples: number][] = [];
  const pcm = new Int16Array(2_500);
  // 100 ppm too slow: a frame takes 20.002 ms.
  renderByFrames(
    pcm,
    (at) => monoUs(7_000 + (at * 20_002) / 960),
    (dacUs, piece) => {
      pieces.push([dacUs, piece.length]);
      piece.fill(pieces.length);
    },
  );
  assert.deepEqual(pieces, [
    [7_000, 960],
    [27_002, 960],
    [47_004, 580],
  ]);
  assert.deepEqual([pcm[0], pcm[960], pcm[1_920], pcm[2_499]], [1, 2, 3, 3]);
});
