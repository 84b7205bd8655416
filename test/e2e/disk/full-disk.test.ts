/**
 * A box whose disk is full from its first day on: it is heard, says that its disk takes nothing, sends no proof that a power cut could take
 * back, and has it all as soon as somebody makes room.
 */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { noSmallDisk } from '../../rig/disk/small-disk.ts';
import { assertHeardWhole } from '../sound/reference.ts';
import { buildSmallVillage } from '../small-village.ts';

const FRAMES = 100;

/** Mounts a disk, fills it, and runs the agent, whose process stays that of the shell. */
const FILLED =
  'mount -t tmpfs -o size=8m tmpfs "$1" && { cat /dev/zero > "$1/filler" 2> /dev/null || true; }; shift; exec "$@"';

void test('a full disk keeps a box from nothing but proof, and that comes when there is room', async (t) => {
  const village = await buildSmallVillage(t);
  const disk = join(village.folder, 'disk');
  mkdirSync(disk);
  const why = noSmallDisk(disk);
  if (why !== false) return t.skip(why);
  const proved: string[] = [];
  const faults = new Set<string>();
  village.headEnd.on('message', (topic, payload) => {
    const text = payload.toString('utf8');
    if (topic.endsWith('/played')) proved.push(text);
    else {
      const told = JSON.parse(text) as { readonly faults: readonly { readonly code: string }[] };
      for (const { code } of told.faults) faults.add(code);
    }
  });
  await village.headEnd.subscribeAsync('loa/1/box/box/played', { qos: 1 });
  await village.headEnd.subscribeAsync('loa/1/box/box/telemetry');
  const box = village.startBox({
    storeFile: join(disk, 'state.json'),
    runner: ['unshare', '--map-root-user', '--mount', 'sh', '-c', FILLED, 'sh', disk],
  });
  await box.event('link.up');
  const broadcast = await village.speak(FRAMES);
  await broadcast.done;
  const ended = await box.event('announcement.ended');
  assert.equal(ended['why'], 'complete');
  const failed = box.lines.filter(({ event }) => event === 'store.failed');
  assert.equal(failed.length, 1, 'said once, however often it is tried');
  assert.match(String(failed[0]?.['reason']), /the disk is full: free some room/);
  assert.deepEqual([...faults], ['store.failed']);
  assert.deepEqual(proved, []);

  rmSync(join('/proc', String(box.pid), 'root', disk, 'filler'));
  await box.event('fault.over');
  await box.logged(({ event, code }) => event === 'fault.over' && code === 'store.failed');
  assert.equal(await box.stop(), 0);
  assert.equal(proved.length, 1, 'kept, and then sent');
  await assertHeardWhole(box.wavFile, FRAMES);
});
