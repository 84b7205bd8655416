/** Commands and settings of any shape, and a memory of them that was damaged: values within their bounds, or a code. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIMITS } from '../../../agent/core/limits.ts';
import { parseStoredRemote } from '../../../agent/core/remote/stored-remote.ts';
import { DEEDS, decodeCommand, decodeDeed } from '../../../agent/core/wire/orders/command.ts';
import {
  SETTING_NAMES,
  decodeDesired,
  decodeSettings,
} from '../../../agent/core/wire/orders/desired.ts';
import { fuzz, valueOf } from './fuzzing.ts';

const value = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.constantFrom('01JCXAMPKE0000000000000007', 'xa-lang-ha', 'langha-03', 'emergency', -6, 50),
  fc.array(fc.oneof(fc.string(), fc.constantFrom('emergency', 'tinh/xa')), { maxLength: 40 }),
  fc.jsonValue(),
);
const order = fc.dictionary(
  fc.constantFrom(
    'id',
    'issuer',
    'box',
    'sequence',
    'issuedAt',
    'expiresAt',
    'version',
    '__proto__',
  ),
  value,
);
const deed = fc
  .tuple(
    fc.oneof(fc.constantFrom(...DEEDS), fc.string()),
    fc.dictionary(fc.constantFrom('volumeDb', 'announcement', 'untilAt', 'lines'), value),
  )
  .map(([name, fields]) => ({ ...fields, do: name }));
const settings = fc.oneof(
  fc.dictionary(fc.constantFrom(...SETTING_NAMES, 'url'), value, { maxKeys: 3 }),
  value,
);

fuzz(
  'any object is refused as an order to one box by a known code, or is one within its bounds',
  fc.record({
    order,
    deed,
    settings,
    stored: fc.dictionary(
      fc.constantFrom('heard', 'done', 'versions', 'desired', 'silentUntil'),
      value,
    ),
  }),
  (drawn) => {
    valueOf(decodeCommand(drawn.order), 'command.');
    valueOf(decodeDesired(drawn.order), 'settings.');
    const what = valueOf(decodeDeed(drawn.deed), 'command.');
    if (what?.do === 'volume') assert.ok(Math.abs(what.volumeDb) <= 60);
    if (what?.do === 'logs') assert.ok(what.lines >= 1 && what.lines <= LIMITS.logLinesMax);
    const taken = valueOf(decodeSettings(drawn.settings), 'settings.');
    if (taken?.heartbeatS !== undefined) assert.ok(taken.heartbeatS >= LIMITS.heartbeatSMin);
    if (taken?.issuerOrder !== undefined) assert.ok(taken.issuerOrder.length <= 32);
    if (taken !== undefined) assert.deepEqual(valueOf(decodeSettings(taken), 'settings.'), taken);
    const remote = parseStoredRemote(drawn.stored);
    assert.deepEqual(parseStoredRemote(JSON.parse(JSON.stringify(remote))), remote);
  },
);
