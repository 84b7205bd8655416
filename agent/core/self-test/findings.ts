/** What a silent self-test has found, and whether that is well: a value of what the shell has tried and of what the core knows already. */
import type { BodyReport, SelfTestFindings } from '../wire/report.ts';
import type { RelayName, RelayReading } from '../vocabulary.ts';

/** As the shell has tried it, each within a deadline: `no-answer` where that passed. */
export interface HardwareTried {
  readonly card: SelfTestFindings['card'];
  /** `unread`: the board says that it cannot. */
  readonly relays: RelayReading | 'unread' | 'no-answer';
  readonly disk:
    { readonly freeMiB: number; readonly trouble: string | null } | 'unread' | 'no-answer';
}

export interface BoxKnown {
  readonly line: Pick<BodyReport, 'speakerLine' | 'lineLatched'>;
  /** As commanded, before the test and since; undefined where that has changed meanwhile. */
  readonly relays: Readonly<Record<RelayName, boolean>> | undefined;
  readonly isTimeTrusted: boolean;
  readonly isConnected: boolean;
}

/** With less than this the store has no room for a day. */
export const DISK_FREE_MIB_MIN = 16;
const NO_TROUBLE: readonly string[] = ['well', 'normal', 'untested', 'busy'];

/** One part of what was found is no trouble. */
export const isWell = (part: string): boolean => NO_TROUBLE.includes(part);

export const findingsOf = (tried: HardwareTried, known: BoxKnown): SelfTestFindings => {
  const parts = {
    relays: relaysFound(tried.relays, known.relays),
    card: tried.card,
    line: lineFound(known.line),
    time: known.isTimeTrusted ? 'well' : 'untrusted',
    disk: diskFound(tried.disk),
    broker: known.isConnected ? 'well' : 'away',
  } as const;
  const ok = Object.values(parts).every(isWell);
  const diskFreeMiB = typeof tried.disk === 'string' ? null : tried.disk.freeMiB;
  return { ok, ...parts, diskFreeMiB };
};

const relaysFound = (
  read: HardwareTried['relays'],
  commanded: BoxKnown['relays'],
): SelfTestFindings['relays'] => {
  if (typeof read === 'string') return read;
  if (commanded === undefined) return 'untested';
  const names = ['supply', 'line'] as const;
  if (names.some((name) => read[name] !== undefined && read[name] !== commanded[name]))
    return 'stuck';
  return names.every((name) => read[name] === undefined) ? 'untested' : 'well';
};

const lineFound = ({ speakerLine, lineLatched }: BoxKnown['line']): SelfTestFindings['line'] => {
  if (lineLatched) return 'short';
  return speakerLine === 'unknown' ? 'untested' : speakerLine;
};

const diskFound = (tried: HardwareTried['disk']): string => {
  if (typeof tried === 'string') return tried;
  return tried.trouble ?? (tried.freeMiB < DISK_FREE_MIB_MIN ? 'full' : 'well');
};
