/**
 * Two hundred villages a push: half of them always the same, so that a change can be held against the day before, half of them
 * new each time, so that the space of faults is searched for ever. `LOA_SIM_SEEDS` raises the number, `LOA_SIM_BASE` repeats
 * the new half. A failure prints the command that repeats it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf, liveThrough, violationLines } from './one-run.ts';

const SEEDS = Number(process.env['LOA_SIM_SEEDS'] ?? 200);
const BASE = Number(process.env['LOA_SIM_BASE'] ?? Date.now() % 1_000_000_007);
const BOXES = 3;
const MINUTES = 3;

const seeds = Array.from({ length: SEEDS }, (_, index) =>
  index < SEEDS / 2 ? index + 1 : BASE + index,
);

test(`${SEEDS} villages of ${BOXES} boxes live for ${MINUTES} minutes without a complaint`, (t) => {
  t.diagnostic(`the new half is repeated by LOA_SIM_BASE=${BASE}`);
  const failures: string[] = [];
  let demandedFrames = 0;
  for (const seed of seeds) {
    const options = { seed, boxes: BOXES, minutes: MINUTES };
    const run = liveThrough(options);
    demandedFrames += run.verdict.demandedFrames;
    if (run.verdict.violations.length > 0) {
      failures.push([`Repeat it: ${commandOf(options)}`, ...violationLines(run)].join('\n'));
    }
  }
  t.diagnostic(`${demandedFrames} frames had to be heard, and were`);
  assert.ok(demandedFrames > SEEDS * 100, 'a village that demands nothing proves nothing');
  assert.equal(failures.length, 0, `\n${failures.slice(0, 5).join('\n')}`);
});
