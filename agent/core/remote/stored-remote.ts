/** What must survive a power cut of what was commanded and desired: what was done already, until when it is quiet, which settings hold. */
import { LIMITS } from '../limits.ts';
import { NOTHING_HEARD, parseReplayGuard, type ReplayGuard } from '../trust/replay-guard.ts';
import { utcUs, type UtcUs } from '../vocabulary.ts';
import { decodeSettings, type DesiredSettings } from '../wire/orders/desired.ts';
import { isUlid } from '../wire/ulid.ts';
import { isObject } from '../wire/json.ts';

export interface DoneCommand {
  readonly id: string;
  /** Key of whoever commanded it. */
  readonly by: string;
  /** The reply as it was sent; absent where it was too long to be kept. */
  readonly reply?: string;
}

export interface StoredRemote {
  readonly heard: ReplayGuard;
  /** Oldest first. */
  readonly done: readonly DoneCommand[];
  readonly silentUntil?: UtcUs;
  /** Of settings, the highest version taken from each issuer. */
  readonly versions: ReplayGuard;
  readonly desired?: {
    readonly version: number;
    readonly issuer: string;
    /** Their key. */
    readonly by: string;
    readonly settings: DesiredSettings;
  };
}

export const NOTHING_REMOTE: StoredRemote = {
  heard: NOTHING_HEARD,
  done: [],
  versions: NOTHING_HEARD,
};

/** Reads it back; what is not one is as if nothing had ever been commanded, but for what can still be read. */
export const parseStoredRemote = (json: unknown): StoredRemote => {
  if (!isObject(json)) return NOTHING_REMOTE;
  const { silentUntil } = json;
  const desired = parseDesired(json['desired']);
  return {
    heard: parseReplayGuard(json['heard']) ?? NOTHING_HEARD,
    done: listOf(json['done'], isDone).slice(-LIMITS.commandsRemembered),
    versions: parseReplayGuard(json['versions']) ?? NOTHING_HEARD,
    ...(isCount(silentUntil) && { silentUntil: utcUs(silentUntil) }),
    ...(desired !== undefined && { desired }),
  };
};

const parseDesired = (json: unknown): StoredRemote['desired'] => {
  if (!isObject(json)) return undefined;
  const { version, issuer, by } = json;
  const settings = decodeSettings(json['settings']);
  if (!isCount(version) || typeof issuer !== 'string' || typeof by !== 'string') return undefined;
  return settings.ok ? { version, issuer, by, settings: settings.value } : undefined;
};

const listOf = <T>(json: unknown, isOne: (value: unknown) => value is T): readonly T[] =>
  Array.isArray(json) ? json.filter(isOne) : [];

const isDone = (value: unknown): value is DoneCommand =>
  isObject(value) &&
  typeof value['id'] === 'string' &&
  isUlid(value['id']) &&
  typeof value['by'] === 'string' &&
  (value['reply'] === undefined || typeof value['reply'] === 'string');

/** Minus nought is none: it would not come back from the disk as it was. */
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && !Object.is(value, -0);
