/** When a box counts as having heard all, and what is said where it does not: one fact wrong at a time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monoUs, US_PER_S } from '../../../agent/core/vocabulary.ts';
import { amplifierProblems, amplifierTimes } from '../../../broker-sim/evidence/amplifier-proof.ts';
import { judgeBox, type BoxFacts } from '../../../broker-sim/evidence/box-verdict.ts';
import type { RelayEvent } from '../../../broker-sim/report/record/run-record.ts';
import { UNHARMED } from '../../core/report-page/report-record.ts';

const at = (s: number) => monoUs(s * US_PER_S);
const event = (s: number, relay: RelayEvent['relay'], on: boolean): RelayEvent => ({
  atUs: at(s),
  relay,
  on,
});

const SOUND = { firstAtUs: at(10), lastAtUs: at(20) };
const JOURNAL = [
  event(1, 'line', false),
  event(1, 'supply', false),
  event(8.5, 'supply', true),
  event(9.5, 'line', true),
  event(22, 'line', false),
  event(22.5, 'supply', false),
];
const PLAYED = {
  box: 'box-1',
  id: 'A',
  issuer: 'x',
  key: 'k',
  mandate: 'm',
  area: 'vn',
  class: 'normal',
  kind: 'programme',
  title: 't',
  why: 'complete',
  endedBy: null,
  inStep: true,
  amplifier: 'commanded',
  heardS: 10,
  toneS: 0,
  bufferFrames: 0,
  ...UNHARMED,
  firstSoundAtUs: 1,
  lastSoundAtUs: 2,
  firstSample: 0,
  streamFrames: 500,
} as const;
const COMPARISON = {
  comparedSamples: 479_520,
  differingSamples: 0,
  firstDifferenceSample: undefined,
  straySamples: 0,
};
const GOOD: BoxFacts = {
  streamFrames: 500,
  sentFrames: 500,
  processProblem: undefined,
  linkLosses: 0,
  sinkFailures: 0,
  played: PLAYED,
  sound: SOUND,
  comparison: COMPARISON,
  xruns: [],
  relays: JOURNAL,
};

describe('a box heard all of it', () => {
  it('where every fact says so', () => {
    assert.deepEqual(judgeBox(GOOD), { verdict: 'all', problems: [] });
  });

  const played = (changed: Partial<NonNullable<BoxFacts['played']>>): Partial<BoxFacts> => ({
    played: { ...PLAYED, ...changed },
  });
  const comparison = (changed: Partial<typeof COMPARISON>): Partial<BoxFacts> => ({
    comparison: { ...COMPARISON, ...changed },
  });
  const WRONG: readonly (readonly [string, Partial<BoxFacts>, RegExp])[] = [
    ['the process died', { processProblem: 'Its process ended by SIGKILL.' }, /^Its process ended/],
    ['the link went down', { linkLosses: 2 }, /^It lost its link to the broker 2 times\.$/],
    ['the card failed', { sinkFailures: 1 }, /^Its sound card failed once\.$/],
    ['it never reported', { played: null }, /^It never reported/],
    ['it was stopped', played({ why: 'stopped', heardS: 3 }), /^It was stopped after 3\.0 s\.$/],
    ['its lease ran out', played({ why: 'lease' }), /^The lease ran out/],
    ['it gave up', played({ why: 'stalled' }), /^It gave up/],
    ['it was displaced', played({ why: 'displaced' }), /^Something more urgent/],
    ['it was shut down', played({ why: 'shutdown' }), /^The box was shut down/],
    ['it took another length', played({ streamFrames: 400 }), /8\.00 s long; 10\.00 s were sent/],
    ['it joined later', played({ firstSample: 96_000 }), /^It joined 2\.00 s after the start\.$/],
    ['a frame was late', played({ lateFrames: 1 }), /^1 frame came too late \(0\.02 s\)\.$/],
    ['frames were concealed', played({ concealedFrames: 3 }), /^3 frames had to be made up/],
    ['frames were silent', played({ silentFrames: 50 }), /^50 frames stayed silent \(1\.00 s\)\.$/],
    ['a frame was broken', played({ brokenFrames: 1 }), /^1 frame could not be decoded/],
    ['it jumped', played({ jumps: 1 }), /^Its play-out jumped once\.$/],
    ['its count is one sample short', played({ heardS: 479_999 / 48_000 }), /^By its own report/],
    [
      'its card ran dry',
      { xruns: [{ xrunAtSample: 1, lostSamples: 1, atUs: at(11) }] },
      /^Its sound card ran dry once\.$/,
    ],
    ['its horn was silent', { sound: undefined }, /^Nothing but silence left its horn\.$/],
    ['its sound is another', { comparison: undefined }, /^What was sent is not found/],
    [
      'one sample differs',
      comparison({ differingSamples: 1, firstDifferenceSample: 24_000 as never }),
      /^1 sample left its horn otherwise than sent, or not at all, the first at 0\.50 s\.$/,
    ],
    ['something else sounded', comparison({ straySamples: 2 }), /^Something else left its horn/],
    ['not all could be compared', { sentFrames: 100 }, /^Only the first 2\.00 s could be compared/],
    ['the amplifier stayed off', { relays: [] }, /^The supply relay was off when the sound began/],
  ];
  it('where it was stretched to stay in step, and so is not to be held to the sample', () => {
    const facts = {
      ...GOOD,
      ...played({ stretchedSamples: 3 }),
      ...comparison({
        differingSamples: 9_000,
        firstDifferenceSample: 24_000 as never,
        straySamples: 3,
      }),
    };
    assert.deepEqual(judgeBox(facts), { verdict: 'all', problems: [] });
  });

  for (const [what, changed, sentence] of WRONG) {
    it(`but not where ${what}`, () => {
      const { verdict, problems } = judgeBox({ ...GOOD, ...changed });
      assert.equal(verdict, 'sound' in changed ? 'nothing' : 'part');
      assert.match(problems[0] ?? '', sentence);
    });
  }
});

describe('an amplifier around its sound', () => {
  it('was on before it and off after it, by so much', () => {
    assert.deepEqual(amplifierProblems(JOURNAL, SOUND), []);
    assert.deepEqual(amplifierTimes(JOURNAL, SOUND), {
      supplyBeforeS: 1.5,
      lineBeforeS: 0.5,
      supplyAfterS: 2.5,
    });
  });

  const without = (relay: string, on: boolean) =>
    JOURNAL.filter((one) => one.relay !== relay || one.on !== on);

  it('is in the wrong where a relay was late, early, or left on', () => {
    const late = [...without('line', true), event(10.1, 'line', true), event(22, 'line', false)];
    assert.deepEqual(
      amplifierProblems(
        late.sort((one, other) => one.atUs - other.atUs),
        SOUND,
      ),
      ['The line relay was off when the sound began.'],
    );
    const early = [
      ...JOURNAL.slice(0, 4),
      event(19.9, 'line', false),
      event(22.5, 'supply', false),
    ];
    assert.deepEqual(amplifierProblems(early, SOUND), [
      'The line relay went off before the sound had ended.',
    ]);
    assert.deepEqual(amplifierProblems(JOURNAL.slice(0, 5), SOUND), [
      'The supply relay was left on.',
    ]);
    assert.equal(amplifierTimes(JOURNAL.slice(0, 5), SOUND), undefined);
  });

  it('is in the wrong where it was left on without a sound', () => {
    assert.deepEqual(amplifierProblems(JOURNAL, undefined), []);
    assert.deepEqual(amplifierProblems(JOURNAL.slice(0, 4), undefined), [
      'The supply relay was left on.',
      'The line relay was left on.',
    ]);
  });
});
