/** Drawn control messages, and their way into a JWS by Node's own Buffer and JSON rather than by the code under test. */
import fc from 'fast-check';
import { BULLETIN_CLASSES, US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import {
  ANNOUNCEMENT_KINDS,
  type ControlMessage,
} from '../../../agent/core/wire/control-message.ts';

const CROCKFORD = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ');

const ulid = fc
  .tuple(
    fc.constantFrom(...CROCKFORD.slice(0, 8)),
    fc.array(fc.constantFrom(...CROCKFORD), { minLength: 25, maxLength: 25 }),
  )
  .map(([first, rest]) => first + rest.join(''));

const level = fc.stringMatching(/^[a-z0-9-]{1,7}$/);
export const area = fc
  .array(level, { minLength: 1, maxLength: 8 })
  .map((levels) => levels.join('.'));

const instant = fc.integer({ min: 0, max: 2 ** 53 - 1 }).map(utcUs);
const hex = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

/** Objects like any other, of which deepEqual can be asked. */
const PLAIN = { noNullPrototype: true } as const;

const envelope = {
  id: ulid,
  issuer: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/),
  area,
  sequence: fc.nat({ max: 2 ** 53 - 1 }),
  issuedAt: instant,
  expiresAt: instant,
};

export const controlMessage: fc.Arbitrary<ControlMessage> = fc.oneof(
  fc.record({ type: fc.constant('stop' as const), ...envelope }, PLAIN),
  fc.record(
    {
      type: fc.constantFrom('announce' as const, 'renew' as const),
      ...envelope,
      class: fc.constantFrom(...BULLETIN_CLASSES),
      kind: fc.constantFrom(...ANNOUNCEMENT_KINDS),
      streamId: hex,
      streamKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      startAt: instant,
      leaseUs: fc.integer({ min: 2 * US_PER_S, max: 120 * US_PER_S }),
      title: fc.string({ maxLength: 60, unit: 'grapheme' }),
      // Without -0, which JSON cannot say.
      gainDb: fc.double({ min: -60, max: 20, noNaN: true }).map((gain) => gain + 0),
    },
    PLAIN,
  ),
);

/** A compact JWS that nobody signed: the decoder does not ask. */
export const jwsText = (header: unknown, payload: unknown, signature: Uint8Array): string =>
  [JSON.stringify(header), JSON.stringify(payload), signature]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
