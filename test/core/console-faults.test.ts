/** Faults as the box knows them or as they are found by trying: `why` names the right step first, and says what to do. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diagnose } from '../../agent/core/console/diagnosis/diagnosis.ts';
import { firstTrouble, type Step } from '../../agent/core/console/diagnosis/finding.ts';
import type { Probes } from '../../agent/core/console/diagnosis/probes.ts';
import type { BoxSnapshot } from '../../agent/core/console/snapshot.ts';
import { FAULTS, type FaultCode } from '../../agent/core/fault.ts';
import { LINK_CAUSES, type LinkCause } from '../../agent/core/report/link-cause.ts';
import { FAULT_TROUBLES } from '../../agent/core/console/phrases/fault-phrases.ts';
import { GOOD_BOX, GOOD_PROBES, PLAYING_BOX } from './console-box.ts';

const cutOff = (cause: LinkCause): BoxSnapshot => ({
  ...GOOD_BOX,
  link: { state: 'down', sinceS: 60, failure: { cause, reason: cause } },
});
const wrong = (cause: LinkCause) => ({ went: 'wrong', cause, reason: cause }) as const;
const sync = { ...GOOD_BOX.clock.sync!, state: 'unsynced', errorUs: 9e9 } as const;

type Fault = readonly [fault: string, box: BoxSnapshot, probes: Probes, step: Step];

const FAULTS_BY_HAND: readonly Fault[] = [
  [
    'no route',
    cutOff('name-server'),
    { ...GOOD_PROBES, route: null, dns: wrong('name-server') },
    'network',
  ],
  ['DNS wrong', cutOff('name-unknown'), { ...GOOD_PROBES, dns: wrong('name-unknown') }, 'dns'],
  ['broker down', cutOff('refused'), { ...GOOD_PROBES, tcp: wrong('refused') }, 'broker'],
  ['broker silent', cutOff('timeout'), { ...GOOD_PROBES, tcp: wrong('timeout') }, 'broker'],
  [
    'wrong certificate',
    cutOff('certificate-authority'),
    { ...GOOD_PROBES, tls: wrong('certificate-authority') },
    'tls',
  ],
  ['own certificate refused', cutOff('own-certificate'), GOOD_PROBES, 'tls'],
  ['wrong password', cutOff('login'), GOOD_PROBES, 'broker'],
  [
    'clock unsynced',
    { ...GOOD_BOX, clock: { trusted: false, errorUs: 9e9, sync } },
    GOOD_PROBES,
    'time',
  ],
  [
    'no card',
    GOOD_BOX,
    { ...GOOD_PROBES, card: { went: 'wrong', why: 'absent', reason: 'no such card' } },
    'card',
  ],
  [
    'card stalls',
    GOOD_BOX,
    { ...GOOD_PROBES, card: { went: 'wrong', why: 'stalled', reason: 'still' } },
    'card',
  ],
  [
    'card failed while playing',
    { ...PLAYING_BOX, sinkFailure: { reason: 'unplugged', agoS: 1 } },
    { ...GOOD_PROBES, card: { went: 'busy' } },
    'card',
  ],
  ['disk full', GOOD_BOX, { ...GOOD_PROBES, disk: { freeMiB: 0, trouble: 'ENOSPC' } }, 'box'],
  ['kill switch on', { ...GOOD_BOX, killSwitch: true }, GOOD_PROBES, 'announcement'],
  [
    'source silent',
    { ...PLAYING_BOX, announcement: { ...PLAYING_BOX.announcement!, phase: 'dormant' } },
    GOOD_PROBES,
    'announcement',
  ],
];

const FAULTS_OF_THE_BOX: readonly Fault[] = (Object.keys(FAULTS) as FaultCode[]).map((code) => [
  code,
  { ...GOOD_BOX, faults: [{ code, forS: 5, times: 1 }] },
  GOOD_PROBES,
  FAULT_TROUBLES[code].step,
]);

describe('why names first', () => {
  for (const [fault, box, probes, step] of [...FAULTS_BY_HAND, ...FAULTS_OF_THE_BOX]) {
    test(`${step}, where it is: ${fault}`, () => {
      const trouble = firstTrouble(diagnose(box, probes));
      assert.equal(trouble?.step, step);
      assert.equal(trouble.mark, fault === 'certificate.ending' ? 'warn' : 'fail');
      assert.ok((trouble.remedy?.vi ?? '').length > 0 && (trouble.remedy?.en ?? '').length > 0);
    });
  }

  test('nothing, where all is well', () => {
    assert.equal(firstTrouble(diagnose(GOOD_BOX, GOOD_PROBES)), undefined);
    assert.equal(
      firstTrouble(diagnose(PLAYING_BOX, { ...GOOD_PROBES, card: { went: 'busy' } })),
      undefined,
    );
  });
});

test('status, which tries nothing, tells every kind of lost connection', () => {
  for (const cause of LINK_CAUSES) {
    assert.equal(firstTrouble(diagnose(cutOff(cause)))?.mark, 'fail', cause);
  }
});

test('a step before the one that is broken is called good only where something proves it', () => {
  const marks = (box: BoxSnapshot, probes?: Probes) =>
    Object.fromEntries(diagnose(box, probes).map(({ step, mark }) => [step, mark]));
  assert.equal(marks(cutOff('timeout'))['network'], 'unknown');
  assert.equal(marks(cutOff('certificate-name'))['network'], 'pass');
  assert.equal(marks(cutOff('certificate-name'))['broker'], 'unknown');
});
