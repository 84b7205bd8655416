/** A box whose configuration is missing or broken, as whoever plugs a cable in meets it: it answers, takes what is missing, and lives. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse, stringify } from 'smol-toml';
import { AREA, AGENT, type BoxUnderTest } from '../box-under-test.ts';
import { callSocket, consoleSettings, PIN, SerialCable, type Talk } from './console-talk.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

const skip = spawnSync('socat', ['-V']).error !== undefined && 'socat not installed';

/** As the service runs it. */
const asService = (village: SmallVillage) => {
  const state = join(village.folder, 'state');
  mkdirSync(state, { recursive: true });
  return {
    options: ['--or-console'],
    environment: { STATE_DIRECTORY: state, RUNTIME_DIRECTORY: village.folder },
    storeFile: join(state, 'state.json'),
  };
};

/** As the package leaves it, but for what hangs on it: what only its owner can know is missing. */
const untold = (toml: string): string => {
  const { box: _box, trust: _trust, broker, ...rest } = parse(toml);
  const { url: _url, ...ofBroker } = broker as Record<string, string>;
  return stringify({ ...rest, broker: ofBroker });
};
const broken = (toml: string): string => toml.replace('[audio]', '[audio');

/** Presses Enter until the prompt is there, as at a cable. */
const promptOf = async (laptop: Talk, name: string): Promise<string> => {
  for (let knocks = 0; ; knocks += 1) {
    laptop.type('\r');
    try {
      return await laptop.until(new RegExp(`${name}[>#] $`), 1_000);
    } catch (error) {
      if (knocks === 15) throw error;
    }
  }
};

const says = async (laptop: Talk, line: string, wanted: RegExp): Promise<string> => {
  laptop.type(`${line}\r`);
  return laptop.until(wanted);
};

test('a new box is set up from its serial port alone, and plays', { skip }, async (t) => {
  const village = await buildSmallVillage(t);
  const cable = new SerialCable(village.folder);
  t.after(() => cable.plugOut());
  const { socket, pin_file } = {
    socket: join(village.folder, 'console.sock'),
    pin_file: join(village.folder, 'state', 'console.pin'),
  };
  const settings = {
    ...asService(village),
    console: { port: cable.port, socket, pin_file },
    edited: untold,
  };
  const unset = village.startBox(settings);
  await unset.event('console.no-port');
  const laptop = cable.plugIn();
  // Whatever it said before the cable was there is lost.
  const greeting = await promptOf(laptop, 'loa');
  assert.match(greeting, /CHƯA CHẠY: chưa được cấp box\.id, box\.area, broker\.url, trust\.roots/);
  assert.match(greeting, /LÀM: Gõ provision/);
  await says(laptop, 'config set box.id box', /Đặt mã trước đã: provision pin/);
  laptop.type(`provision pin\r${PIN}\r${PIN}\r`);
  await laptop.until(/Đã đặt mã PIN của loa này/);
  await says(laptop, 'provision pin', /Mã PIN: $/);
  await says(laptop, PIN, /Mã PIN cũ: $/);
  laptop.type('\x03');
  await says(laptop, 'config set box.id box', /box\.id = "box"/);
  await says(laptop, 'config commit confirmed 5', /box\.area: chưa có, cần tối đa 8 cấp/);
  await says(laptop, `config set box.area ${AREA}`, /box\.area = /);
  await says(laptop, `config set broker.url mqtts://localhost:${village.line.port}`, /url = /);
  await says(laptop, `config set trust.roots ${village.studio.root}`, /trust\.roots = /);
  await says(laptop, 'provision', /ĐÃ ĐỦ\. Gõ: config commit confirmed 5/);
  await says(laptop, 'config commit confirmed 5', /Trong 5 phút phải vào lại/);
  assert.equal(await unset.gone, 0);
  assert.doesNotMatch(JSON.stringify(unset.lines), new RegExp(PIN));

  const box = village.startBox(settings);
  await box.event('link.up');
  await promptOf(laptop, 'box');
  await laptop.login();
  await says(laptop, 'config confirm', /Đã giữ cấu hình mới/);
  await says(laptop, 'config set trust.roots AAAA', /không đổi được từ đây/);
  await village.speak(150);
  await box.switched({ relay: 'line', on: true });
  assert.equal(await box.stop(), 0);

  // Without anybody who sets anything, for good.
  const again = village.startBox(settings);
  await again.event('link.up');
  assert.equal(await again.stop(), 0);
});

test('a configuration that an edit has broken: relays off, an answer, and life once it is mended', async (t) => {
  const village = await buildSmallVillage(t);
  const settings = { ...asService(village), console: await consoleSettings(village.folder) };
  const box = village.startBox(settings);
  await box.event('link.up');
  await village.speak(500);
  await box.switched({ relay: 'line', on: true });
  const whole = readFileSync(box.configFile, 'utf8');
  box.signal('SIGKILL');
  await box.gone;

  const unset = village.startBox({ ...settings, edited: broken });
  const told = await unset.event('config.unset');
  assert.match(String(told['reason']), /box\.toml:\d+: not TOML/);
  await unset.event('console.listening');
  await unset.event('relays.held-off');
  assert.deepEqual(lastOf(unset), { supply: false, line: false });
  const talk = await callSocket(join(village.folder, 'console.sock'));
  await talk.until(/CHƯA CHẠY: \S+box\.toml:\d+: sai cú pháp TOML/);
  await talk.until(/LÀM: Sửa tại máy, xem\s\S+box\.toml/);
  // By the name that it had when it lived, because nothing else says it now.
  await talk.until(/\nbox> $/);
  await says(talk, 'config set box.id mine', /Mã PIN: $/);
  await says(talk, PIN, /box\.id không đổi được từ đây/);
  await says(talk, 'test tone', /Lệnh này cần loa đang chạy/);
  writeFileSync(unset.configFile, whole);
  await unset.event('config.mended');
  assert.equal(await unset.gone, 0);

  const mended = village.startBox(settings);
  await mended.event('link.up');
  assert.equal(await mended.stop(), 0);
});

const lastOf = (box: BoxUnderTest): Record<string, boolean> =>
  Object.fromEntries(box.relays().map(({ relay, on }) => [relay, on]));

test('a value that will not do is overlaid from the console', async (t) => {
  const village = await buildSmallVillage(t);
  const settings = {
    ...asService(village),
    console: await consoleSettings(village.folder),
    audio: { sink: 'null', buffer_ms: 9_999 },
  };
  const unset = village.startBox(settings);
  await unset.event('console.listening');
  const talk = await callSocket(join(village.folder, 'console.sock'));
  await talk.until(/audio\.buffer_ms: đang là 9999/);
  await talk.login();
  await says(talk, 'config set audio.buffer_ms 200', /= 200/);
  await says(talk, 'config commit confirmed 5', /Trong 5 phút/);
  assert.equal(await unset.gone, 0);
  const box = village.startBox(settings);
  await box.event('link.up');
  assert.equal(await box.stop(), 0);
});

test('a card that took the configuration: its PIN still guards it, and whoever guesses waits over a power cut', async (t) => {
  const village = await buildSmallVillage(t);
  const settings = { ...asService(village), console: await consoleSettings(village.folder) };
  const box = village.startBox(settings);
  await box.event('started');
  assert.equal(await box.stop(), 0);

  const lost = { ...settings, edited: () => undefined };
  const unset = village.startBox(lost);
  await unset.event('console.listening');
  const talk = await callSocket(join(village.folder, 'console.sock'));
  await talk.until(/CHƯA CHẠY: không còn tệp cấu hình/);
  for (let guess = 0; guess < 3; guess += 1) {
    await says(talk, 'login', /Mã PIN: $/);
    await says(talk, `66666${guess}`, /Sai mã PIN/);
  }
  unset.signal('SIGKILL');
  await unset.gone;
  const again = village.startBox(lost);
  await again.event('console.listening');
  const other = await callSocket(join(village.folder, 'console.sock'));
  await says(other, 'login', /Mã PIN: $/);
  await says(other, PIN, /còn phải đợi/);
  assert.equal(await again.stop(), 0);

  // Its PIN gone too, it is not new: there is nothing here for whoever has no more than a cable.
  rmSync(join(village.folder, 'console.pin'));
  const bare = village.startBox(lost);
  await bare.event('console.listening');
  const stranger = await callSocket(join(village.folder, 'console.sock'));
  await says(stranger, 'provision pin', /Đặt\s+tại máy: loa-agent set-pin/);
  await says(stranger, 'config set box.id mine', /Đặt\s+tại máy: loa-agent set-pin/);
  assert.equal(existsSync(join(village.folder, 'console.pin')), false);
  assert.equal(await bare.stop(), 0);
});

test('run by hand, it says what is wrong and ends', async (t) => {
  const village = await buildSmallVillage(t);
  const box = village.startBox({ edited: broken });
  assert.equal(await box.gone, 2);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [AGENT, 'run', '--config', box.configFile],
    { encoding: 'utf8' },
  );
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^\S+box\.toml:\d+: not TOML: /);
});
