/** The power goes, or the kernel hangs, in the middle of a word: what the box knows and does when it is up again. */
import assert from 'node:assert/strict';
import type { Machine } from '../machine/machine.ts';
import { BOX } from '../outside.ts';
import {
  BOOT_MS_MAX,
  proofInside,
  ready,
  relays,
  RELAYS,
  seconds,
  sound,
  type Stage,
} from './stage.ts';

/** Pulled in mid-word. Answers the stage of the next power-on, in which it is on the air again. */
export const powerCut = async (stage: Stage, powerOn: () => Promise<Machine>): Promise<Stage> => {
  const { outside, say } = stage;
  await sound(stage, performance.now());
  const before = await proofInside(stage);
  const held = outside.proof.of(BOX).records;
  await stage.machine.cutPower();
  const next = { ...stage, machine: await powerOn() };
  const onMs = next.machine.poweredOnMs;
  const readyMs = await ready(next);
  const toldMs = next.machine.pins.told(RELAYS) ?? Infinity;
  assert.ok(toldMs < readyMs, 'it was ready before it had told its relays anything');
  await relays(next, 'closed', BOOT_MS_MAX);
  const soundMs = await sound(next, onMs);
  say(
    `power cut in mid-word and on again: relays told to be off after ${seconds(toldMs - onMs)}, ready after ${seconds(readyMs - onMs)}, heard after ${seconds(soundMs - onMs)} in a bulletin that runs`,
  );
  const after = await proofInside(next);
  assert.ok(after.last >= before.last, `${before.last} records before, ${after.last} after`);
  assert.equal(outside.proof.of(BOX).fault, undefined);
  say(
    `  its proof is whole on its disk (${after.last} records), and follows upon the ${held} that were acknowledged`,
  );
  return next;
};

/** The kernel does nothing any more, with the relays closed. */
export const kernelHangs = async (stage: Stage): Promise<void> => {
  const { machine, say } = stage;
  await sound(stage, performance.now());
  const atMs = performance.now();
  machine.tell('echo c >/proc/sysrq-trigger');
  const resetMs = await machine.event('RESET', 120_000, atMs);
  assert.ok(
    machine.events.some(({ name }) => name === 'WATCHDOG'),
    'it was not the watchdog',
  );
  await ready(stage, resetMs);
  await relays(stage, 'closed', BOOT_MS_MAX);
  const soundMs = await sound(stage, resetMs);
  say(
    `kernel hung: reset by the watchdog after ${seconds(resetMs - atMs)}, heard again ${seconds(soundMs - resetMs)} after that`,
  );
};
