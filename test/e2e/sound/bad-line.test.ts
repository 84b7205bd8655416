/** What is heard of a bulletin when the line between box and broker stalls, breaks, or dies without a word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { assertHeardWhole, decodedBulletin, largestStep, placeOf, readSound } from './reference.ts';
import { buildSmallVillage } from '../small-village.ts';

const FRAMES = 450;
const SAMPLES_PER_FRAME = 960;

void test('a stall of 800 ms under a group delay of 1.2 s is not heard', async (t) => {
  const village = await buildSmallVillage(t);
  const box = village.startBox();
  await box.event('link.up');
  const broadcast = await village.speak(250);
  await pass(4_000);
  village.line.stall();
  await pass(800);
  village.line.resume();
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  assert.deepEqual(
    [ended['why'], ended['lateFrames'], ended['concealedFrames']],
    ['complete', 0, 0],
  );
  assert.equal(await box.stop(), 0);

  await assertHeardWhole(box.wavFile, 250);
});

void test('a stall of 3 s is concealed, then silent, then back in its place, without a click', async (t) => {
  const village = await buildSmallVillage(t);
  const box = village.startBox();
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await pass(4_500);
  village.line.stall();
  await pass(3_000);
  village.line.resume();
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  assert.equal(ended['why'], 'complete');
  assert.ok(Number(ended['concealedFrames']) >= 3, 'concealed at first');
  assert.ok(Number(ended['lateFrames']) > 50, 'what came too late was dropped');
  await box.stop();

  const reference = await decodedBulletin(FRAMES);
  const sound = readSound(box.wavFile);
  const at = placeOf(reference, sound, 4_000);
  // The decoder starts afresh after the gap, so its sound is like the reference, not the same: compare where it lies.
  const tail = { from: reference.length - 60 * SAMPLES_PER_FRAME, samples: 40 * SAMPLES_PER_FRAME };
  const heard = sound.subarray(at + tail.from, at + tail.from + tail.samples);
  const wanted = reference.subarray(tail.from, tail.from + tail.samples);
  assert.ok(correlation(heard, wanted) > 0.99, `correlation ${correlation(heard, wanted)}`);
  assert.ok(
    longestSilence(sound.subarray(at, at + reference.length)) > 48_000,
    'silent in between',
  );
  assert.ok(
    largestStep(sound.subarray(at, at + reference.length)) <= largestStep(reference) * 1.05,
    `steps: ${largestStep(sound)} heard, ${largestStep(reference)} in the recording`,
  );
});

void test('a connection that is reset comes back by itself and joins in its place', async (t) => {
  const village = await buildSmallVillage(t);
  const box = village.startBox();
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await pass(5_000);
  village.line.reset();
  await box.event('link.down');
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  assert.equal(ended['why'], 'complete');
  assert.equal(box.lines.filter(({ event }) => event === 'link.up').length, 2);
  await box.stop();
  const reference = await decodedBulletin(FRAMES);
  const sound = readSound(box.wavFile);
  const at = placeOf(reference, sound, 4_000);
  const from = reference.length - 60 * SAMPLES_PER_FRAME;
  const heard = sound.subarray(at + from, at + from + 40 * SAMPLES_PER_FRAME);
  assert.ok(correlation(heard, reference.subarray(from, from + heard.length)) > 0.99);
});

void test('a line that is dead without a word is given up, and the amplifier let go', async (t) => {
  const village = await buildSmallVillage(t);
  const box = village.startBox({ keepaliveS: 2 });
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await pass(5_000);
  village.line.kill();
  const on = await box.switched({ relay: 'supply', on: true });
  const down = await box.event('link.down', 8_000);
  assert.match(String(down['reason']), /keepalive/i);
  // The buffer empties, five seconds give nothing, the hold: long before the lease of 15 s is over.
  const off = await box.switched({ relay: 'supply', on: false }, 11_000, on);
  assert.ok(box.lines.indexOf(down) < box.lines.indexOf(off));
  await broadcast.stop();
});

const correlation = (left: Int16Array, right: Int16Array): number => {
  let both = 0;
  let leftPower = 0;
  let rightPower = 0;
  for (let at = 0; at < left.length; at++) {
    const [a, b] = [left[at] ?? 0, right[at] ?? 0];
    both += a * b;
    leftPower += a * a;
    rightPower += b * b;
  }
  return both / Math.sqrt(leftPower * rightPower);
};

const longestSilence = (sound: Int16Array): number => {
  let longest = 0;
  let run = 0;
  for (const sample of sound) {
    run = sample === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
};
