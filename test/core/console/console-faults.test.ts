/** Faults as the box knows them or as they are found by trying: `why` names the right step first, and says what to do. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diagnose } from '../../../agent/core/console/diagnosis/diagnosis.ts';
import { firstTrouble, type Step } from '../../../agent/core/console/diagnosis/finding.ts';
import type { Probes } from '../../../agent/core/console/diagnosis/probes.ts';
import type { BoxSnapshot } from '../../../agent/core/console/snapshot.ts';
import { FAULTS, type FaultCode } from '../../../agent/core/fault.ts';
import { LINK_CAUSES, type LinkCause } from '../../../agent/core/report/link-cause.ts';
import { FAULT_TROUBLES } from '../../../agent/core/console/phrases/fault-phrases.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { widthOf } from '../../../agent/core/console/line/cells.ts';
import { LANGUAGES } from '../../../agent/core/console/phrases/language.ts';
import { COLUMNS } from '../../../agent/core/console/view/screen.ts';
import { whyView } from '../../../agent/core/console/view/why-view.ts';
import { KEYS } from '../../../agent/config/keys.ts';
import { expectationSays } from '../../../agent/core/console/phrases/config-expectations.ts';
import { reasonSays } from '../../../agent/core/console/phrases/device-reasons.ts';
import { storeError } from '../../../agent/shell/store/store-error.ts';
import { brokeOff, cannotOpen } from '../../../hw/audio/alsa-failure.ts';
import { announcement, controlInput } from '../control/announcement-builder.ts';
import { Pole } from '../receiver/pole.ts';
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
    'time server cut off',
    {
      ...GOOD_BOX,
      clock: { ...GOOD_BOX.clock, sync: { ...GOOD_BOX.clock.sync!, adrift: true } },
    },
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
  ['disk all but full', GOOD_BOX, { ...GOOD_PROBES, disk: { freeMiB: 15, trouble: null } }, 'box'],
  ['kill switch on', { ...GOOD_BOX, killSwitch: true }, GOOD_PROBES, 'announcement'],
  [
    'source silent',
    { ...PLAYING_BOX, announcement: { ...PLAYING_BOX.announcement!, phase: 'dormant' } },
    GOOD_PROBES,
    'announcement',
  ],
  [
    'mandate revoked',
    { ...GOOD_BOX, refused: { code: 'mandate.revoked', agoS: 20 } },
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

const MILD = new Set<string>([
  'time server cut off',
  ...(Object.keys(FAULTS) as FaultCode[]).filter((code) => FAULT_TROUBLES[code].isWarning === true),
]);

/** What was typed, what is said while it is tried, the prompt. */
const WHY_TYPED_LINES = 3;

describe('why names first', () => {
  for (const [fault, box, probes, step] of [...FAULTS_BY_HAND, ...FAULTS_OF_THE_BOX]) {
    test(`${step}, where it is: ${fault}`, () => {
      const trouble = firstTrouble(diagnose(box, probes));
      assert.equal(trouble?.step, step);
      assert.equal(trouble.mark, MILD.has(fault) ? 'warn' : 'fail');
      assert.ok((trouble.remedy?.vi ?? '').length > 0 && (trouble.remedy?.en ?? '').length > 0);
    });
  }

  test('on one screen of 80×24, with the line that was typed and the prompt, in both languages', () => {
    for (const [fault, box, probes] of [...FAULTS_BY_HAND, ...FAULTS_OF_THE_BOX]) {
      for (const language of LANGUAGES) {
        const lines = whyView(box, probes, language);
        assert.ok(lines.length + WHY_TYPED_LINES <= 24, `${fault}:\n${lines.join('\n')}`);
        for (const line of lines) assert.ok(widthOf(line) <= COLUMNS && !line.includes('…'), line);
      }
    }
  });

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

test('a connection that is up is doubted where another would not come about', () => {
  const dead = { ...GOOD_PROBES, tls: wrong('timeout') };
  const trouble = firstTrouble(diagnose(GOOD_BOX, dead));
  assert.deepEqual([trouble?.step, trouble?.mark], ['broker', 'warn']);
  const { mark } = firstTrouble(diagnose(GOOD_BOX, { ...GOOD_PROBES, route: null }))!;
  assert.equal(mark, 'warn');
});

test('a step before the one that is broken is called good only where something proves it', () => {
  const marks = (box: BoxSnapshot, probes?: Probes) =>
    Object.fromEntries(diagnose(box, probes).map(({ step, mark }) => [step, mark]));
  assert.equal(marks(cutOff('timeout'))['network'], 'unknown');
  assert.equal(marks(cutOff('certificate-name'))['network'], 'pass');
  assert.equal(marks(cutOff('certificate-name'))['broker'], 'unknown');
});

test('who was not believed is remembered until somebody is', () => {
  const pole = new Pole().until(2);
  const refused = () => pole.receiver.snapshotAt(monoUs(pole.nowS * 1e6)).refused;
  assert.equal(refused(), null);
  const good = controlInput(announcement());
  assert.ok(good.on === 'message');
  pole.take({ ...good, payload: Uint8Array.of(1, 2, 3) });
  pole.until(5);
  assert.deepEqual(refused(), { code: 'control.not-jws', agoS: 3 });
  pole.take(good);
  assert.equal(refused(), null);
});

test('what a stranger sends makes nobody doubt the box for long, and never says that it is broken', () => {
  const refused = (agoS: number) =>
    firstTrouble(diagnose({ ...GOOD_BOX, refused: { code: 'chain.root', agoS } }))?.mark;
  assert.equal(refused(5), 'warn');
  assert.equal(refused(601), undefined);
});

test('what is only a warning does not hide what has failed, on the same step or before it', () => {
  const faults = (['tamper.open', 'heat.derated', 'relay.stuck-on'] as const).map((code) => ({
    code,
    forS: 1,
    times: 1,
  }));
  const trouble = firstTrouble(diagnose({ ...GOOD_BOX, faults }));
  assert.deepEqual([trouble?.step, trouble?.mark], ['amplifier', 'fail']);
});

test('what is measured of the box stands on its step', () => {
  const body = {
    ...GOOD_BOX.body,
    mainsLost: false,
    supplyV: 12.4,
    temperatureC: 41,
    speakerLine: 'normal',
  } as const;
  const said = Object.fromEntries(
    diagnose({ ...GOOD_BOX, body }).map(({ step, mark, measured }) => [step, [mark, measured.vi]]),
  );
  assert.deepEqual(said['power'], ['pass', 'có điện lưới · 12,4 V']);
  assert.deepEqual(said['line'], ['pass', 'bình thường']);
  assert.match(String(said['box']), /41 °C/);
});

test('what a driver says in English is said to a technician in his language', () => {
  const told = [
    cannotOpen('hw:0', -2, 'No such file or directory').message,
    cannotOpen('hw:0', -16, 'Device or resource busy').message,
    cannotOpen('hw:0', -13, 'Permission denied').message,
    cannotOpen('hw:0', -22, 'Invalid argument').message,
    cannotOpen('hw:0', -71, 'Protocol error').message,
    brokeOff(-19, 'No such device'),
    brokeOff(-71, 'Protocol error'),
    'nothing has left it for 300 ms',
    ...['ENOSPC', 'EROFS', 'EACCES', 'EIO', 'ENOENT'].map(
      (code) => storeError('/var/lib/loa/state', Object.assign(new Error(code), { code })).message,
    ),
  ];
  for (const reason of told) {
    const { vi, en } = reasonSays(reason);
    assert.ok(vi !== reason && vi !== en, reason);
    assert.match(vi, /[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]/);
  }
  assert.equal(reasonSays('a word of its own').vi, 'a word of its own');
});

test('what each key takes is said to a technician in his language', () => {
  for (const [key, { check }] of Object.entries(KEYS)) {
    const { vi, en } = expectationSays(check.expected);
    assert.equal(en, check.expected);
    assert.notEqual(vi, en, `${key} has no words yet: ${en}`);
    assert.doesNotMatch(vi, / (?:from|such as|one of|or a|between|of) /, vi);
  }
});
