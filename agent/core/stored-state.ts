/** What the core must find again after a power cut. The shell keeps it durable; only the core knows what it means. */
import { parseStops, type RememberedStop } from './control/stop-memory.ts';
import { LIMITS } from './limits.ts';
import type { StoredTrust } from './trust/box-trust.ts';
import { parseStoredRemote, type StoredRemote } from './remote/stored-remote.ts';
import { NOTHING_HEARD, parseReplayGuard } from './trust/replay-guard.ts';
import { utcUs, type UtcUs } from './vocabulary.ts';
import { isObject } from './wire/json.ts';

export interface StoredState {
  /** No MQTT session number above this was used: they rise with every connection, for ever, so a late will cannot pass for news. */
  readonly session: number;
  /** What was accepted from whom, and what the roots have said. */
  readonly trust: StoredTrust;
  /** The last time that was trusted; at most an hour older than it could be. */
  readonly lastTrustedAt?: UtcUs;
  /** What the box's own clock loses against UTC, in parts of 10⁹; absent where no time server has told it. */
  readonly driftPpb?: number;
  /** Stops that outlast what they stopped; absent: none. */
  readonly stops?: readonly RememberedStop[];
  /** What was commanded and desired; absent: nothing. */
  readonly remote?: StoredRemote;
  /** Wrong PINs in a row at the console; absent: none. */
  readonly consoleFailures?: number;
  /** The line to the horns was short, and nobody has looked at it since; absent: no. */
  readonly isLineLatched?: boolean;
  /** Records of the proof of play up to this number are acknowledged. May lag behind: then they are sent once more. */
  readonly acknowledged?: number;
}

export const EMPTY_STATE: StoredState = {
  session: 0,
  trust: { heard: NOTHING_HEARD, revocations: [] },
};

/** Reads a stored state back; anything that is not one gives undefined. */
export const parseStoredState = (json: unknown): StoredState | undefined => {
  if (!isObject(json)) return undefined;
  const { session, driftPpb, lastTrustedAt, consoleFailures, isLineLatched, acknowledged } = json;
  const trust = parseTrust(json['trust']);
  const stops = parseStops(json['stops']);
  if (!isCount(session) || trust === undefined) return undefined;
  return {
    session,
    trust,
    ...(isCount(lastTrustedAt) && { lastTrustedAt: utcUs(lastTrustedAt) }),
    ...(isDrift(driftPpb) && { driftPpb }),
    ...(stops.length > 0 && { stops }),
    ...(json['remote'] !== undefined && { remote: parseStoredRemote(json['remote']) }),
    ...(isCount(consoleFailures) && { consoleFailures }),
    ...(isLineLatched === true && { isLineLatched }),
    ...(isCount(acknowledged) && { acknowledged }),
  };
};

const parseTrust = (json: unknown): StoredTrust | undefined => {
  if (!isObject(json)) return undefined;
  const { revocations, rootReplacement } = json;
  const heard = parseReplayGuard(json['heard']);
  if (heard === undefined || !Array.isArray(revocations)) return undefined;
  if (revocations.length > ROOTS_MAX || !revocations.every(isStatement)) return undefined;
  if (rootReplacement === undefined) return { heard, revocations };
  return isStatement(rootReplacement) ? { heard, revocations, rootReplacement } : undefined;
};

/** A box has two roots, and each one list. */
const ROOTS_MAX = 2;

const isStatement = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LIMITS.controlBytesMax;

/** A crystal is within ± 100 ppm; what is far beyond is no reason to lose the rest. */
const DRIFT_PPB_MAX = 500_000;
const isDrift = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= DRIFT_PPB_MAX;

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
