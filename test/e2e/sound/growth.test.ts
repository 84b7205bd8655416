/** Some announcements in a row, played and stopped: nothing is left behind by any. `make bench` has ten minutes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { playMany } from '../../rig/growth/many-announcements.ts';
import { noRig } from '../../rig/step/two-agents.ts';

/** Code that is compiled meanwhile; a jitter buffer or a decoder for each would be more. */
const GROWTH_MIB_MAX = 4;

void test(
  'announcements that were played or stopped leave nothing open',
  { skip: noRig() },
  async (t) => {
    const held = await playMany(t, { announcements: 6, seconds: 1 });
    const [, first, ...others] = held;
    assert.ok(first !== undefined && others.length === 4);
    for (const { descriptors, threads } of others) {
      assert.deepEqual([descriptors, threads], [first.descriptors, first.threads]);
    }
    const grownMiB = (held.at(-1)?.ownMiB ?? Number.NaN) - first.ownMiB;
    t.diagnostic(`grown by ${grownMiB.toFixed(1)} MiB`);
    assert.ok(grownMiB < GROWTH_MIB_MAX, `${grownMiB} MiB`);
  },
);
