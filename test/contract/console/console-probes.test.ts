/** What the console measures of the machine itself: the mobile signal from the file of whoever runs the modem. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { probeMobile } from '../../../agent/shell/console/probe/probe-machine.ts';

void test('the mobile signal is what stands in its file, with its age, and otherwise is not measured', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-signal-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'signal');
  assert.equal(await probeMobile(undefined), null);
  assert.equal(await probeMobile(file), null, 'there is no such file');
  writeFileSync(file, ' -87.5\n');
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  assert.deepEqual(await probeMobile(file), { dbm: -87.5, writtenAtUs: 1_700_000_000_000_000 });
  for (const nonsense of ['', '87', '-87 dBm', '--', '-8700']) {
    writeFileSync(file, nonsense);
    assert.equal(await probeMobile(file), null, nonsense);
  }
});
