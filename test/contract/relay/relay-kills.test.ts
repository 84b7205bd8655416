/** Whenever a driver dies that switches as fast as it can, a board with timed coils is off within a second. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { killOften } from '../../rig/kills/driver-kills.ts';
import { Chance } from '../../sim/world/chance.ts';
import { skipWithoutSocat as skip } from './relay-board.ts';

const KILLS = 20;
const AT_ONCE = 4;

void it('relays are off within a second of twenty kills at random moments', { skip }, async () => {
  const chance = new Chance('kills');
  const kills = await Promise.all(
    Array.from({ length: AT_ONCE }, () => killOften(KILLS / AT_ONCE, () => chance.between(0, 1))),
  );
  for (const { onForMs } of kills.flat()) assert.ok(onForMs < 1_000, `on for ${onForMs} ms`);
  assert.ok(
    kills.flat().some(({ onForMs }) => onForMs > 100),
    'some were killed while on',
  );
});
