/** What a technician may change at the console of a running box, and what of it the box can prove afterwards. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { AGENT, type BoxUnderTest } from './box-under-test.ts';
import { callSocket, consoleSettings, PIN, type Talk } from './console-talk.ts';
import { buildSmallVillage, type SmallVillage } from './small-village.ts';

const atConsole = async (village: SmallVillage): Promise<[BoxUnderTest, Talk]> => {
  const box = village.startBox({ console: await consoleSettings(village.folder) });
  await box.event('console.listening');
  return [box, await callSocket(join(village.folder, 'console.sock'))];
};

/** What technicians did, as the proof of the box has it, and that the proof is whole. */
const proven = ({ configFile }: BoxUnderTest): string[] => {
  const proof = (...words: string[]) =>
    spawnSync(process.execPath, [AGENT, 'proof', ...words, '--config', configFile], {
      encoding: 'utf8',
    });
  assert.equal(proof('verify').status, 0);
  return proof('show', '--json')
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { record: string; what: string })
    .flatMap(({ record, what }) => (record === 'console' ? [what] : []));
};

test('another PIN holds at once, and is neither logged nor in the proof', async (t) => {
  const village = await buildSmallVillage(t);
  const [box, talk] = await atConsole(village);
  await talk.login();
  talk.type(`provision pin\r${PIN}\r730518\r730518\r`);
  await talk.until(/Đã đổi mã PIN/);
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
    'command',
    'pin-change',
    'logout',
    'wrong-pin',
    'login',
    'logout',
  ]);
  assert.doesNotMatch(JSON.stringify(box.lines), /730518|482913/);
});
