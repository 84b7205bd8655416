/**
 * The payload of a command to one box (PROTOCOL §9), read in two steps: whose it is and for whom, then what is to be done, because whoever is
 * entitled to command is owed an answer about the second.
 */
import { LIMITS } from '../../limits.ts';
import { accepted, refused, type Decoded } from '../../refusal.ts';
import { utcUs, type UtcUs } from '../../vocabulary.ts';
import { fieldsOf } from '../fields.ts';
import { isIssuerId } from '../trust/mandate.ts';
import { isBoxId } from '../topic.ts';
import { isUlid } from '../ulid.ts';

export interface Command {
  /** ULID: the same id is done once, and answered as often as it comes. */
  readonly id: string;
  readonly issuer: string;
  readonly box: string;
  /** Rises with every command of the issuer, for ever. */
  readonly sequence: number;
  readonly issuedAt: UtcUs;
  readonly expiresAt: UtcUs;
}

export const DEEDS = [
  'volume',
  'stop',
  'silence',
  'self-test',
  'logs',
  'restart',
  'reboot',
] as const;

export type Deed =
  /** Louder or softer by so much than as recorded, until the next settings or restart. Never past the box's cap. */
  | { readonly do: 'volume'; readonly volumeDb: number }
  /** Ends one announcement, or all that the issuer may overrule. */
  | { readonly do: 'stop'; readonly announcement: string | undefined }
  /** No bulletin but an emergency is heard until then; a time that is past ends an earlier silence. */
  | { readonly do: 'silence'; readonly untilAt: UtcUs }
  | { readonly do: 'self-test' }
  /** So many of the latest log lines. */
  | { readonly do: 'logs'; readonly lines: number }
  /** The agent fades out, ends, and is started again by whoever supervises it. */
  | { readonly do: 'restart' }
  /** The same, and then the whole machine is started again. */
  | { readonly do: 'reboot' };

/** Whose command it is. */
export const decodeCommand = (json: Readonly<Record<string, unknown>>): Decoded<Command> => {
  const field = fieldsOf(json, 'command.field');
  const command: Command = {
    id: field.text('id', isUlid),
    issuer: field.text('issuer', isIssuerId),
    box: field.text('box', isBoxId),
    sequence: field.integer('sequence', 0, Number.MAX_SAFE_INTEGER),
    issuedAt: utcUs(field.integer('issuedAt', 0, Number.MAX_SAFE_INTEGER)),
    expiresAt: utcUs(field.integer('expiresAt', 0, Number.MAX_SAFE_INTEGER)),
  };
  return field.missing ?? accepted(command);
};

/** What is to be done. */
export const decodeDeed = (json: Readonly<Record<string, unknown>>): Decoded<Deed> => {
  const name = DEEDS.find((one) => one === json['do']);
  if (name === undefined) return refused('command.unknown');
  const field = fieldsOf(json, 'command.field');
  const deed = readDeed(name, json, field);
  return field.missing ?? accepted(deed);
};

const readDeed = (
  name: (typeof DEEDS)[number],
  json: Readonly<Record<string, unknown>>,
  field: ReturnType<typeof fieldsOf>,
): Deed => {
  switch (name) {
    case 'volume':
      return {
        do: name,
        volumeDb: field.number('volumeDb', LIMITS.volumeDbMin, LIMITS.volumeDbMax),
      };
    case 'stop': {
      const isAll = json['announcement'] === undefined;
      return { do: name, announcement: isAll ? undefined : field.text('announcement', isUlid) };
    }
    case 'silence':
      return { do: name, untilAt: utcUs(field.integer('untilAt', 0, Number.MAX_SAFE_INTEGER)) };
    case 'logs':
      return { do: name, lines: field.integer('lines', 1, LIMITS.logLinesMax) };
    case 'self-test':
    case 'restart':
    case 'reboot':
      return { do: name };
  }
};

/** The payload as it travels. */
export const encodeCommand = (command: Command, deed: Deed): Record<string, unknown> => ({
  ...command,
  ...deed,
});
