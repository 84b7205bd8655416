/** Faults of the box: said when they come, seldom while they last, and when they are over; counted, and reported while they stand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FaultLedger } from '../../../agent/core/report/fault-ledger.ts';
import { EffectQueue } from '../../../agent/core/effect-queue.ts';
import { FAULTS } from '../../../agent/core/fault.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { ROOT } from '../../house/tree.ts';

const s = (seconds: number) => monoUs(seconds * 1e6);

test('a fault is logged when it comes, every ten minutes while it lasts, and when it is over', () => {
  const effects = new EffectQueue();
  const faults = new FaultLedger(effects);
  for (let second = 0; second < 1_500; second += 1) {
    assert.equal(faults.raise('relay.failed', { reason: 'no board' }, s(second)), second === 0);
  }
  assert.deepEqual(faults.reportAt(s(1_500)), [
    { code: 'relay.failed', forS: 1_500, times: 1_500 },
  ]);
  assert.ok(faults.stands('relay.failed'));
  assert.ok(faults.clear('relay.failed', s(1_500)));
  assert.ok(!faults.clear('relay.failed', s(1_501)), 'over only once');
  assert.deepEqual(faults.reportAt(s(1_502)), []);
  const lines = effects
    .drain()
    .map((effect) => effect.do === 'log' && [effect.event, effect.fields]);
  assert.deepEqual(lines, [
    ['relay.failed', { reason: 'no board', times: 1 }],
    ['relay.failed', { reason: 'no board', times: 601 }],
    ['relay.failed', { reason: 'no board', times: 1_201 }],
    ['fault.over', { code: 'relay.failed', lastedS: 1_500 }],
  ]);
});

test('a fault that comes again goes on being counted, and is said again', () => {
  const effects = new EffectQueue();
  const faults = new FaultLedger(effects);
  faults.raise('relay.stuck-on', {}, s(0));
  faults.clear('relay.stuck-on', s(1));
  assert.ok(faults.raise('relay.stuck-on', {}, s(2)));
  assert.deepEqual(faults.reportAt(s(5)), [{ code: 'relay.stuck-on', forS: 3, times: 2 }]);
  assert.equal(effects.drain().length, 3);
});

test('every code of the registry stands in the protocol, with its meaning, and no other', () => {
  const protocol = readFileSync(join(ROOT, 'docs/PROTOCOL.md'), 'utf8');
  const table =
    /\| code +\| meaning +\|\n\| -+ \| -+ \|\n((?:\| `(?!topic).*\n)+)/.exec(protocol)?.[1] ?? '';
  const rows = [...table.matchAll(/\| `([^`]+)` +\| (.*?) +\|/g)].map(([, code, says]) => [
    code,
    says,
  ]);
  assert.deepEqual(rows, Object.entries(FAULTS));
});
