/** A box at peace: that it runs as it should and no more, that it plays what is sent and proves it. */
import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { LongRecording } from '../../step/long-recording.ts';
import { likeness } from '../likeness.ts';
import { BOX, LAMP } from '../outside.ts';
import { property, relays, reported, type Stage } from './stage.ts';

const FRAMES = 50 * 12;
/** Two seconds of it, in its order. Where the host has time for it, it is nearly all: an emulated processor that comes late leaves holes. */
const ALIKE_MIN = 20;

const LAMP_MS = 12_000;
const STEADY_MS = 6_000;

export const underItsUnit = async (stage: Stage): Promise<void> => {
  const pid = await property(stage, 'MainPID');
  const status = await stage.machine.hand(`cat /proc/${pid}/status`);
  const of = (key: string): string | undefined =>
    new RegExp(`^${key}:\\s*(\\S+)`, 'm').exec(status)?.[1];
  const user = await stage.machine.hand(`stat -c %U /proc/${pid}`);
  const [capabilities, privileges, filter] = [of('CapEff'), of('NoNewPrivs'), of('Seccomp')];
  assert.deepEqual(
    { user, capabilities, privileges, filter },
    { user: 'loa', capabilities: '0000000000000000', privileges: '1', filter: '2' },
  );
  stage.say(`runs as loa, without capabilities, in ${of('VmRSS')} kB`);
};

export const watchedByHardware = async (stage: Stage): Promise<void> => {
  const [state, timeout] = (
    await stage.machine.hand('cd /sys/class/watchdog/watchdog0 && cat state timeout')
  ).split('\n');
  assert.deepEqual({ state, timeout }, { state: 'active', timeout: '15' });
  stage.say('the hardware watchdog is fed by systemd, and waits for 15 s');
};

/** A blip every three seconds says from afar that all is well. */
export const lampBlips = async ({ machine: { pins }, say }: Stage): Promise<void> => {
  const blips = (): number =>
    pins.changes.filter(({ offset, level }) => offset === LAMP && level === 1).length;
  const before = blips();
  await pass(LAMP_MS);
  const seen = blips() - before;
  assert.ok(seen >= 3 && seen <= 5, `${seen} blips in ${LAMP_MS / 1e3} s`);
  assert.equal(pins.level(LAMP), 0);
  say(`the lamp blips: ${seen} times in ${LAMP_MS / 1e3} s`);
};

/** A bulletin from outside leaves the horn, and its proof is acknowledged. */
export const bulletinIsHeard = async (stage: Stage, title: string): Promise<void> => {
  const { outside, machine, say } = stage;
  const beganMs = performance.now();
  const recording = await LongRecording.ofFrames(FRAMES);
  const broadcast = await outside.speak(recording.source(), title);
  await relays(stage, 'closed');
  await pass(STEADY_MS);
  const blinks = machine.pins.changes.filter(
    ({ offset, atMs }) => offset === LAMP && atMs > performance.now() - STEADY_MS / 2,
  );
  assert.deepEqual([machine.pins.level(LAMP), blinks], [1, []], 'the lamp is not steady');
  await broadcast.done;
  const { id } = broadcast.announcement;
  await reported(stage, 'it was played', () => outside.diary.playedOf(id) !== undefined);
  await relays(stage, 'open');
  const { pieces, alike } = likeness(machine.horn.since(beganMs), recording.sound());
  const { xruns } = outside.diary.playedOf(id) ?? {};
  say(
    `${title}: ${alike} of ${pieces} tenths of a second that left the horn are the recording; the card ran dry ${xruns} times`,
  );
  assert.ok(alike >= ALIKE_MIN, 'what left the horn is not what was sent');
  const acknowledged = () => outside.proof.of(BOX).records > 0;
  await reported(stage, 'its proof is held outside', acknowledged);
  await reported(stage, 'all of it is acknowledged', () => {
    const { number, acknowledged: upTo } = outside.diary.latest?.proof ?? {};
    return number !== undefined && number === upTo;
  });
  assert.equal(outside.proof.of(BOX).fault, undefined);
};
