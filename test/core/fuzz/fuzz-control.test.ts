import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LIMITS } from '../../../agent/core/limits.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import {
  decodeControlMessage,
  encodeControlMessage,
  type ControlMessage,
} from '../../../agent/core/wire/control-message.ts';
import { decodeJws } from '../../../agent/core/wire/jws.ts';
import { isArea } from '../../../agent/core/wire/topic.ts';
import { controlMessage, jwsText } from '../control/control-cases.ts';
import { damage, damaged } from './damage.ts';
import { fuzz, valueOf } from './fuzzing.ts';

const KEY = Buffer.alloc(32, 5).toString('base64url');
const HEADER = { alg: 'EdDSA', typ: 'loa-control', kid: KEY };

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
const header = fc.oneof(
  { weight: 8, arbitrary: fc.constant(HEADER) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        alg: fc.constantFrom('none', 'HS256', 'EdDSA'),
        typ: fc.constantFrom('loa-control', 'loa-mandate', 'JWT'),
        kid: fc.constantFrom(KEY, 'commune', ''),
        chain: fc.oneof(fc.array(fc.string()), fc.anything()),
        crit: fc.anything(),
        jwk: fc.anything(),
      },
      { requiredKeys: ['alg', 'typ', 'kid'] },
    ),
  },
);
const jws = fc
  .tuple(header, controlMessage, signature)
  .map(([head, message, signed]) => bytesOf(jwsText(head, encodeControlMessage(message), signed)));

/** What must hold of any bytes: a known refusal, or a JWS whose signature has but one spelling and covers all the rest. */
const isSoundJws = (bytes: Uint8Array): void => {
  const value = valueOf(decodeJws(bytes, 'control'), 'control.', 'trust.signature');
  if (value === undefined) return;
  assert.ok(bytes.length <= LIMITS.controlBytesMax);
  const text = Buffer.from(bytes).toString('latin1');
  assert.equal(
    `${Buffer.from(value.signed).toString('latin1')}.${encodeBase64url(value.signature)}`,
    text,
  );
  const [head = '', payload = ''] = text.split('.').map((part) => Buffer.from(part, 'base64url'));
  const { alg, typ, kid, chain } = JSON.parse(head.toString()) as Record<string, unknown>;
  assert.deepEqual([alg, typ, kid], ['EdDSA', 'loa-control', value.keyId]);
  assert.deepEqual(chain, value.chain);
  assert.deepEqual(value.payload, JSON.parse(payload.toString()));
  assert.ok(!Array.isArray(value.payload));
  isSoundMessage(value.payload);
};

/** A known refusal, or a message that is within all bounds and says the same when it is sent on. */
const isSoundMessage = (json: Readonly<Record<string, unknown>>): void => {
  const message = valueOf(decodeControlMessage(json), 'control.field', 'control.codec');
  if (message === undefined) return;
  assert.ok(isArea(message.area));
  assert.ok([message.sequence, message.issuedAt, message.expiresAt].every(Number.isSafeInteger));
  if (message.type !== 'stop') {
    assert.equal(message.streamKey.length, 32);
    assert.ok(message.leaseUs >= LIMITS.leaseUsMin && message.leaseUs <= LIMITS.leaseUsMax);
    assert.ok(message.gainDb >= -60 && message.gainDb <= 20);
    assert.ok(message.title.length <= LIMITS.controlTextCharsMax);
  }
  const again = decodeControlMessage(encodeControlMessage(message));
  assert.deepEqual(again, { ok: true, value: message });
};

const base64urlText = fc.string({
  unit: fc.constantFrom(...Array.from('AQgw-_9eyJ.')),
  maxLength: 60,
});

fuzz(
  'any text is refused as a JWS by a known code, or is a sound one',
  fc.oneof(
    fc.string({ maxLength: 60, unit: 'binary' }).map((text) => Buffer.from(text)),
    base64urlText.map(bytesOf),
    fc.tuple(fc.jsonValue(), fc.jsonValue(), signature).map((parts) => bytesOf(jwsText(...parts))),
    fc.jsonValue().map((json) => bytesOf(jwsText(HEADER, json, Buffer.alloc(64)))),
  ),
  isSoundJws,
);

const jsonOf = (message: ControlMessage): Uint8Array =>
  Buffer.from(JSON.stringify(encodeControlMessage(message)));

/** Damage to what is signed rather than to its spelling. */
const jwsOfDamaged = fc
  .tuple(controlMessage, damage, controlMessage, signature)
  .map(([one, how, other, signed]) =>
    [JSON.stringify(HEADER), damaged(jsonOf(one), how, jsonOf(other)), signed]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.'),
  );

fuzz(
  'a damaged JWS is refused by a known code, or is a sound one',
  fc.oneof(
    fc.tuple(jws, damage, jws).map(([one, how, other]) => damaged(one, how, other)),
    jwsOfDamaged.map(bytesOf),
  ),
  isSoundJws,
);

fuzz(
  'any object is refused as a control message by a known code, or is a sound one',
  fc.oneof(
    fc.object({ maxDepth: 1, maxKeys: 4 }),
    fc.object({ key: fc.constantFrom('type', 'codec', 'id') }),
  ),
  (json) => isSoundMessage(json),
);

/** Values that are wrong, or right in the wrong place, or on either side of a bound. */
const nearlyRight = fc.oneof(
  fc.constantFrom(
    ...[
      undefined,
      null,
      true,
      '',
      'stop',
      'renew',
      'emergency',
      {},
      [],
      -1,
      -0,
      0.5,
      NaN,
      Infinity,
    ],
    ...[
      2,
      1.999_999,
      120,
      120.000_001,
      -60,
      20,
      20.1,
      2 ** 53 - 1,
      2 ** 53,
      '0',
      'a'.repeat(201),
      'vn..hn',
    ],
  ),
  fc.double(),
  fc.double({ min: 2, max: 120, noNaN: true }),
  fc.string({ maxLength: 8 }),
);
const FIELDS = [
  ...['type', 'id', 'issuer', 'area', 'sequence', 'issuedAt', 'expiresAt', 'class', 'kind'],
  ...['streamId', 'streamKey', 'startAt', 'leaseS', 'title', 'gainDb', 'codec', 'nonsense'],
];
const wrongFields = fc.dictionary(fc.constantFrom(...FIELDS), nearlyRight, {
  minKeys: 1,
  maxKeys: 2,
});

fuzz(
  'a control message with wrong fields is refused by a known code, or is a sound one',
  fc.tuple(controlMessage, wrongFields),
  ([message, wrong]) => isSoundMessage({ ...encodeControlMessage(message), ...wrong }),
);

fuzz(
  'a control message comes out as it went in',
  fc.tuple(controlMessage, signature),
  ([message, signed]) => {
    const text = jwsText(HEADER, encodeControlMessage(message), signed);
    const value = valueOf(decodeJws(bytesOf(text), 'control'), '');
    assert.ok(value);
    assert.deepEqual(Buffer.from(value.signature), Buffer.from(signed));
    assert.deepEqual(decodeControlMessage(value.payload), { ok: true, value: message });
  },
);
