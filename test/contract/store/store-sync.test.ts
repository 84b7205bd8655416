/** A save is done when the disk has it, and not when the kernel has: each is synced before it is said to be saved. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nativeSqlite } from '../../../hw/native/load.ts';
import { preloading } from '../../rig/disk/preload.ts';

const childOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'loa-store-sync-'));
after(() => rmSync(root, { recursive: true }));
const runner = preloading(root, 'test/rig/disk/told-fsync.c', []);
const skip = typeof runner === 'string' ? runner : false;

/** The files that were synced before each word of a save, in order. */
const syncedBefore = (words: readonly string[]): string[][] => {
  assert.ok(typeof runner !== 'string');
  const [program = '', ...before] = runner;
  const { stdout, stderr } = spawnSync(program, [...before, process.execPath, ...words], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  const saves: string[][] = [];
  let synced: string[] = [];
  for (const line of stdout.split('\n')) {
    if (line.startsWith('synced ')) synced.push(basename(line.slice(7)));
    if (!line.includes('"saved"')) continue;
    saves.push(synced);
    synced = [];
  }
  return saves;
};

test('on SQLite its log is synced by each save', { skip: nativeSqlite.absent ?? skip }, () => {
  const file = join(root, 'a', 'state.json');
  const steps = ['save', 'record', 'save', 'record', 'save'];
  const saves = syncedBefore([childOf('./store-database-child.js'), file, ...steps]);
  assert.equal(saves.length, steps.length);
  for (const synced of saves) assert.ok(synced.includes('state.db-wal'), synced.join(', '));
});

test('in a file that is synced by each save, and its directory after it', { skip }, () => {
  const directory = join(root, 'b');
  const saves = syncedBefore([childOf('./store-child.js'), 'save-thrice', join(directory, 'f')]);
  assert.deepEqual(
    saves,
    Array.from({ length: 3 }, () => ['f.new', 'b']),
  );
});
