import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { heardUpTo } from '../../core/trust/stored-trust.ts';
import { noSmallDisk, onSmallDisk } from '../../rig/disk/small-disk.ts';

const CHILD = fileURLToPath(new URL('./store-child.js', import.meta.url));

const root = mkdtempSync(join(tmpdir(), 'loa-store-disk-'));
after(() => rmSync(root, { recursive: true }));

const answers = (stdout: string): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const onTmpfs = (options: string, task: string) =>
  onSmallDisk(root, options, `exec "$2" "$3" ${task} "$1/state.json" "$1"`, [
    process.execPath,
    CHILD,
  ]);

const noTmpfs = noSmallDisk(root);

test(
  'a full disk is an error with cause and remedy, keeps what was saved, and heals',
  { skip: noTmpfs },
  () => {
    const { stdout, stderr } = onTmpfs('size=256k', 'full-disk');
    assert.deepEqual(
      answers(stdout),
      [
        { saved: true },
        { saved: true },
        {
          message: `cannot save ${root}/state.json (ENOSPC)`,
          remedy: 'the disk is full: free some room',
        },
        { halfFile: false },
        { session: 2, trust: heardUpTo(14) },
        { saved: true },
      ],
      stderr,
    );
  },
);

test('a read-only file system is an error with cause and remedy', { skip: noTmpfs }, () => {
  const { stdout, stderr } = onTmpfs('ro', 'read-only');
  assert.deepEqual(
    answers(stdout),
    [
      {
        message: `cannot save ${root}/state.json (EROFS)`,
        remedy:
          'the file system is read-only: mount it writable, or replace a card that has gone bad',
      },
    ],
    stderr,
  );
});

test('a directory of another user is an error with cause and remedy', () => {
  chmodSync(root, 0o555);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [CHILD, 'without-rights', join(root, 'state.json')],
    { encoding: 'utf8' },
  );
  chmodSync(root, 0o755);
  assert.deepEqual(
    answers(stdout),
    [
      {
        message: `cannot save ${root}/state.json (EACCES)`,
        remedy: 'the user of the agent may not write there: chown the directory to it',
      },
    ],
    stderr,
  );
});
