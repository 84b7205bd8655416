/** What goes wrong while a bulletin is on the air, and comes right again without anybody: processes, cards, cables, configurations. */
import assert from 'node:assert/strict';
import * as technician from './technician.ts';
import { property, ready, relays, reported, seconds, sound, type Stage } from './stage.ts';

/** Of a box whose emulation has a processor of its own: whatever else this host does, it is not asked for. */
const OFF_WITHIN_MS = 1_000;

/** The process is gone at once, as by want of memory. */
export const killed = async (stage: Stage): Promise<void> => {
  const { machine, say } = stage;
  const pid = await property(stage, 'MainPID');
  const atMs = performance.now();
  const hadMs = machine.processorMs();
  const [tookMs] = await Promise.all([
    relays(stage, 'open').then(() => machine.processorMs() - hadMs),
    machine.hand(`kill -9 ${pid}`),
  ]);
  await joinsAgain(stage, 'kill -9', atMs);
  say(`  until they were open the emulation had ${seconds(tookMs)} of the processor`);
  assert.ok(tookMs < OFF_WITHIN_MS, 'the relays were left on for more than a second');
  await machine.said.line(/code=killed, status=9\/KILL/, 1_000);
  say('  and nobody had to do anything');
};

/** The process is there, and does nothing. */
export const stoppedDead = async (stage: Stage): Promise<void> => {
  const pid = await property(stage, 'MainPID');
  const atMs = performance.now();
  await stage.machine.hand(`kill -STOP ${pid}`);
  await joinsAgain(stage, 'SIGSTOP', atMs);
  await stage.machine.said.line(/Watchdog timeout/, 1_000, atMs);
};

const joinsAgain = async (stage: Stage, what: string, atMs: number): Promise<void> => {
  const openMs = await relays(stage, 'open');
  assert.ok(openMs > atMs, 'the relays were open before');
  await ready(stage, atMs);
  await relays(stage, 'closed');
  const soundMs = await sound(stage, openMs);
  stage.say(
    `${what}: both relays open after ${seconds(openMs - atMs)}, heard again after ${seconds(soundMs - atMs)}`,
  );
};

/** The card is pulled out of its slot, and put in again. */
export const cardOut = async (stage: Stage): Promise<void> => {
  const { machine, outside, say } = stage;
  const [slot = ''] = (
    await machine.hand('basename "$(readlink -f /sys/class/sound/card0/device)"')
  ).split('\n');
  const outMs = performance.now();
  await machine.hand(`echo 1 >/sys/bus/pci/devices/${slot}/remove`);
  await machine.said.line(/"event":"sink\.failed"/, 60_000, outMs);
  await reported(stage, 'it has no card', () => outside.diary.latest?.sink.open === false);
  const starts = await property(stage, 'NRestarts');
  const inMs = performance.now();
  await machine.hand('echo 1 >/sys/bus/pci/rescan');
  const soundMs = await sound(stage, inMs);
  assert.equal(await property(stage, 'NRestarts'), starts, 'it was begun again');
  say(
    `card out: told at once; in again: heard after ${seconds(soundMs - inMs)}, by the same process`,
  );
};

/** The cable is pulled out for longer than a bulletin is believed to go on. */
export const cableOut = async (stage: Stage): Promise<void> => {
  const { machine, outside, say } = stage;
  const outMs = performance.now();
  await machine.monitor.do('set_link', { name: 'cable', up: false });
  await reported(stage, 'the broker says that it is lost', () => outside.diary.state === 'lost');
  const openMs = await relays(stage, 'open');
  const inMs = performance.now();
  await machine.monitor.do('set_link', { name: 'cable', up: true });
  await reported(stage, 'it is back at the broker', () => outside.diary.state === 'ready');
  await relays(stage, 'closed');
  const soundMs = await sound(stage, inMs);
  say(
    `cable out: silent, relays open after ${seconds(openMs - outMs)}; in again: heard after ${seconds(soundMs - inMs)}`,
  );
};

/** Somebody has written nonsense into the configuration, and takes it out again. */
export const nonsenseConfigured = async (stage: Stage): Promise<void> => {
  const { machine, say } = stage;
  const config = '/etc/loa/agent.toml';
  await machine.hand(`cp -p ${config} ${config}.good && echo nonsense >>${config}`);
  const atMs = performance.now();
  await machine.hand('systemctl restart --no-block loa-agent');
  await relays(stage, 'open');
  await machine.said.line(/agent\.toml:\d+.*config\.unset/, 120_000, atMs);
  await ready(stage, atMs);
  await technician.isToldWhatIsWrong(stage, /agent\.toml:\d+/);
  await relays(stage, 'open', 1);
  const rightMs = performance.now();
  await machine.hand(`mv ${config}.good ${config}`);
  await ready(stage, rightMs);
  await relays(stage, 'closed');
  say(
    'nonsense in the configuration: its line is told at the serial port, relays open; put right: on the air again by itself',
  );
};
