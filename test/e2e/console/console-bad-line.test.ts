/** A live box at the worst ends of a line: pulled out in the middle of anything, pasted into without end, slow, and dumb. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { DumbTerminal } from '../../core/console/dumb-terminal.ts';
import type { BoxUnderTest } from '../box-under-test.ts';
import { callSocket, consoleSettings, knock, PIN, SerialCable, Talk } from './console-talk.ts';
import { plugInSlowly } from './slow-cable.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

const skip = spawnSync('socat', ['-V']).error ? 'socat is not installed' : false;

const boxWithConsole = async (
  t: TestContext,
  more: Record<string, unknown> = {},
): Promise<[SmallVillage, BoxUnderTest]> => {
  const village = await buildSmallVillage(t);
  const box = village.startBox({
    console: { ...(await consoleSettings(village.folder)), language: 'en', ...more },
  });
  await box.event('link.up');
  return [village, box];
};

const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

/** A megabyte of lines, each a command or nearly one. */
const PASTE = `status\r${`help ${'x'.repeat(90)}\r`.repeat(9)}`.repeat(1_150);

/** What a technician may be in the middle of, and how soon the cable is pulled. */
const MIDDLES: readonly (readonly [typed: string, pulledAfterMs: number])[] = [
  ['login\r4829', 20],
  [`login\r${PIN}\rwatch\r`, 700],
  [`login\r${PIN}\rwhy\r`, 150],
  [`login\r${PIN}\rexport\r`, 160],
  [`login\r${PIN}\rtest tone\r`, 900],
];

test(
  'a cable may be pulled out in the middle of anything, and who plugs in is nobody',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const cable = new SerialCable(village.folder);
    t.after(() => cable.plugOut());
    let laptop = cable.plugIn();
    const box = village.startBox({
      console: { ...(await consoleSettings(village.folder)), port: cable.port },
    });
    for (const [typed, pulledAfterMs] of MIDDLES) {
      await knock(laptop);
      laptop.type(typed);
      await pass(pulledAfterMs);
      await cable.plugOut();
      laptop = cable.plugIn();
    }
    await knock(laptop);
    laptop.type('relay\r');
    await laptop.until(/PIN: $/);
    laptop.type(`${PIN}\r`);
    await laptop.until(/Rơ-le nguồn[^]*box# $/);
    assert.equal(await box.stop(), 0);
  },
);

test(
  'a megabyte of commands, pasted by somebody who reads nothing, is bounded, and harms nobody else',
  { skip },
  async (t) => {
    const [village, box] = await boxWithConsole(t);
    const socket = join(village.folder, 'console.sock');
    const other = await callSocket(socket);
    await other.until(/box> $/);
    const before = residentMiB(box.pid);
    const deaf = connect(socket);
    await once(deaf, 'connect');
    // As a terminal; and nothing that comes is read.
    deaf.pause();
    deaf.write(Uint8Array.of(0x01));
    let isPasted = false;
    deaf.write(PASTE, () => {
      isPasted = true;
    });
    // The other one is answered for as long as it goes on.
    for (const deadlineMs = performance.now() + 60_000; !isPasted;) {
      assert.ok(performance.now() < deadlineMs, 'the paste is never taken');
      other.type('status\r');
      await other.until(/LOUDSPEAKER GOOD[^]*box> $/, 3_000);
    }
    const paster = new Talk(deaf, deaf);
    deaf.resume();
    await paster.until(/\[the line is too slow: \d+ bytes were left out\]/, 20_000);
    assert.ok(residentMiB(box.pid) - before < 40, `${residentMiB(box.pid) - before} MiB more`);
    deaf.destroy();
    other.hangUp();
    assert.equal(await box.stop(), 0);
  },
);

test(
  'at 9,600 baud a screen comes whole, and who has watched is soon back at the prompt',
  { skip },
  async (t) => {
    const village = await buildSmallVillage(t);
    const port = join(village.folder, 'ttyBox');
    const laptop = plugInSlowly(village.folder, port);
    t.after(() => laptop.plugOut());
    const box = village.startBox({
      console: { ...(await consoleSettings(village.folder)), port, baud: 9_600, language: 'en' },
    });
    await box.event('link.up');
    await knock(laptop);
    const typedMs = performance.now();
    laptop.type('status\r');
    const screen = await laptop.until(/box> $/);
    const baud = (10_000 * Buffer.byteLength(screen)) / (performance.now() - typedMs);
    assert.ok(baud < 15_000, `no slow line: ${baud} baud`);
    assert.match(screen, /LOUDSPEAKER GOOD[^]*Speaker line[^]*Self-test/);
    await laptop.login();
    laptop.type('watch\r');
    await laptop.until(/q or Enter to leave/);
    await pass(3_000);
    const askedMs = performance.now();
    laptop.type('q');
    await laptop.until(/box# $/);
    const tookMs = performance.now() - askedMs;
    t.diagnostic(`${Math.round(tookMs)} ms from q to the prompt`);
    assert.ok(tookMs < 3_000, `${tookMs} ms`);
    assert.equal(await box.stop(), 0);
  },
);

test('the dumbest terminal is sent nothing that it cannot show', { skip }, async (t) => {
  const [village, box] = await boxWithConsole(t);
  const talk = await callSocket(join(village.folder, 'console.sock'));
  const terminal = new DumbTerminal();
  const types = async (keys: string, until: RegExp): Promise<void> => {
    talk.type(keys);
    terminal.write(await talk.until(until));
  };
  await types('', /box> $/);
  await types('login\r', /PIN: $/);
  await types(`${PIN}\r`, /box# $/);
  // Typed wrongly, mended by backspace, arrows, history and Tab, in pieces and composed.
  await types('sttus\x7f\x7f\x7fa\x1b[D\x1b[Ct\tus\x15sta\t\r', /LOUDSPEAKER GOOD[^]*box# $/);
  await types('\x1b[A\x1b[A\x1b[B\r', /box# $/);
  await types(`${'trạng-thái'.normalize('NFD')}\x1b[D\x1b[D\x1b[3~\x7f\x15\x03`, /\^C\r\nbox# $/);
  await types(`${'trạng-thái '.repeat(12)}\x03`, /\^C\r\nbox# $/);
  for (const command of [
    'why',
    'relay',
    'network',
    'time',
    'config show',
    'log',
    'proof',
    'help',
  ]) {
    await types(`${command}\r`, /\r\n[^]*box# $/);
  }
  assert.match(terminal.text, /^LOUDSPEAKER GOOD/m);
  talk.hangUp();
  assert.equal(await box.stop(), 0);
});
