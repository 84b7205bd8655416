/** What a technician may change at the console of a running box, and what of it the box can prove afterwards. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeConsoleSettings } from '../../../agent/config/console-settings.ts';
import { ROOT } from '../../house/tree.ts';
import { AGENT, type BoxUnderTest } from '../box-under-test.ts';
import { callSocket, consoleSettings, PIN, type Talk } from './console-talk.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

const atConsole = async (
  village: SmallVillage,
  environment: Readonly<Record<string, string>> = {},
): Promise<[BoxUnderTest, Talk]> => {
  const box = village.startBox({ console: await consoleSettings(village.folder), environment });
  await box.event('console.listening');
  return [box, await callSocket(join(village.folder, 'console.sock'))];
};

const buffer = async (talk: Talk): Promise<string> => {
  talk.type('config show audio.buffer_ms\r');
  return talk.until(/audio\.buffer_ms +\d+.*\r\n/);
};

/** Changes it, and waits for the box to end for the sake of its restart. */
const commit = async (village: SmallVillage): Promise<void> => {
  const [box, talk] = await atConsole(village);
  await talk.login();
  talk.type('config set audio.buffer_ms 200\rconfig commit confirmed 5\r');
  await talk.until(/Trong 5 phút phải vào lại/);
  assert.equal(await box.gone, 0);
};

/** What technicians did, or had done, as the proof of the box has it, and that the proof is whole. */
const proven = ({ configFile }: BoxUnderTest, kind = 'console'): string[] => {
  const proof = (...words: string[]) =>
    spawnSync(process.execPath, [AGENT, 'proof', ...words, '--config', configFile], {
      encoding: 'utf8',
    });
  assert.equal(proof('verify').status, 0);
  return proof('show', '--json')
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { record: string; what: string })
    .flatMap(({ record, what }) => (record === kind ? [what] : []));
};

test('another PIN holds at once, and is neither logged nor in the proof', async (t) => {
  const village = await buildSmallVillage(t);
  const [box, talk] = await atConsole(village);
  await talk.login();
  const elsewhere = await callSocket(join(village.folder, 'console.sock'));
  await elsewhere.login();
  talk.type(`provision pin\r${PIN}\r730518\r730518\r`);
  await talk.until(/Đã đổi mã PIN/);
  await elsewhere.until(/Mã PIN vừa được đổi ở chỗ khác/);
  elsewhere.hangUp();
  talk.type('logout\r');
  const again = await callSocket(join(village.folder, 'console.sock'));
  again.type(`login\r${PIN}\r`);
  await again.until(/Sai mã PIN/);
  again.type('login\r730518\r');
  await again.until(/Đã đăng nhập/);
  again.type('logout\r');
  assert.equal(await box.stop(), 0);
  assert.deepEqual(proven(box), [
    'login',
    'login',
    'command',
    'pin-change',
    'logout',
    'logout',
    'wrong-pin',
    'login',
    'logout',
  ]);
  assert.doesNotMatch(JSON.stringify(box.lines), /730518|482913/);
});

test('a setting comes back over kill -9, stays once it was confirmed, and never touches the file', async (t) => {
  const village = await buildSmallVillage(t);
  await commit(village);
  const [trial, one] = await atConsole(village);
  await one.login();
  assert.match(await buffer(one), /200 \(đặt tại console\)/);
  trial.signal('SIGKILL');
  await trial.gone;
  const [after, two] = await atConsole(village);
  await after.event('config.returned');
  await two.login();
  assert.match(await buffer(two), /\(mặc định\)/);
  assert.equal(await after.stop(), 0);

  await commit(village);
  const [again, three] = await atConsole(village);
  await three.login();
  three.type('config confirm\r');
  await three.until(/Đã giữ cấu hình mới/);
  again.signal('SIGKILL');
  await again.gone;
  const [last, four] = await atConsole(village);
  await four.login();
  assert.match(await buffer(four), /200 \(đặt tại console\)/);
  assert.equal(await last.stop(), 0);
  assert.doesNotMatch(readFileSync(last.configFile, 'utf8'), /buffer_ms/);
});

test('a setting that nobody confirms in time comes back by itself', async (t) => {
  const village = await buildSmallVillage(t);
  // A trial of a second, which nobody can ask for: minutes are too long for a test.
  const trial = { values: { 'audio.buffer_ms': 200 }, minutes: 1 / 60, starts: 0 };
  writeFileSync(
    join(village.folder, 'box.settings.json'),
    encodeConsoleSettings({ kept: {}, trial }),
  );
  // Nobody calls it: it may be over before its socket is there.
  const box = village.startBox({ console: await consoleSettings(village.folder) });
  await box.event('config.on-trial');
  await box.event('config.returned');
  assert.equal(await box.gone, 0);
  const [after, talk] = await atConsole(village);
  await talk.login();
  assert.match(await buffer(talk), /\(mặc định\)/);
  assert.equal(await after.stop(), 0);
});

/** What the package runs after the agent has ended, as systemd tells it how that was (systemd.exec(5)); answers what it asked systemd for. */
const afterwards = (folder: string, code: string, status: string): string => {
  const script = join(ROOT, 'packaging/deb/reboot-when-asked');
  writeFileSync(join(folder, 'systemctl'), '#!/bin/sh\necho "systemctl $*"\n', { mode: 0o755 });
  const { stdout, status: exit } = spawnSync(script, {
    encoding: 'utf8',
    env: { PATH: `${folder}:/usr/bin:/bin`, EXIT_CODE: code, EXIT_STATUS: status, ...REBOOTS },
  });
  assert.equal(exit, 0);
  return stdout.trim();
};

/** What the package tells the agent. */
const REBOOTS = {
  LOA_REBOOT_STATUS:
    /^Environment=LOA_REBOOT_STATUS=(\d+)$/m.exec(
      readFileSync(join(ROOT, 'packaging/deb/loa-agent.service'), 'utf8'),
    )?.[1] ?? '',
};

test('a reboot at the console: relays off, proved, and then the machine is asked for it', async (t) => {
  const village = await buildSmallVillage(t);
  const [box, talk] = await atConsole(village, REBOOTS);
  await box.event('link.up');
  await village.speak(500);
  await box.switched({ relay: 'line', on: true });
  await talk.login();
  talk.type('reboot\r');
  await talk.until(/cả máy khởi động lại/);
  const status = await box.gone;
  assert.deepEqual(
    box
      .relays()
      .slice(-2)
      .map(({ relay, on }) => `${relay} ${on}`),
    ['line false', 'supply false'],
  );
  assert.equal(afterwards(village.folder, 'exited', String(status)), 'systemctl --no-block reboot');
  assert.ok(proven(box, 'command').includes('reboot'));
  // Whatever else ends an agent starts no machine.
  for (const [code, why] of [
    ['exited', '0'],
    ['exited', '1'],
    ['killed', 'KILL'],
    ['killed', 'TERM'],
    ['dumped', 'ABRT'],
  ] as const) {
    assert.equal(afterwards(village.folder, code, why), '');
  }
});

test('without a service that would do it, a reboot is not to be had, and the box plays on', async (t) => {
  const village = await buildSmallVillage(t);
  const [box, talk] = await atConsole(village);
  await box.event('link.up');
  await talk.login();
  talk.type('reboot\r');
  await talk.until(/Không khởi động lại máy được từ đây/);
  talk.type('status\r');
  await talk.until(/LOA TỐT/);
  assert.equal(await box.stop(), 0);
});
