/** Once faults are over, no network is left that a group delay does not outlast: the last announcement must be heard whole. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GROUP_DELAY_US } from './plan/schedule.ts';
import { Chance } from './world/chance.ts';
import { Network } from './world/network.ts';

const MESSAGES = 100_000;

const slowest = (network: Network): number => {
  let mostUs = 0;
  for (let message = 0; message < MESSAGES; message++) {
    mostUs = Math.max(mostUs, network.delayUs());
  }
  return mostUs;
};

test('a slow network is too slow for a group delay now and then, and never once it is calm', () => {
  const options = { delayUs: 30_000, tailUs: 120_000, drop: 0.1, duplicate: 0.1, reorder: 0.1 };
  const network = new Network(options, new Chance('slow'));
  assert.ok(slowest(network) > GROUP_DELAY_US);
  network.calm();
  assert.ok(slowest(network) < GROUP_DELAY_US / 2);
  const { drop, duplicate, reorder } = network.options;
  assert.deepEqual([drop, duplicate, reorder], [0, 0, 0]);
});
