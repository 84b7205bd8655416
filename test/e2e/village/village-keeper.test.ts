/** No box outlives its village, not even where loa-sim is killed outright. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'node:test';
import { boxFiles } from '../../../broker-sim/cluster/box/box-files.ts';
import { startBox } from '../../../broker-sim/cluster/box/box-process.ts';
import { until } from '../../contract/broker/broker-client.ts';
import { isAlive } from '../../contract/process/child-processes.ts';
import { OutFolder } from './village-run.ts';

const KEEPER = fileURLToPath(
  new URL('../../../broker-sim/cluster/orphan-keeper-child.js', import.meta.url),
);

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

const startKeeper = () => {
  const keeper = spawn(process.execPath, [KEEPER], { stdio: ['pipe', 'inherit', 'inherit'] });
  children.push(keeper);
  return keeper;
};

/** SIGHUP is the first bit, and Node itself leaves it alone: whoever catches it has installed its handlers. */
const catchesSighup = (child: ChildProcess): boolean => {
  const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
  return (Number.parseInt(/^SigCgt:\s+\w+(\w)$/m.exec(status)?.[1] ?? '0', 16) & 1) === 1;
};

const sleeper = async (onTerm: string): Promise<ChildProcess> => {
  const program = `process.on('SIGTERM', () => { ${onTerm} }); console.log('up'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
};
const exitOf = async (child: ChildProcess): Promise<unknown[]> => once(child, 'exit');

describe('the keeper of orphans', () => {
  it('ends those that it watches when the pipe closes, and spares those that it was told to forget', async () => {
    const [watched, stubborn, forgotten] = await Promise.all([
      sleeper('process.exit(7)'),
      sleeper(''),
      sleeper('process.exit(9)'),
    ]);
    const keeper = startKeeper();
    const ends = [exitOf(watched), exitOf(stubborn), exitOf(keeper)];
    keeper.stdin.write(`+${watched.pid ?? 0}\n+${stubborn.pid ?? 0}\n+${forgotten.pid ?? 0}\n`);
    keeper.stdin.write(`+0\n+1\n+-1\nnoise\n-${forgotten.pid ?? 0}\n`);
    keeper.stdin.end();
    assert.deepEqual(await Promise.all(ends), [
      [7, null],
      [null, 'SIGKILL'],
      [0, null],
    ]);
    assert.equal(forgotten.exitCode, null);
  });

  it('does not end by the signals of a terminal while the pipe is open', async () => {
    const keeper = startKeeper();
    const watched = await sleeper('process.exit(7)');
    keeper.stdin.write(`+${watched.pid ?? 0}\n`);
    await until(() => catchesSighup(keeper), 'the keeper to be up');
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) keeper.kill(signal);
    const ends = [exitOf(watched), exitOf(keeper)];
    keeper.stdin.end();
    assert.deepEqual(await Promise.all(ends), [
      [7, null],
      [0, null],
    ]);
  });
});

/** Keeps every thread of Node's pool until it is let go: whatever is asked of the disk waits behind. */
const holdPool = (folder: string): (() => Promise<void>) => {
  const pipes = Array.from({ length: Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) }, (_, at) =>
    join(folder, `pipe-${at}`),
  );
  assert.equal(spawnSync('mkfifo', pipes).status, 0);
  // Each waits for somebody at its other end.
  const openings = pipes.map((pipe) => open(pipe, 'r'));
  return async () => {
    const others = pipes.map((pipe) => openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
    for (const opening of openings) await (await opening).close();
    others.forEach(closeSync);
  };
};

describe('a box that ends at once', () => {
  it('is watched from its first moment, and known to have ended, however long the disk takes over its log', async () => {
    const out = new OutFolder();
    const watched: number[] = [];
    const keeper = {
      watch: (pid: number) => void watched.push(pid),
      forget: () => undefined,
      close: () => Promise.resolve(),
    };
    // It has no configuration.
    const starting = startBox('box-1', boxFiles(out.path, 'box-1'), keeper);
    const letGo = holdPool(out.path);
    try {
      await until(() => watched.length === 1, 'the box to be watched');
      await until(() => !isAlive(watched[0] ?? 0), 'its end');
    } finally {
      await letGo();
    }
    const { ended } = await starting;
    assert.equal((await ended).exitCode, 2);
    out.remove();
  });
});
