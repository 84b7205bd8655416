/**
 * Kills whole agents, at moments drawn from a seed, while announcements come and go, and measures for how long a relay stayed on after
 * that: as the service leaves it, with `relays-off` and `safe-off` behind each (`ExecStopPost`), or with nobody behind it. On the fake bank
 * the journal tells, on a Modbus board the board itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { AGENT, type BoxUnderTest } from '../../e2e/box-under-test.ts';
import type { SmallVillage } from '../../e2e/small-village.ts';
import { BoardPort } from '../relay-board/board-port.ts';
import { ModbusRelayBoard } from '../relay-board/modbus-relay-board.ts';

/** From the start of the process to the kill, at most: start, connection, warm-up, word and rest all lie within. */
const WITHIN_MS = 4_500;
/** Longer than a board may hold anything: what is on then stays on. */
const LOOK_AFTER_MS = 1_100;
const COILS = [0, 1] as const;
/** From the line relay's going on: a box may join at the last frame, and even then its amplifier is held on for so long. */
const ON_MS = 100;
/** A start, and an announcement that was missed before one that is heard. */
const LINE_ON_WITHIN_MS = 15_000;
/** Short, so that a random moment meets each state of the amplifier. */
const AMPLIFIER = { warm_up_ms: 100, hold_ms: 100, minimum_on_ms: 0, minimum_off_ms: 0 };

export interface Kill {
  readonly atMs: number;
  /** A relay was on when it was killed. */
  readonly wasOn: boolean;
  /** From the signal until the last relay was off; 0 where both were off already; Infinity where one stayed on. */
  readonly onForMs: number;
  /** Of that, until the process was gone, and until whoever came behind it had ended. */
  readonly goneMs: number;
  readonly followedMs: number;
}

export interface KillSettings {
  readonly village: SmallVillage;
  readonly bank: 'fake' | 'modbus';
  /** Its name, and that of its files. */
  readonly id: string;
  readonly times: number;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  /** Of all `times`, the last so many are killed at a random moment of the word: the first may meet none. */
  readonly inMidWord?: number;
  readonly agent?: string;
  /** Who comes behind it; absent: nobody. */
  readonly followers?: { readonly relaysOff: string; readonly safeOff: string };
  /** A command that runs each of them, which is given to it as its last arguments. */
  readonly runner?: readonly string[];
}

interface Bank {
  readonly amplifier: Record<string, unknown>;
  /** When each contact moved, µs of CLOCK_MONOTONIC, oldest first. */
  moves(
    box: BoxUnderTest,
  ): readonly { readonly relay: string; readonly on: boolean; atUs: number }[];
  remove(): Promise<void>;
}

export const killAgents = async (settings: KillSettings): Promise<Kill[]> => {
  const bank = settings.bank === 'fake' ? fakeBank() : await modbusBank();
  const kills: Kill[] = [];
  try {
    const inMidWordFrom = settings.times - (settings.inMidWord ?? 0);
    while (kills.length < settings.times) {
      kills.push(await killOnce(settings, bank, kills.length >= inMidWordFrom));
    }
  } finally {
    await bank.remove();
  }
  return kills;
};

/** One short announcement after the other, each with its own hush, until `signal` says so. */
export const speakOnAndOn = async (village: SmallVillage, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const speaking = village.speak(60, { leaseUs: 2e6, leadUs: 1.4e6, signal });
    const broadcast = await speaking.catch((error: unknown) => {
      // Enough came before this one was announced.
      if (signal.aborted) return undefined;
      throw error;
    });
    await broadcast?.done;
  }
};

const killOnce = async (
  settings: KillSettings,
  bank: Bank,
  isInMidWord: boolean,
): Promise<Kill> => {
  const { village, id, random, agent = AGENT, followers, runner = [] } = settings;
  const storeFile = join(village.folder, `${id}.state.json`);
  const audio = { sink: 'null' };
  const { amplifier } = bank;
  const box = village.startBox({ id, agent, audio, storeFile, amplifier, runner });
  const startedMs = performance.now();
  if (isInMidWord) await box.switched({ relay: 'line', on: true }, LINE_ON_WITHIN_MS);
  await pass(random() * (isInMidWord ? ON_MS : WITHIN_MS));
  const atMs = performance.now() - startedMs;
  const killedUs = nowUs();
  box.signal('SIGKILL');
  await box.gone;
  const goneMs = (nowUs() - killedUs) / 1e3;
  if (followers !== undefined) {
    const known = join(village.folder, `${id}.state.relays`);
    const status = await ended([...runner, followers.relaysOff, `${known}.off`]);
    if (status !== 0) {
      await ended([...runner, process.execPath, followers.safeOff, `${known}.json`]);
    }
  } else await pass(LOOK_AFTER_MS);
  const followedMs = (nowUs() - killedUs) / 1e3;
  return { atMs, goneMs, followedMs, ...judged(bank.moves(box), killedUs) };
};

const ended = async ([program = '', ...words]: readonly string[]): Promise<number | null> => {
  const exit = once(spawn(program, words, { stdio: 'ignore' }), 'exit');
  const [status] = (await exit) as [number | null];
  return status;
};

const judged = (
  moves: ReturnType<Bank['moves']>,
  killedUs: number,
): Pick<Kill, 'wasOn' | 'onForMs'> => {
  const standing = (until: number): boolean[] => [
    ...new Map(
      moves.filter(({ atUs }) => atUs <= until).map(({ relay, on }) => [relay, on]),
    ).values(),
  ];
  const wasOn = standing(killedUs).includes(true);
  if (standing(Infinity).includes(true)) return { wasOn, onForMs: Infinity };
  if (!wasOn) return { wasOn, onForMs: 0 };
  const offs = moves.filter(({ on, atUs }) => !on && atUs > killedUs);
  // Each that comes behind says both off anew: the first word on each is when it went.
  const first = new Map(offs.toReversed().map(({ relay, atUs }) => [relay, atUs]));
  return { wasOn, onForMs: (Math.max(...first.values()) - killedUs) / 1e3 };
};

const fakeBank = (): Bank => ({
  amplifier: AMPLIFIER,
  moves: (box) => box.relays(),
  remove: () => Promise.resolve(),
});

const modbusBank = async (): Promise<Bank> => {
  const board = new ModbusRelayBoard();
  const port = await BoardPort.of(board);
  const [supply, line] = COILS;
  return {
    amplifier: { ...AMPLIFIER, relays: 'modbus', port: port.path, supply, line },
    moves: () =>
      board.coils.changes.map(({ coil, on, atMs }) => ({
        relay: String(coil),
        on,
        atUs: (atMs - performance.now()) * 1e3 + nowUs(),
      })),
    remove: () => port.remove(),
  };
};

const nowUs = (): number => Number(process.hrtime.bigint()) / 1e3;
