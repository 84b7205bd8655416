/** The technician's console as a technician has it: a cable, a terminal, a box that plays meanwhile. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { AGENT, type BoxUnderTest } from '../box-under-test.ts';
import { playUnderNoise } from './console-noise.ts';
import { callSocket, consoleSettings, knock, PIN, SerialCable, type Talk } from './console-talk.ts';
import { RealTerminal } from './real-terminal.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

const missing = ['socat', 'tmux'].filter((program) => spawnSync(program, ['-V']).error);
const skip = missing.length > 0 && `${missing.join(' and ')} not installed`;

const FRAMES_UNDER_NOISE = 250;

const consoleBox = async (
  village: SmallVillage,
  more: Record<string, unknown> = {},
): Promise<BoxUnderTest> =>
  village.startBox({ console: { ...(await consoleSettings(village.folder)), ...more } });

const pluggedIn = async (
  t: TestContext,
  village: SmallVillage,
): Promise<[SerialCable, Talk, BoxUnderTest]> => {
  const cable = new SerialCable(village.folder);
  t.after(() => cable.plugOut());
  // The adapter comes after the box: the port is tried until it is there.
  const box = await consoleBox(village, { port: cable.port });
  await box.event('console.no-port');
  const laptop = cable.plugIn();
  await knock(laptop);
  return [cable, laptop, box];
};

test(
  'a cable may be plugged in late, out and in again, and carry noise and a megabyte',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const [cable, laptop, box] = await pluggedIn(t, village);
    await box.event('link.up');
    laptop.type('status\r');
    assert.match(await laptop.until(/box> $/), /LOA TỐT \(không đo được/);

    await cable.plugOut();
    await box.event('console.closed');
    const again = cable.plugIn();
    await knock(again);
    again.type(randomBytes(20_000));
    // Whatever the noise has begun: Ctrl-C, then a line that cannot be part of it.
    again.type('\x03\x03\r');
    again.type(`${'x'.repeat(1_000_000)}\r`);
    await again.until(/Dòng quá dài/, 30_000);
    again.type('language en\r');
    await again.until(/English\./);
    again.type('status\r');
    await again.until(/LOUDSPEAKER GOOD/);
    assert.equal(await box.stop(), 0);
  },
);

test(
  'noise at the console and a watching technician change no sample of a bulletin',
  { skip },
  async (t) => {
    // A minute of it: make bench, part console-noise.
    const disturbed = await playUnderNoise(t, FRAMES_UNDER_NOISE);
    const { samplesThatDiffer, ended, endedUndisturbed, watched } = disturbed;
    // The other first: a machine that is too busy for it proves nothing of the noise.
    for (const end of [endedUndisturbed, ended]) {
      assert.deepEqual([end['why'], end['lateFrames'], end['concealedFrames']], ['complete', 0, 0]);
    }
    assert.equal(samplesThatDiffer, 0, JSON.stringify(disturbed));
    assert.match(watched, /đang phát/);
  },
);

test(
  'whoever guesses the PIN waits, also after a restart, and is told for how long',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const box = await consoleBox(village);
    await box.event('console.listening');
    const socket = join(village.folder, 'console.sock');
    assert.equal(statSync(socket).mode & 0o777, 0o660);
    const guess = async (talk: Talk): Promise<string> => {
      talk.type('login\r');
      await talk.until(/PIN: /);
      talk.type('000000\r');
      return talk.until(/box> $/);
    };
    const talk = await callSocket(socket);
    for (let tries = 0; tries < 3; tries += 1) assert.match(await guess(talk), /Sai mã PIN/);
    assert.match(await guess(talk), /còn phải đợi [12] giây/);
    talk.hangUp();
    assert.equal(await box.stop(), 0);

    const after = await consoleBox(village);
    await after.event('console.listening');
    const later = await callSocket(socket);
    assert.match(await guess(later), /còn phải đợi [12] giây/);
    later.hangUp();
    assert.equal(await after.stop(), 0);
  },
);

test('a program gets the status alone, as JSON', { skip }, async (t) => {
  const village = await buildSmallVillage(t);
  const box = await consoleBox(village);
  await box.event('link.up');
  const once = (...words: string[]) =>
    spawnSync(process.execPath, [AGENT, 'console', '--config', box.configFile, ...words], {
      encoding: 'utf8',
    });
  const { status, stdout } = once('status', '--json');
  assert.equal(status, 0);
  const { verdict, link } = JSON.parse(stdout) as { verdict: string; link: { state: string } };
  assert.deepEqual([verdict, link.state], ['good', 'up']);
  assert.match(once('watch').stdout, /cần đăng nhập/);
  assert.equal(await box.stop(), 0);
  const nobody = once('status');
  assert.equal(nobody.status, 1);
  assert.match(nobody.stderr, /nobody is there: is the agent running/);
});

test(
  'loa-agent console is the same on a real terminal, and leaves it as it was',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const box = await consoleBox(village);
    await box.event('link.up');
    const words = [
      'sh',
      '-c',
      '"$@"; stty -a; read end',
      'sh',
      process.execPath,
      AGENT,
      'console',
      '--config',
    ];
    const terminal = new RealTerminal(80, 24, [...words, box.configFile]);
    t.after(() => terminal.close());
    await terminal.shows(/box>\s*$/);
    await terminal.type('login', 'Enter');
    await terminal.shows(/PIN:\s*$/);
    await terminal.type(PIN, 'Enter');
    await terminal.shows(/box#\s*$/);
    // Tab completes it.
    await terminal.type('wat', 'Tab', 'Enter');
    await terminal.shows(/^Mức tiếng[^]*Phím q hoặc Enter để thôi/m);
    await terminal.type('q');
    await terminal.shows(/box#\s*$/);
    await terminal.type('C-d');
    await terminal.shows(/^Tạm biệt\.$[^]* echo /m);
    assert.equal(await box.stop(), 0);
  },
);
