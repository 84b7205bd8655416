/** The box under trial as whoever stands outside has it: its present machine, its neighbours, and how to wait for what must become so. */
import { spawnSync } from 'node:child_process';
import type { Machine } from '../machine/machine.ts';
import { BOX, LINE, SUPPLY, type Outside } from '../outside.ts';

export interface Stage {
  readonly outside: Outside;
  /** Of the present power-on. */
  readonly machine: Machine;
  readonly say: (line: string) => void;
}

export const RELAYS = [SUPPLY, LINE];
/** On a machine that has much else to do, and emulates this one. */
export const BOOT_MS_MAX = 240_000;
const STEP_MS_MAX = 120_000;

const READY = /systemd\[1\]: Started loa-agent\.service/;

/** The service is ready, at `sinceMs` or later; answers when. */
export const ready = async ({ machine }: Stage, sinceMs = 0): Promise<number> =>
  (await machine.said.line(READY, BOOT_MS_MAX, sinceMs)).atMs;

/** Both relays stand so; answers since when. @throws {Error} with what they do instead. */
export const relays = async (
  { machine }: Stage,
  how: 'closed' | 'open',
  withinMs = STEP_MS_MAX,
): Promise<number> => {
  const atMs = await machine.pins.standing(RELAYS, how === 'closed' ? 1 : 0, withinMs);
  if (atMs !== undefined) return atMs;
  const stand = RELAYS.map((offset) => `line ${offset} is ${machine.pins.level(offset)}`);
  throw new Error(`the relays are not ${how} after ${withinMs / 1e3} s: ${stand.join(', ')}`);
};

/** Sound leaves the horn, at `sinceMs` or later; answers since when. */
export const sound = async ({ machine }: Stage, sinceMs: number): Promise<number> => {
  const atMs = await machine.horn.loud(sinceMs, STEP_MS_MAX);
  if (atMs === undefined) throw new Error(`no sound came within ${STEP_MS_MAX / 1e3} s`);
  return atMs;
};

/** Something that the box or its neighbours report has become so. */
export const reported = async (
  { outside }: Stage,
  what: string,
  isSo: () => boolean,
): Promise<void> => {
  if (await outside.changes.waitFor(isSo, STEP_MS_MAX)) return;
  throw new Error(`${what}: not so after ${STEP_MS_MAX / 1e3} s`);
};

/** A property of the service, as systemd has it. */
export const property = async ({ machine }: Stage, name: string): Promise<string> =>
  (await machine.hand(`systemctl show loa-agent -p ${name} --value`)).trim();

/** The proof that lies on the box's disk, verified there: its records and the hash of the last. @throws {Error} where it is not whole */
export const proofInside = async ({ machine }: Stage): Promise<{ last: number; hash: string }> => {
  const said = await machine.hand('loa-agent proof verify --config /etc/loa/agent.toml');
  const [, last = '', hash = ''] =
    /: whole: \d+ records?, \d+ to (\d+), the last with (\S+)/.exec(said) ?? [];
  if (hash === '') throw new Error(`the proof of ${BOX} on its disk: ${said}`);
  return { last: Number(last), hash };
};

/** How many times as long as here, at the same priority, a program of Node takes to begin and end in there: the least of three. */
export const slowness = async ({ machine }: Stage): Promise<number> => {
  const [inside, here]: [number[], number[]] = [[], []];
  for (let times = 0; times < 3; times++) {
    let beganMs = performance.now();
    await machine.hand('node -e 0');
    inside.push(performance.now() - beganMs);
    beganMs = performance.now();
    spawnSync('nice', [process.execPath, '-e', '0']);
    here.push(performance.now() - beganMs);
  }
  return Math.min(...inside) / Math.min(...here);
};

export const seconds = (ms: number): string => `${(ms / 1e3).toFixed(1)} s`;
