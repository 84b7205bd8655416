/** A box that is told to stop in the middle of a word, and one whose disk is full: both end in good order. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { stateTopic } from '../../../agent/core/wire/topic.ts';
import { decodedBulletin, largestStep, readSound } from './reference.ts';
import { buildSmallVillage } from '../small-village.ts';

void test('SIGTERM in mid-word fades out, switches off, says sleeping, and exits with 0', async (t) => {
  const village = await buildSmallVillage(t);
  const states: string[] = [];
  village.headEnd.on('message', (_, payload) => {
    states.push((JSON.parse(payload.toString()) as { state: string }).state);
  });
  await village.headEnd.subscribeAsync(stateTopic('box'), { qos: 1 });
  const box = village.startBox();
  await box.event('link.up');
  const broadcast = await village.speak(500);
  await box.switched({ relay: 'line', on: true });
  await pass(3_000);

  const askedMs = performance.now();
  assert.equal(await box.stop(), 0);
  assert.ok(performance.now() - askedMs < 1_500, 'at once, without holding the amplifier');
  const [line, supply] = box.relays().slice(-2);
  assert.deepEqual(
    [line?.relay, line?.on, supply?.relay, supply?.on],
    ['line', false, 'supply', false],
  );
  assert.deepEqual(states, ['ready', 'sleeping'], 'and no will');
  const sound = readSound(box.wavFile);
  assert.ok(sound.some((sample) => sample !== 0));
  assert.ok(largestStep(sound) <= largestStep(await decodedBulletin(500)), 'no click');
  assert.equal(sound.at(-1), 0);
  await broadcast.stop();
});

void test('a box that is killed leaves the word to its will', async (t) => {
  const village = await buildSmallVillage(t);
  const lost = new Promise<unknown>((resolve) => {
    village.headEnd.on('message', (_, payload) => {
      const report = JSON.parse(payload.toString()) as { state: string };
      if (report.state === 'lost') resolve(report);
    });
  });
  await village.headEnd.subscribeAsync(stateTopic('box'), { qos: 1 });
  const box = village.startBox();
  const { session } = await box.event('link.up');
  box.signal('SIGKILL');
  const { version, ...report } = (await lost) as Record<string, unknown>;
  assert.equal(typeof version, 'string');
  assert.deepEqual(report, { box: 'box', state: 'lost', session });
});

void test('a full disk under the WAV is said in one line, and everything else goes on', async (t) => {
  const village = await buildSmallVillage(t);
  const disk = join(village.folder, 'disk');
  mkdirSync(disk);
  const mount = [
    '--map-root-user',
    '--mount',
    'sh',
    '-c',
    'mount -t tmpfs -o size=200k tmpfs "$0" && exec "$@"',
  ];
  if (spawnSync('unshare', [...mount, disk, 'true']).status !== 0) {
    t.skip('unshare may not mount a small disk here');
    return;
  }
  const box = village.startBox({
    audio: { sink: 'wav', wav_file: join(disk, 'box.wav') },
    runner: ['unshare', ...mount, disk],
  });
  await box.event('link.up');
  const broadcast = await village.speak(300);
  const failed = await box.event('sink.failed', 15_000);
  assert.match(String(failed['reason']), /box\.wav.*(full|space)/i);
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  assert.equal(ended['why'], 'complete');
  assert.equal(await box.stop(), 0);
});
