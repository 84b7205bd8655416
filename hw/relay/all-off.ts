/** Switches every relay of a board off, the line before its supply. Knows no board. */
import type { RelayName } from '../ports.ts';

/** The line before its supply, or the amplifier is heard to die. */
export const OFF_ORDER: readonly RelayName[] = ['line', 'supply'];

/** Tries each, whatever became of the one before. @throws the first failure, once all were tried. */
export const allOff = async (
  switchRelay: (relay: RelayName, on: boolean) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = [];
  for (const relay of OFF_ORDER) {
    await switchRelay(relay, false).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
};
