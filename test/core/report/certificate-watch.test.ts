/** A box that tells of the end of its certificate, well before, and not while it does not know what day it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CertificateWatch } from '../../../agent/core/report/certificate-watch.ts';
import type { FaultCode } from '../../../agent/core/fault.ts';
import type { ClockReading } from '../../../agent/core/time/clock-reading.ts';
import { monoUs, utcUs } from '../../../agent/core/vocabulary.ts';

const DAY_US = 86_400_000_000;
const HOUR_US = 3_600_000_000;
/** Noon of some day, when the box has run for an hour. */
const NOW_UTC_US = 1_800_000_000_000_000;
const NOW_US = monoUs(HOUR_US);

const clockAt = (trusted: boolean): ClockReading => ({
  utcMinusMonoUs: NOW_UTC_US - NOW_US,
  errorUs: 0,
  trusted,
});

/** What stands after looking at each of these instants, and what was raised how often. */
const watch = (endsInDays: number, trusted: boolean, ...hours: number[]) => {
  const standing = new Set<FaultCode>();
  const raised: string[] = [];
  const endsAtUs = utcUs(NOW_UTC_US + endsInDays * DAY_US);
  const faults = {
    raise: (code: FaultCode, fields: object) => {
      raised.push(`${code} ${JSON.stringify(fields)}`);
      standing.add(code);
      return true;
    },
    clear: (code: FaultCode) => standing.delete(code),
  };
  const watched = new CertificateWatch(endsAtUs, faults, NOW_US);
  for (const hour of hours) watched.settle(clockAt(trusted), monoUs(NOW_US + hour * HOUR_US));
  return { standing: [...standing], raised };
};

test('an end that is far says nothing', () => {
  assert.deepEqual(watch(60.1, true, 0), { standing: [], raised: [] });
});

test('sixty days before, it is told, once an hour at most', () => {
  assert.deepEqual(watch(59.9, true, 0, 0.5, 0.9, 1, 1.5), {
    standing: ['certificate.ending'],
    raised: ['certificate.ending {"daysLeft":59}', 'certificate.ending {"daysLeft":59}'],
  });
});

test('the end itself takes the place of its warning', () => {
  const { standing, raised } = watch(0.5, true, 0, 12);
  assert.deepEqual(standing, ['certificate.expired']);
  assert.equal(raised[1], 'certificate.expired {"daysLeft":0}');
});

test('a box that does not know the time says nothing, and looks again as soon as it does', () => {
  assert.deepEqual(watch(-1, false, 0, 5), { standing: [], raised: [] });
});

test('a box without a certificate has none that ends', () => {
  const none = new CertificateWatch(
    undefined,
    { raise: () => assert.fail(), clear: () => assert.fail() },
    NOW_US,
  );
  none.settle(clockAt(true), NOW_US);
});
