/** A technician with a cable in the serial port: is answered, is let in by the PIN, sets what he came for, and starts the machine again. */
import assert from 'node:assert/strict';
import { BOX } from '../outside.ts';
import { ready, relays, reported, seconds, sound, type Stage } from './stage.ts';

const PIN = '482913';
const TYPED_MS_MAX = 60_000;
const GUEST = new RegExp(`${BOX}> $`);
const KNOWN = new RegExp(`${BOX}# $`);

export const isAnswered = async (stage: Stage): Promise<void> => {
  const { console } = stage.machine;
  const { diary } = stage.outside;
  await reported(stage, 'it knows the time', () => diary.latest?.clock.sync?.state === 'locked');
  console.type('\x03\r');
  await console.until(GUEST, TYPED_MS_MAX);
  console.type('status\r');
  const screen = await console.until(/^Speaker line[^\n]*\n/m, TYPED_MS_MAX);
  assert.match(screen, /LOUDSPEAKER GOOD/);
  assert.match(screen, /Broker\s+OK/);
  stage.say('a technician at the serial port is told that the box is good');
};

/** Of a box that cannot start: somebody who comes with a cable learns why. */
export const isToldWhatIsWrong = async (
  { machine: { console } }: Stage,
  why: RegExp,
): Promise<void> => {
  console.seen = '';
  console.type('\x03\rstatus\r');
  await console.until(why, TYPED_MS_MAX);
};

/** By the PIN that root has set, as docs/TECHNICIAN.md says. */
export const setsTheBox = async (stage: Stage): Promise<void> => {
  const { machine, say } = stage;
  const set = await machine.hand(`echo ${PIN} | loa-agent set-pin --config /etc/loa/agent.toml`);
  assert.match(set, /the PIN is set/);
  await logIn(stage);
  await says(stage, 'config set audio.buffer_ms 500', KNOWN);
  const atMs = performance.now();
  await says(stage, 'config commit confirmed 5', /config confirm/);
  await ready(stage, atMs);
  await logIn(stage);
  await says(stage, 'config confirm', KNOWN);
  const shown = await says(stage, 'config show audio.buffer_ms', KNOWN);
  assert.match(shown, /500/);
  say('a technician logs in by the PIN, sets a key, and keeps it');
};

/** While a bulletin is on the air. */
export const startsTheMachineAgain = async (stage: Stage): Promise<void> => {
  const { machine, say } = stage;
  await logIn(stage);
  await sound(stage, performance.now());
  const atMs = performance.now();
  machine.console.type('reboot\r');
  const openMs = await relays(stage, 'open');
  const resetMs = await machine.event('RESET', 120_000, atMs);
  assert.ok(openMs < resetMs, 'the relays were closed until the machine went down');
  await ready(stage, resetMs);
  await relays(stage, 'closed');
  const soundMs = await sound(stage, resetMs);
  say(
    `reboot at the console: relays open after ${seconds(openMs - atMs)}, down after ${seconds(resetMs - atMs)}, heard again ${seconds(soundMs - resetMs)} after that`,
  );
};

const says = async (
  { machine: { console } }: Stage,
  line: string,
  until: RegExp,
): Promise<string> => {
  console.type(`${line}\r`);
  return console.until(until, TYPED_MS_MAX);
};

const logIn = async (stage: Stage): Promise<void> => {
  const { console } = stage.machine;
  console.seen = '';
  console.type('\x03\r');
  await console.until(GUEST, TYPED_MS_MAX);
  await says(stage, 'login', /PIN: /);
  await says(stage, PIN, KNOWN);
};
