/**
 * Kills a process that drives a Modbus board, at moments drawn from a seed, and measures on the board itself how long its relays
 * stayed on after that. Each kill has a new process; the board and its port stay.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BoardPort } from '../relay-board/board-port.ts';
import { ModbusRelayBoard } from '../relay-board/modbus-relay-board.ts';

const CYCLER = fileURLToPath(new URL('./relay-cycler.js', import.meta.url));
const TIMED_ON_MS = 700;
const COILS = [2, 5] as const;
/** A whole turn of the cycler, and somewhat more. */
const WITHIN_MS = 600;
/** Longer than the board may hold anything: what is on then stays on. */
const LOOK_AFTER_MS = 1_100;

export interface Kill {
  /** From the signal until the last relay was off; 0 where both were off already; Infinity where one stayed on. */
  readonly onForMs: number;
}

/** @param random 0 ≤ x < 1 */
export const killOften = async (times: number, random: () => number): Promise<Kill[]> => {
  const board = new ModbusRelayBoard();
  const port = await BoardPort.of(board);
  const kills: Kill[] = [];
  try {
    while (kills.length < times) kills.push(await killOnce(board, port.path, random()));
  } finally {
    await port.remove();
  }
  return kills;
};

const killOnce = async (board: ModbusRelayBoard, path: string, chance: number): Promise<Kill> => {
  const child = fork(CYCLER, [path, String(TIMED_ON_MS), ...COILS.map(String)]);
  const gone = once(child, 'exit');
  await once(child, 'message');
  await pass(chance * WITHIN_MS);
  const before = board.coils.changes.length;
  const killedMs = performance.now();
  child.kill('SIGKILL');
  await gone;
  await pass(LOOK_AFTER_MS);
  if (COILS.some((coil) => board.coils.isOn(coil))) return { onForMs: Infinity };
  const offs = board.coils.changes.slice(before).filter(({ on }) => !on);
  return { onForMs: Math.max(0, ...offs.map(({ atMs }) => atMs - killedMs)) };
};
