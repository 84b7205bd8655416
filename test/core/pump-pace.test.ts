/** How often a card is asked: seldom enough to cost little, often enough that what blocks the box for 80 ms is not heard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pumpEveryUs } from '../../agent/core/playout/pump-pace.ts';

const SAMPLES_A_MS = 48;

for (const [bufferMs, everyUs, leftMs] of [
  [250, 100_000, 150],
  [150, 60_000, 90],
  [60, 24_000, 36],
  [600, 100_000, 500],
] as const) {
  test(`a card of ${bufferMs} ms is asked every ${everyUs / 1e3} ms, with ${leftMs} ms left in it`, () => {
    assert.equal(pumpEveryUs(bufferMs * SAMPLES_A_MS), everyUs);
    assert.equal(bufferMs - everyUs / 1e3, leftMs);
  });
}
