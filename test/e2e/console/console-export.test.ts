/** The support bundle over a serial line, taken by the receiver that every terminal program on a Linux laptop uses. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { BoxUnderTest } from '../box-under-test.ts';
import { consoleSettings, SerialCable, type Talk } from './console-talk.ts';
import { assertHeardWhole } from '../sound/reference.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

const missing = [
  ['socat', '-V'],
  ['rb', '--version'],
].flatMap(([program = '', word = '']) => (spawnSync(program, [word]).error ? [program] : []));
const skip = missing.length > 0 && `${missing.join(' and ')} not installed (lrzsz has rb)`;
const RECEIVE = ['rb', '--quiet', '--binary'];

const pluggedIn = async (
  t: TestContext,
): Promise<[SmallVillage, SerialCable, Talk, BoxUnderTest]> => {
  const village = await buildSmallVillage(t);
  const cable = new SerialCable(village.folder);
  t.after(() => cable.plugOut());
  const settings = { ...(await consoleSettings(village.folder)), port: cable.port };
  const box = village.startBox({ console: settings });
  await box.event('console.no-port');
  const laptop = cable.plugIn();
  await laptop.until(/box> $/);
  await laptop.login();
  return [village, cable, laptop, box];
};

test(
  'a bundle is taken whole while a bulletin plays, which loses no sample',
  { skip },
  async (t) => {
    const frames = 250;
    const [village, , laptop, box] = await pluggedIn(t);
    const folder = mkdtempSync(join(village.folder, 'taken-'));
    await village.speak(frames);
    await box.event('announcement.accepted');
    laptop.type('export ymodem\r');
    await laptop.until(/Đã sẵn sàng: /);
    assert.equal(await laptop.lend(RECEIVE, folder), 0);
    await laptop.until(/Đã gửi xong \d+ byte\.\r\nbox# $/);
    const [name = ''] = readdirSync(folder);
    assert.match(name, /^box-\d{8}T\d{4}\.json\.gz$/);
    const text = gunzipSync(readFileSync(join(folder, name))).toString();
    const { status, config, log } = JSON.parse(text) as Record<string, Record<string, unknown>>;
    assert.equal(status?.['box'], 'box');
    assert.deepEqual(config?.['box'], { id: 'box', area: 'vn.hn.dongda.langha' });
    assert.match(JSON.stringify(log), /announcement\.accepted/);
    assert.doesNotMatch(text, /scrypt|482913|PRIVATE KEY/);
    await box.event('announcement.ended');
    assert.equal(await box.stop(), 0);
    await assertHeardWhole(box.wavFile, frames);
  },
);

test(
  'whose terminal has died on the way gets the prompt back by Ctrl-X twice',
  { skip },
  async (t) => {
    const [village, , laptop, box] = await pluggedIn(t);
    laptop.type('export ymodem\r');
    await laptop.until(/Đã sẵn sàng: /);
    await laptop.lend(RECEIVE, village.folder, (receiver) => {
      receiver.stdout?.once('data', () => receiver.kill('SIGKILL'));
    });
    laptop.type('\u0018\u0018');
    await laptop.until(/Đã thôi, chưa gửi xong\.\r\nbox# $/);
    assert.equal(await box.stop(), 0);
  },
);

test('a cable that is pulled in the middle is a cable that is pulled', { skip }, async (t) => {
  const [, cable, laptop, box] = await pluggedIn(t);
  laptop.type('export ymodem\r');
  await laptop.until(/Đã sẵn sàng: /);
  laptop.type('C');
  await laptop.until(/\.json\.gz/);
  await cable.plugOut();
  await box.event('console.closed');
  const again = cable.plugIn();
  await again.until(/box> $/);
  assert.equal(await box.stop(), 0);
});
