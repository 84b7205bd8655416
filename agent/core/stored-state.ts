/** What the core must find again after a power cut. The shell keeps it durable; only the core knows what it means. */

export interface StoredState {
  /** Last MQTT session number used: rises with every connection, for ever, so a late will cannot pass for news. */
  readonly session: number;
  /** Highest sequence accepted from each issuer. */
  readonly sequences: Readonly<Record<string, number>>;
  /** What the box's own clock loses against UTC, in parts of 10⁹; absent where no time server has told it. */
  readonly driftPpb?: number;
}

export const EMPTY_STATE: StoredState = { session: 0, sequences: {} };

/** Reads a stored state back; anything that is not one gives undefined. */
export const parseStoredState = (json: unknown): StoredState | undefined => {
  if (typeof json !== 'object' || json === null) return undefined;
  const { session, sequences, driftPpb } = json as Record<string, unknown>;
  if (!isCount(session) || typeof sequences !== 'object' || sequences === null) return undefined;
  if (Array.isArray(sequences)) return undefined;
  const entries = Object.entries(sequences);
  if (!entries.every((entry): entry is [string, number] => isCount(entry[1]))) return undefined;
  const state = { session, sequences: Object.fromEntries(entries) };
  return isDrift(driftPpb) ? { ...state, driftPpb } : state;
};

/** A crystal is within ± 100 ppm; what is far beyond is no reason to lose the rest. */
const DRIFT_PPB_MAX = 500_000;
const isDrift = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= DRIFT_PPB_MAX;

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
