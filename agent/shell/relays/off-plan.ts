/**
 * How the relays of a box are switched off, step by step, for a program that has no Node and decides nothing (`hw/relays-off`): which
 * lines, at which level, which bytes, and how long the wire needs for them. Knows no file but by name.
 */
import { resolve } from 'node:path';
import type { RelaysConfig } from '../../config/relays-config.ts';
import { OFF_ORDER } from '../../../hw/relay/all-off.ts';
import { switchBytes } from '../../../hw/relay/lcus/lcus-writer.ts';
import { openCoilBytes, WRITE_BYTES } from '../../../hw/relay/modbus/rtu-frame.ts';

/** Nothing acknowledges what is played back, and the first frame may meet the half of one that somebody died over. */
const ROUNDS = 2;
/** Start bit, eight bits, stop bit. */
const BITS_PER_BYTE = 10;
/** What a board has half received it drops after 3.5 characters of silence; of the slowest wire that is 30 ms. */
const SILENCE_BYTES = 3.5;
/** From a frame's end to its answer's begin, and a USB adapter that hands on what it has every 16 ms. */
const MODBUS_TURNAROUND_MS = 45;
/** An LCUS board answers no command; it wants a moment for each. */
const LCUS_PAUSE_MS = 20;

/** Lines of text, as `hw/relays-off/plan.c` reads them. @throws {Error} where a path cannot stand in a line. */
export const offPlan = (config: RelaysConfig): string =>
  stepsOf(config)
    .map((step) => `${step}\n`)
    .join('');

const stepsOf = (config: RelaysConfig): string[] => {
  switch (config.bank) {
    case 'fake': {
      const { journalFile } = config;
      if (journalFile === undefined) return [];
      return OFF_ORDER.map((relay) => `journal ${relay} ${inLine(journalFile)}`);
    }
    case 'gpio': {
      const level = config.isActiveLow ? 'active-low' : 'active-high';
      return OFF_ORDER.map(
        (relay) => `gpio ${config.offsets[relay]} ${level} ${inLine(config.chip)}`,
      );
    }
    case 'modbus': {
      const { address, coils, baudRate } = config;
      const frames = OFF_ORDER.map((relay) => openCoilBytes(address, coils[relay]));
      const answeredMs = wireMs(2 * WRITE_BYTES, baudRate) + MODBUS_TURNAROUND_MS;
      return played(config, frames, answeredMs);
    }
    case 'serial': {
      const { channels, baudRate } = config;
      const frames = OFF_ORDER.map((relay) => switchBytes({ channel: channels[relay], on: false }));
      return played(config, frames, wireMs(frames[0]?.length ?? 0, baudRate) + LCUS_PAUSE_MS);
    }
  }
};

const played = (
  { path, baudRate }: { readonly path: string; readonly baudRate: number },
  frames: readonly Uint8Array[],
  pauseMs: number,
): string[] => {
  const round = frames.flatMap((frame) => [
    `send ${Buffer.from(frame).toString('hex')}`,
    `wait ${pauseMs}`,
  ]);
  return [
    `port ${baudRate} ${inLine(path)}`,
    `wait ${wireMs(SILENCE_BYTES, baudRate)}`,
    ...Array.from({ length: ROUNDS }, () => round).flat(),
  ];
};

const wireMs = (bytes: number, baudRate: number): number =>
  Math.ceil((bytes * BITS_PER_BYTE * 1_000) / baudRate);

const inLine = (path: string): string => {
  if (/[\n\0]/.test(path)) throw new Error(`${JSON.stringify(path)} cannot stand in a line`);
  return resolve(path);
};
