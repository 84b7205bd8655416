/**
 * A thousand kills of whole agents at random moments (`LOA_KILLS=200` for fewer, `LOA_SEED=7` for others), half of them on the fake bank as
 * the service leaves it, a quarter so on a Modbus board, a quarter on such a board that is left alone: for how long the amplifier stayed on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pass } from 'node:timers/promises';
import { buildSmallVillage, type Ending } from '../e2e/small-village.ts';
import { killAgents, speakOnAndOn, type Kill } from '../rig/kills/agent-kills.ts';
import { asTheService, unpackPackage } from '../rig/package/unpacked-package.ts';
import { Chance } from '../sim/world/chance.ts';
import { quantile, type Figure } from './measure.ts';

const KILLS = Number(process.env['LOA_KILLS'] ?? 1_000);
const SEED = process.env['LOA_SEED'] ?? '1';
/** Above the service's: this process is the board, and the service manager, and neither waits for a core. */
const PRIORITY = -15;
const MOST_MS = 1_000;

export const measureKills = async (ending: Ending): Promise<Figure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-kills-'));
  ending.after(async () => {
    await pass(0);
    rmSync(folder, { recursive: true, force: true });
  });
  const { agent, safeOff, relaysOff } = unpackPackage(folder);
  try {
    setPriority(PRIORITY);
  } catch {
    console.log(
      '  (not root: board and supervisor wait for their turn, and what they wait counts)',
    );
  }
  const village = await buildSmallVillage(ending);
  const enough = new AbortController();
  const speech = speakOnAndOn(village, enough.signal);
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  // Three boxes live at once.
  const killMany = (
    bank: 'fake' | 'modbus',
    isFollowed: boolean,
    part: number,
  ): Promise<Kill[]> => {
    const id = isFollowed ? `${bank}-followed` : bank;
    const chance = new Chance(`${SEED} ${id}`);
    return killAgents({
      ...{ village, bank, id, agent, runner: asTheService() },
      ...(isFollowed && { followers: { relaysOff, safeOff } }),
      times: Math.ceil(KILLS * part),
      random: () => chance.between(0, 1),
    });
  };
  const [fake, modbus, alone] = await Promise.all([
    killMany('fake', true, 1 / 2),
    killMany('modbus', true, 1 / 4),
    killMany('modbus', false, 1 / 4),
  ]);
  enough.abort();
  await speech;
  return [
    ...figuresOf('fake bank, as the service leaves it', fake),
    ...figuresOf('Modbus board, as the service leaves it', modbus),
    ...figuresOf('Modbus board left alone', alone),
    { name: 'this process, which is the board too, stood still', value: lag.max / 1e6, unit: 'ms' },
  ];
};

const figuresOf = (bank: string, kills: readonly Kill[]): Figure[] => {
  const on = kills.filter(({ wasOn }) => wasOn);
  const onForMs = on.map((kill) => kill.onForMs);
  const worst = on.toSorted((one, other) => other.onForMs - one.onForMs)[0];
  return [
    { name: `${bank}: kills`, value: kills.length, unit: 'kills' },
    { name: '  of those, in which a relay was on', value: on.length, unit: 'kills', least: 1 },
    { name: '  until both relays were off, median', value: quantile(onForMs, 0.5), unit: 'ms' },
    { name: '  99 of 100', value: quantile(onForMs, 0.99), unit: 'ms' },
    {
      name: '  longest of all',
      value: Math.max(...kills.map((kill) => kill.onForMs)),
      unit: 'ms',
      most: MOST_MS,
    },
    { name: '  in that one, until the process was gone', value: worst?.goneMs ?? NaN, unit: 'ms' },
    {
      name: '  in that one, until whoever came behind it had ended',
      value: worst?.followedMs ?? NaN,
      unit: 'ms',
    },
  ];
};
