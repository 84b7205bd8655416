import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../agent/shell/store.ts';
import { recordDisk, survivors } from './power-cut-disk.ts';

const CHILD = fileURLToPath(new URL('./store-child.js', import.meta.url));
const KILLS = 100;

const root = mkdtempSync(join(tmpdir(), 'loa-store-crash-'));
after(() => rmSync(root, { recursive: true }));

/** Lets a child save until `afterMs` past its first save, kills it, and answers the last save it said was done. */
const saveUntilKilled = async (file: string, afterMs: number): Promise<number> => {
  const child = spawn(process.execPath, [CHILD, 'save-for-ever', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
    said += text;
  });
  await once(child, 'close');
  return Number(said.trimEnd().split('\n').at(-1));
};

test(`a process killed ${KILLS} times in the midst of saving loses nothing that it said was saved`, async (t) => {
  const file = join(root, 'state.json');
  let saves = 0;
  let recoveries = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const acknowledged = await saveUntilKilled(file, Math.random() * 10);
    const { state, note } = openStore(file).load();
    // One more may be on disk: killed after the save and before it was said.
    assert.ok(
      state.session === acknowledged || state.session === acknowledged + 1,
      `saved ${acknowledged}, found ${state.session}`,
    );
    assert.deepEqual(state.sequences, { commune: state.session * 7 });
    if (note !== undefined) recoveries++;
    saves = state.session;
  }
  t.diagnostic(`${saves} saves, ${KILLS} kills, ${recoveries} read from the older generation`);
});

test('a power cut at any moment of three saves loses nothing that was said to be saved', (t) => {
  const file = join(root, 'cut', 'state.json');
  const acknowledgedAt: number[] = [];
  const all = recordDisk((operationsSoFar) => {
    const store = openStore(file);
    for (const session of [1, 2, 3]) {
      store.save({ session, sequences: {} });
      acknowledgedAt[session] = operationsSoFar();
    }
  });
  let disks = 0;
  for (let cutAt = 0; cutAt <= all.length; cutAt++) {
    const acknowledged = [3, 2, 1].find((session) => acknowledgedAt[session]! <= cutAt) ?? 0;
    for (const disk of survivors(all.slice(0, cutAt))) {
      rmSync(join(root, 'cut'), { recursive: true, force: true });
      mkdirSync(join(root, 'cut'));
      for (const [name, content] of disk) writeFileSync(name, content);
      const { session } = openStore(file).load().state;
      assert.ok(
        session === acknowledged || session === acknowledged + 1,
        `cut after ${cutAt} operations: saved ${acknowledged}, found ${session} in ${[...disk.keys()].join(', ')}`,
      );
      disks++;
    }
  }
  t.diagnostic(`${all.length} operations on the disk, ${disks} disks that a cut may leave`);
});
