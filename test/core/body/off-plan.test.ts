/** The plan by which a program without Node switches relays off, for each bank as it is configured. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offPlan } from '../../../agent/shell/relays/off-plan.ts';

/** `OFF_WITHIN_MS` of `hw/relays-off/relays-off.h`, less what a start takes. */
const WITHIN_MS = 780;
const places = { supply: 1, line: 2 };

test('GPIO lines: the line before its supply, at the level that is off', () => {
  const gpio = { bank: 'gpio', chip: '/dev/gpiochip0', offsets: { supply: 17, line: 27 } } as const;
  assert.equal(
    offPlan({ ...gpio, isActiveLow: true }),
    'gpio 27 active-low /dev/gpiochip0\ngpio 17 active-low /dev/gpiochip0\n',
  );
  assert.match(offPlan({ ...gpio, isActiveLow: false }), /^gpio 27 active-high \/dev\/gpiochip0\n/);
});

test('a Modbus board: function 5 to each coil, twice, with time for every answer', () => {
  const plan = offPlan({
    ...{ bank: 'modbus', path: '/dev/my port', baudRate: 9_600, address: 17, timedOnMs: 700 },
    coils: { supply: 172, line: 3 },
  });
  // A known frame of the kind is 11 05 00 AC FF 00 4E 8B, which closes coil 172 of board 17.
  const round = 'send 1105000300003f5a\nwait 62\nsend 110500ac00000f7b\nwait 62\n';
  assert.equal(plan, `port 9600 /dev/my port\nwait 4\n${round}${round}`);
});

test('a board of the LCUS kind: four bytes a channel, twice', () => {
  const plan = offPlan({ bank: 'serial', path: '/dev/ttyUSB0', baudRate: 9_600, channels: places });
  const round = 'send a00200a2\nwait 25\nsend a00100a1\nwait 25\n';
  assert.equal(plan, `port 9600 /dev/ttyUSB0\nwait 4\n${round}${round}`);
});

test('a plan is over in time on the slowest wire, so that nothing of it is left out', () => {
  const wire = { path: '/dev/ttyS1', baudRate: 1_200 };
  const plans = [
    offPlan({ bank: 'modbus', ...wire, address: 1, coils: places, timedOnMs: 0 }),
    offPlan({ bank: 'serial', ...wire, channels: places }),
  ];
  for (const plan of plans) {
    const waitsMs = [...plan.matchAll(/^wait (\d+)$/gm)].map(([, ms]) => Number(ms));
    const allMs = waitsMs.reduce((sum, ms) => sum + ms, 0);
    assert.ok(allMs > 0 && allMs < WITHIN_MS, `${allMs} ms`);
  }
});

test('the fake bank: its journal, where it has one; a path that would be two lines is refused', () => {
  assert.equal(offPlan({ bank: 'fake' }), '');
  const plan = offPlan({ bank: 'fake', journalFile: '/run/loa/relays.jsonl' });
  assert.equal(plan, 'journal line /run/loa/relays.jsonl\njournal supply /run/loa/relays.jsonl\n');
  assert.throws(() => offPlan({ bank: 'fake', journalFile: '/run/a\ngpio 1' }), /cannot stand/);
});
