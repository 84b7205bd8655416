/** Settings of the console on real files: what a technician may change, and that it comes back unless he says that it shall stay. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { encodeConsoleSettings } from '../../../agent/config/console-settings.ts';
import { KEYS } from '../../../agent/config/keys.ts';
import { ConfigError } from '../../../agent/config/problem.ts';
import { exampleToml } from '../../../agent/config/reference.ts';
import type { ConfigAnswer } from '../../../agent/core/console/effect.ts';
import { ConfigDesk } from '../../../agent/shell/console/config/config-desk.ts';
import { lookOver, startOver } from '../../../agent/shell/console/config/laid-over.ts';
import { settingsFileOf } from '../../../agent/shell/console/config/settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'loa-config-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = join(folder, 'etc.toml');
const storeFile = join(folder, 'var', 'state.json');
const settingsFile = settingsFileOf(storeFile);
const TOML = exampleToml().replace(/^file = .*$/m, `file = ${JSON.stringify(storeFile)}`);
let desk: ConfigDesk;

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  writeFileSync(file, TOML);
  desk = new ConfigDesk(file, settingsFile);
});

const set = (key: string, value: string): Promise<ConfigAnswer> =>
  desk.handle({ do: 'set', key, value });
const refusalOf = (answer: ConfigAnswer) => (answer.came === 'refused' ? answer.why : answer.came);
const shown = async (key: string) => {
  const answer = await desk.handle({ do: 'show', key });
  return answer.came === 'shown' ? answer.entries[0] : undefined;
};
/** As the agent would start now. */
const start = async () => {
  const { config, notes } = await startOver(file);
  return { bufferMs: config.audio.bufferMs, told: notes.map(({ event }) => event) };
};
const BY_DEFAULT = KEYS['audio.buffer_ms'].byDefault;

describe('a change of the configuration', () => {
  test('waits until it is committed, and shows meanwhile', async () => {
    assert.equal((await set('audio.buffer_ms', '200')).came, 'set');
    assert.deepEqual(readdirSync(folder), ['etc.toml']);
    assert.deepEqual(await shown('audio.buffer_ms'), {
      key: 'audio.buffer_ms',
      value: `${BY_DEFAULT}`,
      from: 'default',
      change: '200',
    });
    assert.equal((await desk.handle({ do: 'discard' })).came, 'discarded');
    assert.equal(refusalOf(await desk.handle({ do: 'commit', minutes: 5 })), 'no-change');
  });

  for (const [key, value, why] of [
    ['audio.bufer_ms', '200', 'unknown-key'],
    ['audio.buffer_ms', '5', 'wrong-value'],
    ['audio.buffer_ms', '"200"', 'wrong-value'],
    ['trust.roots', '["AAAA"]', 'locked-key'],
    ['trust.issuer', 'me', 'unknown-key'],
    ['console.pin_file', '/etc/shadow', 'locked-key'],
    ['console.socket', '/etc/passwd', 'locked-key'],
    ['store.file', '/etc/passwd', 'locked-key'],
    ['audio.wav_file', '/etc/passwd', 'locked-key'],
    ['broker.ca_file', '/tmp/mine.pem', 'locked-key'],
    ['broker.allow_plaintext', 'true', 'locked-key'],
    ['box.id', 'another', 'locked-key'],
  ] as const) {
    test(`is refused: ${key} = ${value}`, async () => {
      assert.equal(refusalOf(await set(key, value)), why);
    });
  }

  test('is refused as a whole where the agent would not start with it', async () => {
    assert.equal((await set('broker.url', 'mqtt://broker.example.vn')).came, 'set');
    const answer = await desk.handle({ do: 'commit', minutes: 5 });
    assert.equal(refusalOf(answer), 'wrong-whole');
    const detail = answer.came === 'refused' ? answer.detail : undefined;
    assert.match(detail?.vi ?? '', /^broker\.url: .* ai trên đường cũng đọc được/);
    assert.match(detail?.en ?? '', /^broker\.url: .* which anyone on the way can read/);
    assert.deepEqual(readdirSync(folder), ['etc.toml']);
  });

  test('is refused where it cannot be kept', async () => {
    writeFileSync(join(folder, 'var'), 'no directory');
    await set('audio.buffer_ms', '200');
    assert.equal(refusalOf(await desk.handle({ do: 'commit', minutes: 5 })), 'cannot-write');
  });

  test('is tried, stays once it is confirmed, and never touches the file', async () => {
    await set('audio.buffer_ms', '200');
    assert.equal((await desk.handle({ do: 'commit', minutes: 5 })).came, 'committed');
    assert.deepEqual(await start(), { bufferMs: 200, told: [] });
    assert.equal((await desk.handle({ do: 'confirm' })).came, 'confirmed');
    assert.deepEqual(await start(), { bufferMs: 200, told: [] });
    assert.deepEqual(await start(), { bufferMs: 200, told: [] });
    assert.equal((await shown('audio.buffer_ms'))?.from, 'console');
    assert.equal(refusalOf(await desk.handle({ do: 'confirm' })), 'no-trial');
    assert.equal(readFileSync(file, 'utf8'), TOML);
  });

  test('gives way to what was before where the agent is started again unconfirmed', async () => {
    await set('audio.buffer_ms', '200');
    await desk.handle({ do: 'commit', minutes: 5 });
    assert.deepEqual(await start(), { bufferMs: 200, told: [] });
    assert.deepEqual(await start(), { bufferMs: BY_DEFAULT, told: ['config.returned'] });
    assert.deepEqual(await start(), { bufferMs: BY_DEFAULT, told: [] });
  });

  test('is not confirmed before it was tried', async () => {
    await set('audio.buffer_ms', '200');
    await desk.handle({ do: 'commit', minutes: 5 });
    assert.equal(refusalOf(await desk.handle({ do: 'confirm' })), 'no-trial');
  });

  test('can be taken back to what the file says', async () => {
    await set('audio.buffer_ms', '200');
    await desk.handle({ do: 'commit', minutes: 5 });
    await start();
    await desk.handle({ do: 'confirm' });
    assert.equal((await desk.handle({ do: 'unset', key: 'audio.buffer_ms' })).came, 'unset');
    assert.equal((await shown('audio.buffer_ms'))?.change, `${BY_DEFAULT}`);
    await desk.handle({ do: 'commit', minutes: 5 });
    assert.deepEqual(await start(), { bufferMs: BY_DEFAULT, told: [] });
    assert.equal((await desk.handle({ do: 'confirm' })).came, 'confirmed');
    const again = await desk.handle({ do: 'unset', key: 'audio.buffer_ms' });
    assert.equal(refusalOf(again), 'not-set');
  });
});

describe('a box that is set up at its console', () => {
  const SILENT = TOML.replace(/^(id|area|url|roots) = .*$/gm, '');
  const ROOTS = `${'A'.repeat(43)},${'B'.repeat(42)}A`;
  const usual = () => ({ 'store.file': storeFile, 'console.port': '/dev/ttyS0' });
  const settingUp = async (order: (desk: ConfigDesk) => Promise<unknown>): Promise<void> => {
    const setting = new ConfigDesk(file, settingsFile, usual);
    for (const [key, value] of [
      ['box.id', 'langha-07'],
      ['box.area', 'vn.hn'],
      ['broker.url', 'mqtts://broker.example.vn'],
      ['trust.roots', ROOTS],
    ] as const) {
      assert.equal((await setting.handle({ do: 'set', key, value })).came, 'set');
    }
    await order(setting);
  };
  const committing = (setting: ConfigDesk) => setting.handle({ do: 'commit', minutes: 5 });

  test('lives by what was set there, its port included, and is unset again where nobody confirms', async () => {
    writeFileSync(file, SILENT);
    await assert.rejects(startOver(file), ConfigError);
    await settingUp(committing);
    const { config } = await startOver(file);
    assert.equal(config.receiver.boxId, 'langha-07');
    assert.equal(config.receiver.roots.length, 2);
    assert.equal(config.console.port, '/dev/ttyS0');
    await assert.rejects(startOver(file), ConfigError);
  });

  test('needs no file, where that is lost', async () => {
    rmSync(file);
    await settingUp(committing);
    const service = { STATE_DIRECTORY: join(folder, 'var') };
    const { config } = await startOver(file, service);
    assert.equal(config.storeFile, storeFile);
    assert.equal(lookOver(file, service).config.receiver.boxId, 'langha-07');
    await assert.rejects(startOver(file), ConfigError);
  });

  test('is believed to be who its file says, once that says it', async () => {
    writeFileSync(file, SILENT);
    await settingUp(committing);
    await startOver(file);
    assert.equal((await desk.handle({ do: 'confirm' })).came, 'confirmed');
    writeFileSync(file, SILENT.replace('[box]', '[box]\nid = "another"'));
    assert.equal((await startOver(file)).config.receiver.boxId, 'another');
    assert.equal((await shown('box.id'))?.from, 'file');
    assert.equal((await shown('box.area'))?.from, 'console');
  });

  test('takes there neither what its file names, nor the name of a file', async () => {
    const setting = new ConfigDesk(file, settingsFile, usual);
    for (const key of ['box.id', 'trust.roots', 'store.file', 'broker.cert_file', 'console.port']) {
      assert.equal(refusalOf(await setting.handle({ do: 'set', key, value: 'x' })), 'locked-key');
    }
  });

  test('replaces settings that nobody can read any more', async () => {
    writeFileSync(file, SILENT);
    mkdirSync(join(folder, 'var'), { recursive: true });
    writeFileSync(settingsFile, '{"kept":{"audio.buf');
    await settingUp(committing);
    assert.equal((await startOver(file)).config.receiver.boxId, 'langha-07');
  });
});

describe('a box starts by its file alone, and says so, where what was set', () => {
  const keep = (text: string): void => {
    mkdirSync(join(folder, 'var'), { recursive: true });
    writeFileSync(settingsFile, text);
  };

  test('is damaged', async () => {
    keep('{"kept":{"audio.buf');
    assert.deepEqual(await start(), { bufferMs: BY_DEFAULT, told: ['config.console-left-out'] });
  });

  test('is not for the console', async () => {
    keep(encodeConsoleSettings({ kept: { 'broker.ca_file': '/tmp/x', 'audio.buffer_ms': 200 } }));
    assert.deepEqual(await start(), { bufferMs: BY_DEFAULT, told: ['config.console-left-out'] });
  });

  test('no longer goes with the file', async () => {
    keep(encodeConsoleSettings({ kept: { 'amplifier.warm_up_emergency_ms': 900 } }));
    writeFileSync(file, TOML.replace('[amplifier]', '[amplifier]\nwarm_up_ms = 500'));
    const { notes } = lookOver(file);
    assert.match(String(notes[0]?.fields['why']), /warm_up_emergency_ms: found 900; expected/);
  });

  test('cannot be counted as started, as on a disk that takes nothing', async () => {
    keep(
      encodeConsoleSettings({
        kept: {},
        trial: { values: { 'audio.buffer_ms': 200 }, minutes: 5, starts: 0 },
      }),
    );
    mkdirSync(`${settingsFile}.new`);
    assert.deepEqual(await start(), { bufferMs: BY_DEFAULT, told: ['config.returned'] });
  });
});
