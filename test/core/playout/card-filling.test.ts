/** How a card is filled: with what has come as far as it goes, and with what has not only when it must be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fillingSamples,
  askAgainInUs,
  isWorthFilling,
  renderByFrames,
} from '../../../agent/core/playout/step/card-filling.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';

const SAMPLES_A_MS = 48;
const cardOf = (bufferMs: number, heldMs: number) => ({
  bufferSamples: bufferMs * SAMPLES_A_MS,
  heldSamples: heldMs * SAMPLES_A_MS,
});

for (const [what, bufferMs, heldMs, readyMs, givenMs] of [
  ['a bundle has come, and more than fits', 400, 200, 900, 200],
  ['half a bundle has come', 400, 200, 100, 100],
  ['nothing has come, and there is enough left', 400, 200, 0, 0],
  ['nothing has come, a millisecond above the floor', 400, 141, 0, 39],
  ['nothing has come, at the floor', 400, 140, 0, 40],
  ['nothing has come, and the box was late', 400, 60, 0, 120],
  ['a little has come, and the box was late', 400, 60, 20, 120],
  ['the card has run dry', 400, 0, 0, 180],
  ['the card is full', 400, 400, 900, 0],
  ['a small card, at its floor of 33.6 ms', 60, 33.6, 0, 26.4],
  ['a small card, above it', 60, 40, 0, 0],
] as const) {
  test(`${what}: of ${bufferMs} ms ${heldMs} left, ${readyMs} ready, ${givenMs} given`, () => {
    assert.equal(
      fillingSamples(cardOf(bufferMs, heldMs), readyMs * SAMPLES_A_MS),
      givenMs * SAMPLES_A_MS,
    );
  });
}

for (const [bufferMs, heldMs, inUs] of [
  [400, 400, 260_000],
  [400, 180, 40_000],
  [400, 150, 20_000],
  [400, 100, 20_000],
  [250, 250, 110_000],
  [60, 60, 26_416.666666666668],
] as const) {
  test(`a card of ${bufferMs} ms with ${heldMs} left is asked after ${(inUs / 1e3).toFixed(1)} ms`, () => {
    assert.equal(askAgainInUs(cardOf(bufferMs, heldMs), 8), inUs);
  });
}

for (const [heldMs, inUs] of [
  [400, 50_000],
  [180, 40_000],
] as const) {
  test(`with ${heldMs} ms left, a card whose clock is not well known is asked after ${inUs / 1e3} ms`, () => {
    assert.equal(askAgainInUs(cardOf(400, heldMs), 8.1), inUs);
    assert.equal(askAgainInUs(cardOf(400, heldMs), Infinity), inUs);
  });
}

for (const [sinceUs, bufferMs, isWorth] of [
  [89_999, 400, false],
  [90_000, 400, true],
  [14_999, 60, false],
  [15_000, 60, true],
] as const) {
  test(`woken ${sinceUs / 1e3} ms after a card of ${bufferMs} ms was asked, the box ${isWorth ? 'asks it' : 'leaves it'}`, () => {
    assert.equal(isWorthFilling(sinceUs, bufferMs * SAMPLES_A_MS), isWorth);
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
