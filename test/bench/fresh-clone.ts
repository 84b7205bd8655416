/** From nothing to the first sound: a clone in an empty folder, and `make run`, as a newcomer does it. npm's cache is warm. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { ROOT } from '../house/tree.ts';
import type { Ending } from '../e2e/small-village.ts';
import type { Figure } from './measure.ts';

const PATIENCE_S = 600;

export const measureFreshClone = async (ending: Ending): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-clone-'));
  ending.after(async () => {
    await pass(0);
    rmSync(folder, { recursive: true, force: true });
  });
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1_000;
  const clone = spawnSync('git', ['clone', '--quiet', ROOT, folder]);
  if (clone.status !== 0) throw new Error(`git clone failed: ${clone.stderr.toString()}`);
  const run = spawn('make', ['run'], { cwd: folder, stdio: 'ignore' });
  const exit = new Promise<number | null>((resolve) => run.once('exit', resolve));
  // A card writes its segment when the first sample is let out.
  const sounds = (): boolean =>
    existsSync(join(folder, 'out')) &&
    readdirSync(join(folder, 'out')).some((name) => name.endsWith('.segments.jsonl'));
  while (!sounds() && run.exitCode === null && seconds() < PATIENCE_S) await pass(100);
  const firstSoundS = sounds() ? seconds() : Number.NaN;
  const status = await exit;
  return [
    {
      name: 'git clone and make run, to the first sound',
      value: firstSoundS,
      unit: 's',
      most: 180,
    },
    { name: 'the same, to the report', value: seconds(), unit: 's' },
    { name: 'exit status of make run', value: status ?? Number.NaN, unit: '', most: 0 },
  ];
};
