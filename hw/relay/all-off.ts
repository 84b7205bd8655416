/** Switches every relay of a board off, the line before its supply. Knows no board. */
import type { RelayName } from '../ports.ts';

/** Tries each, whatever became of the one before. @throws the first failure, once all were tried. */
export const allOff = async (
  switchRelay: (relay: RelayName, on: boolean) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = [];
  for (const relay of ['line', 'supply'] as const) {
    await switchRelay(relay, false).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
};
