/** Relays off after the worst end of an agent, by a program that needs no configuration. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { knownRelaysFile, usualRelaysFile } from '../../../agent/shell/relays/known-relays.ts';
import { runRelaysOff, skipWithoutRelaysOff } from '../../rig/relays-off/relays-off-program.ts';
import { buildSmallVillage } from '../small-village.ts';

const SAFE_OFF = fileURLToPath(new URL('../../../agent/safe-off.js', import.meta.url));
/** A process that starts on a machine that is busy with tests; alone it takes a tenth of that. */
const WITHIN_MS = 2_000;

const safeOff = (file: string): { status: number | null; said: string; tookMs: number } => {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [SAFE_OFF, file], { encoding: 'utf8' });
  return { status, said: stderr, tookMs: performance.now() - startedMs };
};

void test('an agent that is killed in mid-word leaves the amplifier to safe-off, its configuration broken', async (t) => {
  const village = await buildSmallVillage(t);
  const box = village.startBox();
  await box.event('link.up');
  const broadcast = await village.speak(200);
  await box.switched({ relay: 'line', on: true });
  box.signal('SIGKILL');
  await box.stop();
  writeFileSync(join(village.folder, 'box.toml'), 'box = [');
  assert.ok(box.relays().at(-1)?.on, 'the amplifier was left on');

  const known = join(village.folder, 'box.store.relays');
  if (skipWithoutRelaysOff === false) {
    const before = box.relays().length;
    const off = await runRelaysOff(`${known}.off`);
    assert.deepEqual([off.status, off.said], [0, '']);
    assert.deepEqual(
      box
        .relays()
        .slice(before)
        .map(({ relay, on }) => `${relay} ${on}`),
      ['line false', 'supply false'],
    );
    t.diagnostic(`without Node ${Math.round(off.tookMs)} ms`);
  }

  const { status, said, tookMs } = safeOff(`${known}.json`);
  assert.deepEqual([status, said], [0, '']);
  assert.ok(tookMs < WITHIN_MS, `${tookMs} ms`);
  t.diagnostic(`${Math.round(tookMs)} ms`);
  const last = box.relays().slice(-2);
  assert.deepEqual(
    last.map(({ on }) => on),
    [false, false],
  );
  await broadcast.stop();
});

void test('where no agent was ever started there is nothing to switch, and a broken file says so', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-safe-off-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'relays.json');
  const unknown = safeOff(file);
  assert.equal(unknown.status, 0);
  assert.match(unknown.said, /no relays are known/);
  for (const text of ['', '{"bank":"toaster"}', 'null']) {
    writeFileSync(file, text);
    const broken = safeOff(file);
    assert.equal(broken.status, 1, text);
    assert.match(broken.said, /does not say which relays there are/);
  }
});

void test('a bank that cannot be had is an exit status and a line', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-safe-off-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'relays.json');
  const gone = {
    bank: 'serial',
    path: join(folder, 'none'),
    baudRate: 9_600,
    channels: { supply: 1, line: 2 },
  };
  writeFileSync(file, JSON.stringify(gone));
  const { status, said } = safeOff(file);
  assert.equal(status, 1);
  assert.match(said, /^loa-agent: the relays \(serial\) could not be switched off: .+\n$/);
});

void test('two boxes that share a folder keep their relays apart; one that systemd runs keeps them where safe-off looks', () => {
  const [one, other] = ['one', 'other'].map((id) => knownRelaysFile(`/srv/loa/${id}.json`, {}));
  assert.equal(one, '/srv/loa/one.relays.json');
  assert.notEqual(one, other);
  const service = { STATE_DIRECTORY: '/var/lib/loa' };
  assert.equal(knownRelaysFile('/mnt/card/state.json', service), '/var/lib/loa/relays.json');
  for (const environment of [service, {}]) {
    assert.equal(usualRelaysFile(environment), '/var/lib/loa/relays.json', 'by hand, too');
  }
  assert.equal(usualRelaysFile({ STATE_DIRECTORY: '/run/a:/run/b' }), '/run/a/relays.json');
});
