/** What a box does first: what it drove when it was last started is off, whatever its configuration has become since. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BoxUnderTest } from '../box-under-test.ts';
import { buildSmallVillage, type SmallVillage } from '../small-village.ts';

/** The same box, as a service manager begins it. */
const beginnerOf = (village: SmallVillage): ((journalFile: string) => BoxUnderTest) => {
  const stateFolder = join(village.folder, 'state');
  mkdirSync(stateFolder);
  return (journalFile) =>
    village.startBox({
      audio: { sink: 'null' },
      storeFile: join(village.folder, 'elsewhere', 'state.json'),
      environment: { STATE_DIRECTORY: stateFolder },
      amplifier: { journal_file: journalFile },
    });
};
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n');

void test('a configuration that has moved to other relays, or is broken, leaves none on that were driven before', async (t) => {
  const village = await buildSmallVillage(t);
  const begin = beginnerOf(village);
  const [before, after] = ['before', 'after'].map((name) => join(village.folder, name));
  const killed = begin(before!);
  await killed.event('link.up');
  const broadcast = await village.speak(300);
  await killed.switched({ relay: 'line', on: true });
  killed.signal('SIGKILL');
  await killed.gone;
  await broadcast.stop();
  const { length } = linesOf(before!);
  assert.match(linesOf(before!).at(-1) ?? '', /"on":true/);

  const moved = begin(after!);
  await moved.event('started');
  const [line, supply, ...more] = linesOf(before!).slice(length);
  assert.match(line ?? '', /"relay":"line","on":false/);
  assert.match(supply ?? '', /"relay":"supply","on":false/);
  assert.deepEqual(more, [], 'and let go of');
  assert.ok(linesOf(after!).length >= 2, 'the new ones are its own');
  assert.equal(await moved.stop(), 0);

  const { length: known } = linesOf(after!);
  const broken = begin('\u0000');
  assert.equal(await broken.gone, 2);
  assert.ok(linesOf(after!).length >= known + 2, 'off, before the configuration was read');
});

void test('a box that begins again holds on to the relays that it has switched off', async (t) => {
  const village = await buildSmallVillage(t);
  const begin = beginnerOf(village);
  const journal = join(village.folder, 'relays');
  writeFileSync(journal, '');
  for (const life of [1, 2]) {
    const box = begin(journal);
    await box.switched({ relay: 'supply', on: false });
    assert.equal(await box.stop(), 0);
    assert.equal(linesOf(journal).length, 2 * life, 'switched off once');
  }
});
