/** `loa-sim settings BOX …`: what a box is to hold to from now on, and whether it took it. */
import { REFUSALS } from '../../agent/core/refusal.ts';
import { US_PER_MS, utcUs, type BulletinClass } from '../../agent/core/vocabulary.ts';
import {
  decodeSettings,
  encodeDesired,
  type DesiredSettings,
} from '../../agent/core/wire/orders/desired.ts';
import type { ReportedReport } from '../../agent/core/wire/orders/remote-report.ts';
import { desiredTopic, reportedTopic } from '../../agent/core/wire/topic.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { refusalWords } from './command.ts';
import { orderCommand, type OrderFlags, type Outcome } from './order-command.ts';

export interface SettingsFlags extends OrderFlags {
  readonly volume?: number;
  readonly chimeBefore?: readonly BulletinClass[];
  readonly issuerOrder?: readonly string[];
  readonly heartbeat?: number;
  /** Nothing but what the box's own file says. */
  readonly ownFile?: boolean;
}

/** Answers the exit status. @throws {UserMistake} */
export const settingsCommand = (box: string, flags: SettingsFlags): Promise<number> => {
  const settings = settingsOf(flags);
  return orderCommand(box, flags, {
    right: 'settings',
    ifLate: 'The broker keeps the settings: a box that was away takes them when it is back.',
    write: async (issuer, path) => {
      const issuedAt = utcUs(Date.now() * US_PER_MS);
      let version = 0;
      const payload = await issuer.order('desired', issuedAt, (number) => {
        version = number;
        return encodeDesired({ issuer: issuer.id, box, version, issuedAt }, settings);
      });
      return {
        topic: desiredTopic(box),
        payload,
        retain: true,
        answerTopic: reportedTopic(box),
        read: (text) => readReported(text, version, path),
      };
    },
  });
};

const settingsOf = (flags: SettingsFlags): DesiredSettings => {
  const { volume, chimeBefore, issuerOrder, heartbeat, ownFile } = flags;
  const named = {
    ...(volume !== undefined && { volumeDb: volume }),
    ...(chimeBefore !== undefined && { chimeBefore }),
    ...(issuerOrder !== undefined && { issuerOrder }),
    ...(heartbeat !== undefined && { heartbeatS: heartbeat }),
  };
  if ((Object.keys(named).length === 0) !== (ownFile === true)) {
    throw new UserMistake(
      "name what is to be set, or --own-file for what the box's own file says; see loa-sim settings --help",
    );
  }
  const settings = decodeSettings(named);
  if (settings.ok) return settings.value;
  throw new UserMistake(`${REFUSALS[settings.code]} (${settings.detail ?? ''})`);
};

/** What a message on `reported` means for settings of this version by whoever `path` names. */
export const readReported = (
  text: string,
  version: number,
  path: string,
): { answer: Outcome } | undefined => {
  const report = parse(text);
  if (report === undefined) return undefined;
  const { box, refused, settings } = report;
  if (refused?.version === version && refused.issuer === path) {
    return { answer: { status: EXIT.failed, lines: [refusalWords(box, refused)] } };
  }
  if (report.version !== version || report.issuer !== path) return undefined;
  const { volumeDb, chimeBefore, issuerOrder, heartbeatS } = settings;
  const lines = [
    `${box}: settings in force, version ${version} by ${path}`,
    `  volume        ${volumeDb} dB`,
    `  chime before  ${listed(chimeBefore)}`,
    `  issuer order  ${listed(issuerOrder)}`,
    `  heartbeat     every ${heartbeatS} s`,
  ];
  return { answer: { status: EXIT.ok, lines } };
};

/** What comes from a broker may be anything. */
const parse = (text: string): ReportedReport | undefined => {
  try {
    const report = JSON.parse(text) as ReportedReport | null;
    // Numbers of the box's own file may be beyond what can be desired.
    const { volumeDb, chimeBefore, issuerOrder, heartbeatS } = (report?.settings ?? {}) as Partial<
      ReportedReport['settings']
    >;
    const isWhole = typeof volumeDb === 'number' && typeof heartbeatS === 'number';
    const hasLists = Array.isArray(chimeBefore) && Array.isArray(issuerOrder);
    return isWhole && hasLists && report !== null ? report : undefined;
  } catch {
    return undefined;
  }
};

const listed = (texts: readonly string[]): string =>
  texts.length === 0 ? 'none' : texts.join(', ');
