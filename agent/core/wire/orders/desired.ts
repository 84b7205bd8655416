/**
 * The payload of the desired settings of one box (PROTOCOL §9): a version, and all settings that are not to be as in the box's own file. A
 * name that is not known is a mistake, because half of what was wanted is not what was wanted.
 */
import { LIMITS } from '../../limits.ts';
import { accepted, refused, type Decoded } from '../../refusal.ts';
import { BULLETIN_CLASSES, utcUs, type BulletinClass, type UtcUs } from '../../vocabulary.ts';
import { fieldsOf } from '../fields.ts';
import { isIssuerId } from '../trust/mandate.ts';
import { isBoxId } from '../topic.ts';
import { isObject } from '../json.ts';

export interface Desired {
  readonly issuer: string;
  readonly box: string;
  /** Rises with everything that the issuer desires of this box. */
  readonly version: number;
  readonly issuedAt: UtcUs;
}

/** What is absent is as the box's own configuration has it. */
export interface DesiredSettings {
  /** Louder or softer by so much than as recorded. Never past the box's cap. */
  readonly volumeDb?: number;
  /** Classes before which the box plays its chime. */
  readonly chimeBefore?: readonly BulletinClass[];
  /** The commune's order of issuers, by their paths, most important first. */
  readonly issuerOrder?: readonly string[];
  /** Time between two heartbeats. */
  readonly heartbeatS?: number;
}

export const SETTING_NAMES = ['volumeDb', 'chimeBefore', 'issuerOrder', 'heartbeatS'] as const;

/** Whose settings they are. */
export const decodeDesired = (json: Readonly<Record<string, unknown>>): Decoded<Desired> => {
  const field = fieldsOf(json, 'settings.field');
  const desired: Desired = {
    issuer: field.text('issuer', isIssuerId),
    box: field.text('box', isBoxId),
    version: field.integer('version', 1, Number.MAX_SAFE_INTEGER),
    issuedAt: utcUs(field.integer('issuedAt', 0, Number.MAX_SAFE_INTEGER)),
  };
  return field.missing ?? accepted(desired);
};

/** What they are: all of it, or the name of the first that is wrong. */
export const decodeSettings = (json: unknown): Decoded<DesiredSettings> => {
  if (!isObject(json)) return refused('settings.field', 'settings');
  const stray = Object.keys(json).find((name) => !SETTING_NAMES.some((known) => known === name));
  if (stray !== undefined) return refused('settings.field', stray.slice(0, 40));
  const field = fieldsOf(json, 'settings.field');
  const has = (name: (typeof SETTING_NAMES)[number]): boolean => json[name] !== undefined;
  const settings: DesiredSettings = {
    ...(has('volumeDb') && {
      volumeDb: field.number('volumeDb', LIMITS.volumeDbMin, LIMITS.volumeDbMax),
    }),
    ...(has('chimeBefore') && { chimeBefore: classes(field) }),
    ...(has('issuerOrder') && {
      issuerOrder: field.texts('issuerOrder', { least: 0, most: LIMITS.orderedIssuersMax }, isPath),
    }),
    ...(has('heartbeatS') && {
      heartbeatS: field.number('heartbeatS', LIMITS.heartbeatSMin, LIMITS.heartbeatSMax),
    }),
  };
  return field.missing ?? accepted(settings);
};

const classes = (field: ReturnType<typeof fieldsOf>): readonly BulletinClass[] => {
  const most = BULLETIN_CLASSES.length;
  const isClass = (text: string): boolean => BULLETIN_CLASSES.some((one) => one === text);
  const named = field.texts('chimeBefore', { least: 0, most }, isClass);
  return BULLETIN_CLASSES.filter((one) => named.includes(one));
};

/** Names of issuers from the root down. */
export const isPath = (text: string): boolean => text.split('/').every(isIssuerId);

/** The payload as it travels. */
export const encodeDesired = (
  desired: Desired,
  settings: DesiredSettings,
): Record<string, unknown> => ({ ...desired, settings });
