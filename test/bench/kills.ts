/** A thousand kills at random moments of a process that drives a Modbus board with timed coils: how long the amplifier stayed on. */
import { killOften } from '../rig/relay-board/kills.ts';
import { Chance } from '../sim/world/chance.ts';
import type { Figure } from './measure.ts';

const KILLS = Number(process.env['LOA_KILLS'] ?? 1_000);
const AT_ONCE = 6;

export const measureKills = async (): Promise<Figure[]> => {
  const chance = new Chance(process.env['LOA_SEED'] ?? '1');
  const each = Math.ceil(KILLS / AT_ONCE);
  const kills = await Promise.all(
    Array.from({ length: AT_ONCE }, () => killOften(each, () => chance.between(0, 1))),
  );
  const onForMs = kills.flat().map((kill) => kill.onForMs);
  return [
    { name: 'kills of the driver of a Modbus board', value: onForMs.length, unit: 'kills' },
    {
      name: 'of those, in which a relay was on',
      value: onForMs.filter((ms) => ms > 0).length,
      unit: 'kills',
    },
    {
      name: 'longest until both relays were off',
      value: Math.max(...onForMs),
      unit: 'ms',
      most: 1_000,
    },
  ];
};
