import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { encodeBase64url } from '../../../agent/core/wire/base64url.ts';
import {
  decodeControlMessage,
  encodeControlMessage,
  type Announcement,
} from '../../../agent/core/wire/control-message.ts';

const STREAM_KEY = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);

const ANNOUNCEMENT: Announcement = {
  type: 'announce',
  id: '01JCXAMPKE0000000000000000',
  issuer: 'xa-lang-ha',
  area: 'vn.hn.dongda.langha',
  sequence: 42,
  issuedAt: utcUs(1_793_500_000_000_000),
  expiresAt: utcUs(1_793_500_060_000_000),
  class: 'priority',
  kind: 'programme',
  streamId: '0123456789abcdef',
  streamKey: STREAM_KEY,
  startAt: utcUs(1_793_500_003_000_000),
  leaseUs: 15_000_000,
  title: 'Bản tin xã Láng Hạ',
  gainDb: -3,
};

const sent = encodeControlMessage(ANNOUNCEMENT);

test('an announcement travels with the names and units of PROTOCOL §2', () => {
  const { leaseUs: _, ...rest } = ANNOUNCEMENT;
  assert.deepEqual(JSON.parse(JSON.stringify(sent)), {
    ...rest,
    leaseS: 15,
    streamKey: encodeBase64url(STREAM_KEY),
    codec: { name: 'opus', rateHz: 48_000, channels: 1, frameMs: 20 },
  });
});

test('fields that a later version may add are passed over', () => {
  const decoded = decodeControlMessage({ ...sent, priority: 9, codec: { ...CODEC, fec: true } });
  assert.deepEqual(decoded, { ok: true, value: ANNOUNCEMENT });
});

test('gain may be left out and is then 0', () => {
  const { gainDb: _, ...rest } = sent;
  const decoded = decodeControlMessage(rest);
  assert.ok(decoded.ok && decoded.value.type === 'announce');
  assert.equal(decoded.value.gainDb, 0);
});

test('a lease keeps its every microsecond', () => {
  for (const leaseUs of [2_000_011, 15_000_001, 119_999_999]) {
    const decoded = decodeControlMessage(encodeControlMessage({ ...ANNOUNCEMENT, leaseUs }));
    assert.ok(decoded.ok && decoded.value.type === 'announce');
    assert.equal(decoded.value.leaseUs, leaseUs);
  }
});

test('a stop needs the envelope alone', () => {
  const { id, issuer, area, sequence, issuedAt, expiresAt } = ANNOUNCEMENT;
  const stop = { type: 'stop', id, issuer, area, sequence, issuedAt, expiresAt } as const;
  assert.deepEqual(decodeControlMessage(encodeControlMessage(stop)), { ok: true, value: stop });
});

const CODEC = { name: 'opus', rateHz: 48_000, channels: 1, frameMs: 20 };

describe('an announcement names the field for which it is refused:', () => {
  const wrong: readonly (readonly [field: string, values: readonly unknown[]])[] = [
    ['type', [undefined, null, 'ANNOUNCE', 'reboot', 1, ['announce']]],
    ['id', [undefined, '', 'x', '81JCXAMPKE0000000000000000', '01jcxampke0000000000000000']],
    ['issuer', [undefined, '', 7, 'x'.repeat(201)]],
    ['area', [undefined, '', 'vn..hn', 'VN', 'vn.hn/', '+', 'a.b.c.d.e.f.g.h.i']],
    ['sequence', [undefined, -1, 0.5, 2 ** 53, '42', NaN]],
    ['issuedAt', [undefined, -1, 0.5, '2026-11-01T00:00:00Z']],
    ['expiresAt', [undefined, null, Infinity]],
    ['class', [undefined, 'urgent', 'Emergency', 0]],
    ['kind', [undefined, 'music']],
    ['streamId', [undefined, '0123456789ABCDEF', '0123456789abcde', 81985529216486895]],
    ['streamKey', [undefined, '', 'AAAA', `${'A'.repeat(42)}B`, `${'A'.repeat(43)}=`, STREAM_KEY]],
    ['startAt', [undefined, '0', -1]],
    ['leaseS', [undefined, 0, 1.999_999, 120.000_001, '15']],
    ['title', [undefined, null, 'x'.repeat(201)]],
    ['gainDb', [null, '0', -60.1, 20.1, NaN]],
  ];
  for (const [field, values] of wrong) {
    test(field, () => {
      for (const value of values) {
        const decoded = decodeControlMessage({ ...sent, [field]: value });
        assert.deepEqual(
          decoded,
          { ok: false, code: 'control.field', detail: field },
          String(value),
        );
      }
    });
  }
});

test('the first wrong field is named, where there are several', () => {
  const decoded = decodeControlMessage({ ...sent, title: 1, area: 1, codec: null });
  assert.ok(!decoded.ok);
  assert.equal(decoded.detail, 'area');
});

test('an audio format that this version does not play is refused as such', () => {
  const codecs = [
    undefined,
    null,
    'opus',
    { ...CODEC, name: 'aac' },
    { ...CODEC, rateHz: 44_100 },
    { ...CODEC, channels: 2 },
    { ...CODEC, frameMs: 60 },
  ];
  for (const codec of codecs) {
    assert.deepEqual(decodeControlMessage({ ...sent, codec }), {
      ok: false,
      code: 'control.codec',
    });
  }
});
