/** Commands and settings for one box, as a head-end would send them, signed by toys. */
import type { Input } from '../../../agent/core/input.ts';
import type { Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import { RIGHTS } from '../../../agent/core/wire/trust/mandate.ts';
import { encodeCommand, type Command, type Deed } from '../../../agent/core/wire/orders/command.ts';
import {
  encodeDesired,
  type Desired,
  type DesiredSettings,
} from '../../../agent/core/wire/orders/desired.ts';
import { commandTopic, desiredTopic } from '../../../agent/core/wire/topic.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import { CONFIG, ISSUER, MORNING, type Signer } from '../control/announcement-builder.ts';
import { STUDIO, chainTexts, toyJws } from '../trust/mandate-builder.ts';

/** Everybody from the root down may do everything; the studio's mandate may be changed. */
export const mayAll = (studio: Partial<Mandate> = {}): Signer => ({
  key: STUDIO,
  chain: chainTexts({
    province: { may: RIGHTS },
    commune: { may: RIGHTS },
    studio: { may: RIGHTS, ...studio },
  }),
});

/** The `number`th command of the day, said at that second. */
export const command = (number: number, change: Partial<Command> = {}): Command => ({
  id: `01K${String(number).padStart(23, '0')}`,
  issuer: ISSUER.id,
  box: CONFIG.boxId,
  sequence: number,
  issuedAt: after(MORNING, number * US_PER_S),
  expiresAt: after(MORNING, (number + 60) * US_PER_S),
  ...change,
});

const bytes = (payload: object, kind: 'command' | 'desired', { key, chain }: Signer) => {
  const signing = { by: key ?? STUDIO, kind, ...(chain !== undefined && { chain }) };
  return new TextEncoder().encode(toyJws(payload, signing));
};

export const commandInput = (
  what: Command,
  deed: Deed | Record<string, unknown>,
  { signer = mayAll(), retained = false } = {},
): Input => ({
  on: 'message',
  topic: commandTopic(CONFIG.boxId),
  payload: bytes(encodeCommand(what, deed as Deed), 'command', signer),
  retained,
});

export const desiredInput = (
  version: number,
  settings: DesiredSettings | Record<string, unknown>,
  change: Partial<Desired> = {},
  signer = mayAll(),
): Input => ({
  on: 'message',
  topic: desiredTopic(CONFIG.boxId),
  payload: bytes(
    encodeDesired(
      { issuer: ISSUER.id, box: CONFIG.boxId, version, issuedAt: MORNING, ...change },
      settings,
    ),
    'desired',
    signer,
  ),
  retained: true,
});
