/** The store of a box on SQLite where its disk is full, or may only be read: what is said, that nothing is lost, and that it recovers by itself. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nativeSqlite } from '../../../hw/native/load.ts';
import { noSmallDisk, onSmallDisk } from '../../rig/disk/small-disk.ts';
import { SESSIONS_A_COPY } from '../../../agent/shell/store/two-stores.ts';

const CHILD = fileURLToPath(new URL('./store-database-child.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'loa-store-database-'));
after(() => rmSync(root, { recursive: true }));

const skip = nativeSqlite.absent ?? noSmallDisk(root);
type Answer = Readonly<Record<string, unknown>>;

/** Lives one after another on one disk: each is the steps of a process, or a shell command between two. */
const live = (options: string, ...lives: readonly string[]): Answer[] => {
  const script = lives
    .map((life) => (life.startsWith('$ ') ? life.slice(2) : `"$2" "$3" "$1/state.json" ${life}`))
    .join('; ');
  const { stdout, stderr } = onSmallDisk(root, options, `{ ${script}; }`, [
    process.execPath,
    CHILD,
  ]);
  assert.equal(stderr.replace(/^.*Killed.*$/gm, '').trim(), '');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
};

const answers = (all: readonly Answer[]): Answer[] =>
  all.filter(({ told }) => told !== 'store.copy-failed');

const FULL = 'the disk is full: free some room';

describe('a disk that others fill up', { skip }, () => {
  test('stops no box that has its room already: it keeps on storing, over kill -9 too', () => {
    const all = live(
      'size=8m',
      'record fill record until-told record record die',
      'found record die',
      'found',
    );
    assert.equal(all.filter(({ told }) => told === 'store.copy-failed').length, 1, 'told once');
    assert.deepEqual(answers(all), [
      { saved: 1, records: 3 },
      { saved: 2, records: 6 },
      { saved: 3, records: 9 },
      { saved: 4, records: 12 },
      { found: 4, sequence: 28, forgotten: false, records: 12 },
      { saved: 5, records: 15 },
      { found: 5, sequence: 35, forgotten: false, records: 15 },
    ]);
  });

  test('refuses what goes beyond that room, says so, loses nothing, and takes all of it when there is room again', () => {
    const all = answers(
      live(
        'size=7m',
        'record fill until-refused save die',
        'found',
        'found make-room record',
        'found',
      ),
    );
    const first = all.findIndex(({ refused }) => refused !== undefined);
    const kept = all[first - 1];
    assert.ok(Number(kept?.['saved']) > 3, 'more was kept than before it was full');
    assert.match(String(all[first]?.['message']), /cannot save .*state\.db: .*full/);
    assert.equal(all[first]?.['remedy'], FULL);
    const [again, found, still, healed, last] = all.slice(first + 1);
    assert.equal(again?.['remedy'], FULL);
    for (const one of [found, still]) {
      assert.deepEqual(
        [one?.['found'], one?.['records'], one?.['broken']],
        [again?.['refused'], kept?.['records'], undefined],
        'records are refused, and what was heard of whom is kept all the same',
      );
    }
    const saved = Number(again?.['refused']) + 1;
    const records = Number(kept?.['records']) + 3;
    assert.deepEqual(healed, { saved, records });
    assert.deepEqual([last?.['found'], last?.['records']], [saved, records]);
  });

  test('before the box has made its store refuses it whole, leaves the room that there is, and takes it later', () => {
    const all = live('size=8m', 'fill save save make-room save', 'found');
    const refused = (session: number) => ({
      refused: session,
      message: `cannot save ${root}/state.db: it takes 5 MiB, and 0 are free (SQLite 13)`,
      remedy: FULL,
    });
    assert.deepEqual(all, [
      refused(1),
      refused(2),
      { saved: 3, records: 0 },
      { found: 3, sequence: 21, forgotten: false, records: 0 },
    ]);
    const left = live('size=3m', 'save', '$ printf \'{"files":%s}\\n\' $(ls "$1" | wc -l)');
    assert.deepEqual(left.at(-1), { files: 0 });
  });
});

describe('a disk that may only be read', { skip }, () => {
  const READ_ONLY = '$ mount -o remount,ro "$1"';

  test('still tells the box whom it has heard, is said to keep nothing, and is written to once it may be', () => {
    const all = live(
      'size=8m',
      'record die',
      READ_ONLY,
      'found save save writable record',
      'found',
    );
    assert.deepEqual(all.slice(0, 2), [
      { saved: 1, records: 3 },
      { found: 1, sequence: 7, forgotten: false, records: 3 },
    ]);
    for (const one of all.slice(2, 4)) {
      assert.match(String(one['message']), /cannot save .*state\.db: .*readonly/);
      assert.match(String(one['remedy']), /the file system is read-only: mount it writable/);
    }
    assert.deepEqual(answers(all.slice(4)), [
      { saved: 4, records: 6 },
      { found: 4, sequence: 28, forgotten: false, records: 6 },
    ]);
  });

  test('and on which the database cannot be opened at all makes the box forget everybody, and believe nothing old', () => {
    const all = live(
      'size=8m',
      'record die',
      '$ rm -f "$1/state.db-shm" "$1"/state.json',
      READ_ONLY,
      'found save writable save',
      'found',
    );
    const broken = 'the database cannot be read that the store was in';
    assert.deepEqual(all.slice(1, 3), [
      { told: 'store.without-sqlite' },
      {
        found: SESSIONS_A_COPY,
        sequence: null,
        forgotten: true,
        records: 0,
        broken,
        note: 'store.empty',
      },
    ]);
    assert.match(String(all[3]?.['message']), /cannot save .*state\.json \(EROFS\)/);
    const saved = SESSIONS_A_COPY + 2;
    assert.deepEqual(all[4], { saved, records: 0 });
    // The two are put together: the higher number counts.
    const found = all.at(-1);
    assert.deepEqual([found?.['found'], found?.['sequence']], [saved, saved * 7]);
    assert.match(String(found?.['broken']), /the store was a file meanwhile/);
  });

  test('from the first day on is said with its remedy', () => {
    const all = live('ro', 'found save');
    assert.match(String(all.at(-1)?.['message']), /cannot save .* \(EROFS\)/);
    assert.match(String(all.at(-1)?.['remedy']), /the file system is read-only: mount it writable/);
  });
});
