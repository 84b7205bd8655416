/** What somebody types to order a box, and what they are told of its answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utcUs } from '../../../agent/core/vocabulary.ts';
import { deedOf, readReply } from '../../../broker-sim/orders/command.ts';
import { readReported } from '../../../broker-sim/orders/settings.ts';

const NOW_AT = utcUs(1_000_000_000);
const ID = '01JD8Z9Q4T0000000000000000';

test('what is typed is what a box reads', () => {
  const typed = [
    ['volume', '-6', { do: 'volume', volumeDb: -6 }],
    ['stop', undefined, { do: 'stop', announcement: undefined }],
    ['stop', ID, { do: 'stop', announcement: ID }],
    ['silence', '90s', { do: 'silence', untilAt: 1_090_000_000 }],
    ['silence', '2h', { do: 'silence', untilAt: 8_200_000_000 }],
    ['silence', 'off', { do: 'silence', untilAt: 0 }],
    ['logs', undefined, { do: 'logs', lines: 20 }],
    ['self-test', undefined, { do: 'self-test' }],
    ['restart', undefined, { do: 'restart' }],
  ] as const;
  for (const [name, value, deed] of typed) assert.deepEqual(deedOf(name, value, NOW_AT), deed);
});

test('what no box would do is told before it is sent', () => {
  const typed = [
    ['volume', undefined, /volumeDb/],
    ['volume', 'loud', /volumeDb/],
    ['volume', '21', /volumeDb/],
    ['stop', 'all', /announcement/],
    ['silence', undefined, /for how long/],
    ['silence', '5 minutes', /for how long/],
    ['logs', '101', /lines/],
    ['restart', 'now', /takes nothing more/],
  ] as const;
  for (const [name, value, why] of typed) assert.throws(() => deedOf(name, value, NOW_AT), why);
});

test('of all that a box replies, what belongs to the command counts', () => {
  const reply = (more: object): string =>
    JSON.stringify({ box: 'langha-03', id: ID, atUs: 1, ok: true, status: 'done', ...more });
  assert.equal(readReply('no JSON', ID), undefined);
  assert.equal(readReply('null', ID), undefined);
  assert.equal(readReply(reply({}), ID), undefined);
  assert.equal(readReply(reply({ result: null }), ID), undefined);
  assert.equal(readReply(reply({ id: `${ID.slice(0, -1)}1`, result: {} }), ID), undefined);
  assert.equal(readReply(reply({ status: 'started', result: {} }), ID), 'started');
  assert.deepEqual(readReply(reply({ result: { stopped: [] } }), ID), {
    answer: { status: 0, lines: ['langha-03: done', '  stopped  nothing'] },
  });
  assert.deepEqual(readReply(reply({ result: { ok: false, disk: 'full' } }), ID), {
    answer: { status: 1, lines: ['langha-03: failed', '  disk  full'] },
  });
  const refused = readReply(reply({ ok: false, code: 'mandate.right', detail: 'command' }), ID);
  assert.ok(typeof refused === 'object' && refused.answer.status === 1);
  assert.match(
    refused.answer.lines[0] ?? '',
    /^langha-03 refused: .* \(mandate\.right: command\)$/,
  );
});

test('settings are in force where the box says so of this version by this issuer, and of no other', () => {
  const settings = { volumeDb: -3, chimeBefore: [], issuerOrder: ['xa'], heartbeatS: 0.2 };
  const report = (more: object): string =>
    JSON.stringify({ box: 'b', version: 7, issuer: 'xa', settings, refused: null, ...more });
  assert.equal(readReported(report({}), 8, 'xa'), undefined);
  assert.equal(readReported(report({}), 7, 'tinh/xa'), undefined);
  assert.equal(readReported('null', 7, 'xa'), undefined);
  assert.equal(readReported(report({ settings: { volumeDb: -3 } }), 7, 'xa'), undefined);
  assert.deepEqual(readReported(report({}), 7, 'xa')?.answer, {
    status: 0,
    lines: [
      'b: settings in force, version 7 by xa',
      '  volume        -3 dB',
      '  chime before  none',
      '  issuer order  xa',
      '  heartbeat     every 0.2 s',
    ],
  });
  const code = 'volume.cap';
  const refused = report({ refused: { version: 8, issuer: 'xa', code } });
  assert.equal(readReported(refused, 8, 'xa')?.answer.status, 1);
});
