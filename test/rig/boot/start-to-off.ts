/**
 * How long a box takes from the start of its process to both relays off, as it is started after a power cut or a kill: by a service
 * manager that gives it a folder, with what its last start left there. By the clock, and by what of the processor it had until then,
 * which does not grow with what else the machine has to do.
 */
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import type { BoxSettings, BoxUnderTest } from '../../e2e/box-under-test.ts';
import type { Ending, SmallVillage } from '../../e2e/small-village.ts';
import { processorMsOf } from '../processor-time.ts';
import { BoardPort } from '../relay-board/board-port.ts';
import { ModbusRelayBoard } from '../relay-board/modbus-relay-board.ts';

export interface Start {
  readonly ms: number;
  /** Of the processor, by all its threads. */
  readonly processorMs: number;
}

export interface StartSettings {
  readonly village: SmallVillage;
  /** The program; that of this build where it is absent. */
  readonly agent?: string;
  /** A command that runs it, which is given to it as its last arguments. */
  readonly runner?: readonly string[];
  readonly times: number;
}

const OFF_WITHIN_MS = 10_000;

/** On the fake bank, by its journal. */
export const startsWithFakeBank = async (settings: StartSettings): Promise<Start[]> => {
  const begin = service(settings, 'fake', {});
  const first = begin();
  await first.event('started');
  await first.stop();
  const starts: Start[] = [];
  while (starts.length < settings.times) {
    const known = first.relays().length;
    const journal = watch(first.relaysFile);
    const fromMs = performance.now();
    const box = begin();
    const isOff = (): boolean => first.relays().length >= known + 2;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`nothing was switched off within ${OFF_WITHIN_MS} ms`));
      }, OFF_WITHIN_MS);
      journal.on('change', () => {
        if (!isOff()) return;
        clearTimeout(late);
        resolve();
      });
    });
    starts.push({ ms: performance.now() - fromMs, processorMs: processorMsOf(box.pid) });
    journal.close();
    await box.event('started');
    await box.stop();
  }
  return starts;
};

/** On a Modbus board with plain coils, which a killed agent has left on: by the board. */
export const startsWithBoard = async (
  ending: Ending,
  settings: StartSettings,
): Promise<Start[]> => {
  const board = new ModbusRelayBoard();
  const port = await BoardPort.of(board);
  ending.after(() => port.remove());
  const wiring = { relays: 'modbus', port: port.path, supply: 0, line: 1, timed_on_ms: 0 };
  const begin = service(settings, 'board', wiring);
  const first = begin();
  await first.event('started');
  await first.stop();
  const starts: Start[] = [];
  while (starts.length < settings.times) {
    for (const coil of [0, 1]) board.coils.switch(coil, true);
    const fromMs = performance.now();
    const box = begin();
    while (board.coils.isOn(0) || board.coils.isOn(1)) {
      if (performance.now() > fromMs + OFF_WITHIN_MS) throw new Error('the board was left on');
      await pass(1);
    }
    starts.push({ ms: performance.now() - fromMs, processorMs: processorMsOf(box.pid) });
    await box.event('started');
    await box.stop();
  }
  return starts;
};

/** Begins the same box again and again. */
const service = (
  { village, agent, runner = [] }: StartSettings,
  id: string,
  amplifier: Record<string, unknown>,
): (() => BoxUnderTest) => {
  const stateFolder = join(village.folder, `${id}.state`);
  mkdirSync(stateFolder, { recursive: true });
  const settings: Partial<BoxSettings> = {
    ...{ id, amplifier, runner, audio: { sink: 'null' } },
    storeFile: join(stateFolder, 'state.json'),
    environment: { STATE_DIRECTORY: stateFolder },
    ...(agent !== undefined && { agent }),
  };
  return () => village.startBox(settings);
};
