/**
 * Two hundred villages a push, always the same ones, so that a change is held against the day before and a red run is the change's.
 * `LOA_SIM_SEEDS` raises the number and `LOA_SIM_FIRST` begins elsewhere, to search further. A failure prints the command that repeats it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf, liveThrough, violationLines } from './one-run.ts';

const SEEDS = Number(process.env['LOA_SIM_SEEDS'] ?? 200);
const FIRST = Number(process.env['LOA_SIM_FIRST'] ?? 1);
const BOXES = 3;
const MINUTES = 3;

const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST + index);

test(`${SEEDS} villages of ${BOXES} boxes live for ${MINUTES} minutes without a complaint`, (t) => {
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
