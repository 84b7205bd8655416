import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openFileStore } from '../../../agent/shell/store/file-store.ts';
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import { heardUpTo } from '../../core/trust/stored-trust.ts';
import { recordDisk, survivors, type Operation } from './power-cut-disk.ts';

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
    const acknowledged = await saveUntilKilled(file, Math.random() * 25);
    const { state, note } = openFileStore(file).load();
    // One more may be on disk: killed after the save and before it was said.
    assert.ok(
      state.session === acknowledged || state.session === acknowledged + 1,
      `saved ${acknowledged}, found ${state.session}`,
    );
    assert.deepEqual(state.trust, heardUpTo(state.session * 7));
    if (note !== undefined) recoveries++;
    saves = state.session;
  }
  t.diagnostic(`${saves} saves, ${KILLS} kills, ${recoveries} read from the older generation`);
});

/** When it was said that a state is saved: after so many operations on the disk. */
type Said = readonly { readonly session: number; readonly afterOperations: number }[];

/** Every disk that a cut may leave gives a state that is at least as new as was said by then, and at most `ahead` newer. */
const losesNothing = (
  file: string,
  all: readonly Operation[],
  said: Said,
  ahead: number,
): number => {
  let disks = 0;
  for (let cutAt = 0; cutAt <= all.length; cutAt++) {
    const saidByThen = said.filter(({ afterOperations }) => afterOperations <= cutAt);
    const least = Math.max(0, ...saidByThen.map(({ session }) => session));
    for (const disk of survivors(all.slice(0, cutAt))) {
      rmSync(dirname(file), { recursive: true, force: true });
      mkdirSync(dirname(file));
      for (const [name, content] of disk) writeFileSync(name, content);
      const { session } = openFileStore(file).load().state;
      assert.ok(
        session >= least && session <= least + ahead,
        `cut after ${cutAt} operations: saved ${least}, found ${session} in ${[...disk.keys()].join(', ')}`,
      );
      disks++;
    }
  }
  return disks;
};

test('a power cut at any moment of three saves loses nothing that was said to be saved', async (t) => {
  const file = join(root, 'cut', 'state.json');
  const said: { session: number; afterOperations: number }[] = [];
  const all = await recordDisk(async (soFar) => {
    const store = openFileStore(file);
    for (const session of [1, 2, 3]) {
      await store.save({ ...EMPTY_STATE, session }, []);
      said.push({ session, afterOperations: soFar.length });
    }
  });
  const disks = losesNothing(file, all, said, 1);
  t.diagnostic(`${all.length} operations on the disk, ${disks} disks that a cut may leave`);
});

test('nor does a cut where states come faster than the disk saves them', async (t) => {
  const file = join(root, 'fast', 'state.json');
  const states = 20;
  const said: { session: number; afterOperations: number }[] = [];
  const all = await recordDisk(async (soFar) => {
    const store = openFileStore(file);
    let session = 0;
    const saves: Promise<void>[] = [];
    const ask = (): void => {
      const asked = ++session;
      const say = () => void said.push({ session: asked, afterOperations: soFar.length });
      saves.push(store.save({ ...EMPTY_STATE, session: asked }, []).then(say));
    };
    ask();
    // One more after every second operation, so that they come at each step of a save.
    while (session < states) {
      if (soFar.length >= 2 * session) ask();
      await new Promise(setImmediate);
    }
    await Promise.all(saves);
  });
  assert.equal(said.length, states);
  const saves = all.filter(({ did }) => did === 'create').length;
  assert.ok(saves > 3 && saves < states / 2, `${saves} saves of ${states} states`);
  const disks = losesNothing(file, all, said, states);
  t.diagnostic(`${states} states, ${saves} saves, ${disks} disks that a cut may leave`);
});
