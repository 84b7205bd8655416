/** What is heard of a bulletin, and how a box stops, where the disk under its store is slow or does not answer at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { assertHeardWhole } from '../sound/reference.ts';
import { slowDisk } from './slow-disk.ts';
import { buildSmallVillage } from '../small-village.ts';

/** 11 s: a lease is renewed twice while it plays, every 5 s. */
const FRAMES = 550;
const HANGS_MS = 600_000;

void test('a disk that syncs in 400 ms is not heard: no xrun, and the recording to the bit', async (t) => {
  const village = await buildSmallVillage(t);
  const runner = slowDisk(village.folder, 400);
  if (typeof runner === 'string') return t.skip(runner);
  const box = village.startBox({ runner });
  await box.event('link.up');
  const askedMs = performance.now();
  const broadcast = await village.speak(FRAMES);
  await box.event('announcement.accepted');
  assert.ok(performance.now() - askedMs > 400, 'the disk is slow, and what was accepted is synced');
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  assert.deepEqual(
    [ended['why'], ended['lateFrames'], ended['concealedFrames']],
    ['complete', 0, 0],
  );
  assert.equal(await box.stop(), 0);

  assert.deepEqual(
    box.lines.filter(({ event }) => event === 'sink.xrun'),
    [],
  );
  await assertHeardWhole(box.wavFile, FRAMES);
});

void test('a disk that hangs keeps a box from nothing: it plays, says so once, and stops as soon as ever', async (t) => {
  const village = await buildSmallVillage(t);
  const runner = slowDisk(village.folder, HANGS_MS);
  if (typeof runner === 'string') return t.skip(runner);
  const box = village.startBox({ runner });
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await box.switched({ relay: 'line', on: true });
  await pass(3_000);
  const askedMs = performance.now();
  const status = await box.stop();
  const tookMs = performance.now() - askedMs;
  // Node's own exit would wait for the thread that hangs, so the process ends by the signal that it was asked by.
  assert.equal(status, null);
  assert.ok(tookMs < 3_000, `${tookMs} ms`);
  const last = box
    .relays()
    .slice(-2)
    .map(({ relay, on }) => `${relay} ${on}`);
  assert.deepEqual(last, ['line false', 'supply false']);
  assert.equal(box.lines.filter(({ event }) => event === 'store.slow').length, 1);
  assert.deepEqual(
    box.lines.filter(({ event }) => event === 'sink.xrun'),
    [],
  );
  await broadcast.stop();
});
