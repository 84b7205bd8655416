/** The PIN of a box, set on the machine by whoever installs it: told in the language of its console, and never shown. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { exampleToml } from '../../../agent/config/reference.ts';
import { checkPin } from '../../../agent/shell/console/pin.ts';
import { AGENT } from '../box-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-pin-'));
after(() => {
  rmSync(folder, { recursive: true });
});
const pinFile = join(folder, 'console.pin');

const setPin = (typed: string, lines: string) => {
  const config = join(folder, 'agent.toml');
  writeFileSync(config, exampleToml().replace('[console]', `[console]\n${lines}`));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [AGENT, 'set-pin', '--config', config],
    { encoding: 'utf8', input: `${typed}\n` },
  );
  return { status, says: `${stdout}${stderr}` };
};
const PLACE = `pin_file = ${JSON.stringify(pinFile)}\n`;
const ENGLISH = 'language = "en"\n';

test('it is set, and said so in Vietnamese, and in English where the console speaks that', async () => {
  assert.deepEqual(setPin('730518', PLACE), {
    status: 0,
    says: `đã đặt mã PIN, dạng băm, trong ${pinFile}\n`,
  });
  assert.equal(await checkPin(pinFile, '730518'), 'right');
  assert.deepEqual(setPin('518730', PLACE + ENGLISH), {
    status: 0,
    says: `the PIN is set, hashed, in ${pinFile}\n`,
  });
  assert.equal(await checkPin(pinFile, '518730'), 'right');
});

test('one that will not do leaves the old one, and says why in either language', async () => {
  assert.deepEqual(setPin('1234', PLACE), {
    status: 2,
    says: 'loa-agent: Chưa đổi: mã mới phải có ít nhất 6 ký tự.\n',
  });
  assert.deepEqual(setPin('123456', PLACE + ENGLISH), {
    status: 2,
    says: 'loa-agent: Not changed: it only counts up or down.\n',
  });
  assert.equal(await checkPin(pinFile, '518730'), 'right');
});

test('where it has no place, or none that can be written, that is said', () => {
  assert.deepEqual(setPin('730518', ''), {
    status: 2,
    says: 'loa-agent: không có chỗ giữ mã PIN: đặt console.pin_file trong cấu hình\n',
  });
  const { status, says } = setPin('730518', 'pin_file = "/proc/nowhere/pin"\n');
  assert.equal(status, 1);
  assert.match(says, /^loa-agent: không ghi được \/proc\/nowhere\/pin: /);
});
