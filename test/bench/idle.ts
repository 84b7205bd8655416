/**
 * The packaged agent at rest, connected, with nothing on the air: how often it is woken, what of the processor it takes, and what it
 * writes. A minute of it, with a heartbeat in it, as a box has most of its life.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pass } from 'node:timers/promises';
import { buildSmallVillage, type Ending } from '../e2e/small-village.ts';
import { unpackPackage } from '../rig/package/unpacked-package.ts';
import { cpuSeconds } from './process-cost.ts';
import type { Figure } from './measure.ts';

/** What a start leaves to be done is over. */
const SETTLED_AFTER_MS = 15_000;
const WATCHED_S = 60;

export const measureIdle = async (ending: Ending): Promise<Figure[]> => {
  const folder = mkdtempSync(`${tmpdir()}/loa-idle-`);
  ending.after(async () => {
    await pass(0);
    rmSync(folder, { recursive: true, force: true });
  });
  const { agent } = unpackPackage(folder);
  const village = await buildSmallVillage(ending);
  const box = village.startBox({ agent, audio: { sink: 'null' }, heartbeatS: 60, keepaliveS: 30 });
  await box.event('link.up');
  await pass(SETTLED_AFTER_MS);
  const before = { wakes: wakesOf(box.pid), writes: writesOf(box.pid), cpuS: cpuSeconds(box.pid) };
  await pass(WATCHED_S * 1_000);
  const perS = (after: number, earlier: number): number => (after - earlier) / WATCHED_S;
  const wakes = perS(wakesOf(box.pid), before.wakes);
  const cpu = perS(cpuSeconds(box.pid), before.cpuS) * 100;
  const written = writesOf(box.pid) - before.writes;
  await box.stop();
  return [
    { name: 'wake-ups at rest (voluntary switches, all threads)', value: wakes, unit: 'a second' },
    { name: 'processor at rest', value: cpu, unit: '% of core' },
    { name: 'to storage at rest', value: written, unit: 'B a minute', most: 0 },
  ];
};

/** Of all its threads (proc(5)). */
const wakesOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))
    .map((status) => Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1]))
    .reduce((sum, one) => sum + one, 0);

/** Pages that it made dirty: the log goes down a pipe, and is none. */
const writesOf = (pid: number): number =>
  Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
