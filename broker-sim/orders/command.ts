/** `loa-sim command BOX …`: one thing that a box does now, once, and what it answers. */
import { REFUSALS, type RefusalCode } from '../../agent/core/refusal.ts';
import { US_PER_MS, US_PER_S, after, utcUs, type UtcUs } from '../../agent/core/vocabulary.ts';
import { decodeDeed, encodeCommand, type Command } from '../../agent/core/wire/orders/command.ts';
import type { ReplyReport } from '../../agent/core/wire/orders/remote-report.ts';
import { commandTopic, replyTopic } from '../../agent/core/wire/topic.ts';
import { ulid } from '../head-end/issuer/ulid.ts';
import { EXIT, UserMistake } from '../user-mistake.ts';
import { orderCommand, type OrderFlags, type Outcome } from './order-command.ts';

const LOG_LINES = 20;
const SECONDS_IN = { s: 1, m: 60, h: 3_600 } as const;

/** Answers the exit status. @throws {UserMistake} */
export const commandCommand = (
  box: string,
  deedName: string,
  value: string | undefined,
  flags: OrderFlags,
): Promise<number> => {
  const nowAt = utcUs(Date.now() * US_PER_MS);
  const deed = deedOf(deedName, value, nowAt);
  const id = ulid(nowAt / US_PER_MS);
  return orderCommand(box, flags, {
    right: 'command',
    ifLate: 'The command has expired by now: it will not be done later.',
    write: async (issuer) => {
      const issuedAt = utcUs(Date.now() * US_PER_MS);
      const command = (sequence: number): Command => ({
        ...{ id, issuer: issuer.id, box, sequence, issuedAt },
        expiresAt: after(issuedAt, flags.timeLimit * US_PER_S),
      });
      return {
        topic: commandTopic(box),
        payload: await issuer.order('command', issuedAt, (sequence) =>
          encodeCommand(command(sequence), deed),
        ),
        retain: false,
        answerTopic: replyTopic(box),
        read: (text) => readReply(text, id),
      };
    },
  });
};

/** What is asked for on the command line. @throws {UserMistake} where no box would do it. */
export const deedOf = (name: string, value: string | undefined, nowAt: UtcUs) => {
  const deed = decodeDeed({ do: name, ...fieldsOf(name, value, nowAt) });
  if (deed.ok) return deed.value;
  throw new UserMistake(
    `${name}${value === undefined ? '' : ` ${value}`}: ${REFUSALS[deed.code]}${deed.detail === undefined ? '' : ` (${deed.detail})`}; see loa-sim command --help`,
  );
};

const fieldsOf = (name: string, value: string | undefined, nowAt: UtcUs) => {
  switch (name) {
    case 'volume':
      return { volumeDb: value === undefined || value.trim() === '' ? undefined : Number(value) };
    case 'stop':
      return value === undefined ? {} : { announcement: value };
    case 'silence':
      return { untilAt: silentUntil(value, nowAt) };
    case 'logs':
      return { lines: value === undefined ? LOG_LINES : Number(value) };
    default:
      if (value !== undefined)
        throw new UserMistake(`${name} takes nothing more, but found ${value}`);
      return {};
  }
};

const silentUntil = (text: string | undefined, nowAt: UtcUs): UtcUs => {
  if (text === 'off') return utcUs(0);
  const [, number = '', unit] = /^(\d{1,6})([smh])$/.exec(text ?? '') ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h') {
    throw new UserMistake('silence wants for how long: 90s, 30m or 8h, a day at most; or off');
  }
  return after(nowAt, Number(number) * SECONDS_IN[unit] * US_PER_S);
};

/** What a message on `reply` means for the command with this id. */
export const readReply = (
  text: string,
  id: string,
): 'started' | { answer: Outcome } | undefined => {
  const reply = parse(text);
  if (reply?.id !== id) return undefined;
  if (!reply.ok) {
    return { answer: { status: EXIT.failed, lines: [refusalWords(reply.box, reply)] } };
  }
  if (reply.status === 'started') return 'started';
  // A self-test that was done, and has found something.
  const hasFailed = reply.result['ok'] === false;
  const status = hasFailed ? EXIT.failed : EXIT.ok;
  return { answer: { status, lines: resultWords(reply, hasFailed ? 'failed' : 'done') } };
};

/** What comes from a broker may be anything. */
const parse = (text: string): ReplyReport | undefined => {
  try {
    const reply = JSON.parse(text) as Partial<Extract<ReplyReport, { ok: true }>> | null;
    const isWhole =
      typeof reply?.ok === 'boolean' && (!reply.ok || typeof reply.result === 'object');
    return isWhole && reply.result !== null ? (reply as ReplyReport) : undefined;
  } catch {
    return undefined;
  }
};

/** Why a box did not do what it was told. */
export const refusalWords = (
  box: string,
  { code, detail }: { readonly code: RefusalCode; readonly detail?: string },
): string =>
  `${box} refused: ${REFUSALS[code] ?? code} (${code}${detail === undefined ? '' : `: ${detail}`})`;

const resultWords = (
  { box, result }: Extract<ReplyReport, { ok: true }>,
  how: 'done' | 'failed',
): string[] => {
  const { lines, silentUntil: until, ok: _, ...others } = result;
  if (Array.isArray(lines)) return lines.map(String);
  const said = Object.entries(others).map(([name, value]) => `  ${name}  ${shown(value)}`);
  if (typeof until === 'number') said.push(`  ${silenceWords(until)}`);
  return [`${box}: ${how}`, ...said];
};

const silenceWords = (untilAtUs: number): string =>
  untilAtUs <= Date.now() * US_PER_MS
    ? 'bulletins are heard again'
    : `silent until ${new Date(untilAtUs / US_PER_MS).toISOString()}, but for emergencies`;

const shown = (value: unknown): string =>
  Array.isArray(value) ? (value.length === 0 ? 'nothing' : value.join(', ')) : String(value);
