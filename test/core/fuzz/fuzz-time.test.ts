/** Drawn answers of time servers that are right, broken, or somebody else's. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EffectQueue } from '../../../agent/core/effect-queue.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import { Timekeeper } from '../../../agent/core/time/timekeeper.ts';
import { US_PER_S, after, monoUs, utcUs } from '../../../agent/core/vocabulary.ts';
import { decodeNtpAnswer, encodeNtpAnswer, originOf } from '../../../agent/core/wire/ntp-packet.ts';
import { damage, damaged } from './damage.ts';
import { answered, fuzz, valueOf } from './fuzzing.ts';

const nonce = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const FROM_US = Date.UTC(2026, 0, 1) * 1_000;
const YEAR_US = 31_556_952e6;

const serving = fc
  .record({
    leap: fc.constantFrom(0 as const, 1 as const, 2 as const),
    stratum: fc.integer({ min: 1, max: 15 }),
    referenceId: fc.constantFrom('LOCL', 'GPS', ''),
    precision: fc.integer({ min: -30, max: 0 }),
    rootErrorUs: fc.integer({ min: 0, max: 900_000 }),
    receivedAt: fc.double({ min: FROM_US, max: FROM_US + 68 * YEAR_US, noNaN: true }).map(utcUs),
    tookUs: fc.integer({ min: 0, max: 5_000 }),
  })
  .map(({ tookUs, ...rest }) => ({ ...rest, sentAt: utcUs(rest.receivedAt + tookUs) }));
type Serving = typeof serving extends fc.Arbitrary<infer T> ? T : never;

const isWithinBounds = (bytes: Uint8Array, isOurs: (one: bigint) => boolean): void => {
  const answer = valueOf(decodeNtpAnswer(bytes, isOurs), 'time.');
  if (answer === undefined) return;
  assert.ok(isOurs(originOf(bytes)!));
  assert.ok(answer.receivedAt >= FROM_US && answer.sentAt >= answer.receivedAt);
  assert.ok(answer.rootErrorUs >= 0 && answer.rootErrorUs <= LIMITS.timeRootErrorUsMax);
};

fuzz(
  'any bytes are refused as the time by a known code, or are an answer within its bounds',
  fc.tuple(
    fc.oneof(
      fc.uint8Array({ minLength: 48, maxLength: 48 }),
      fc.uint8Array({ maxLength: 70 }),
      fc.tuple(nonce, serving, damage).map(([asked, said, how]) => {
        const bytes = encodeNtpAnswer({ version: 4, nonce: asked }, said);
        return damaged(bytes, how, bytes);
      }),
    ),
    fc.boolean(),
  ),
  ([bytes, ours]) => isWithinBounds(bytes, () => ours),
);

fuzz(
  'an answer about the time comes out as it went in',
  fc.tuple(nonce, serving, fc.constantFrom(3, 4)),
  ([asked, said, version]) => {
    const bytes = encodeNtpAnswer({ version, nonce: asked }, said);
    const answer = valueOf(decodeNtpAnswer(bytes, (one) => one === asked));
    assert.ok(answer);
    assert.ok(Math.abs(answer.receivedAt - said.receivedAt) <= 0.5);
    assert.ok(Math.abs(answer.sentAt - said.sentAt) <= 0.5);
    assert.ok(Math.abs(answer.rootErrorUs - said.rootErrorUs) < 20);
  },
);

/** What happens to one question. */
const fate = fc.record({
  afterUs: fc.nat(30 * US_PER_S),
  tookUs: fc.oneof(fc.nat(50_000), fc.nat(20 * US_PER_S)),
  times: fc.constantFrom(0, 1, 1, 1, 2),
  said: serving,
  isHonest: fc.boolean(),
  damages: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: damage }),
  fails: fc.nat(9).map((chance) => chance === 0),
});

const UTC_MINUS_MONO_US = 1_795_000_000 * US_PER_S;

/** The time as it is, or anything. */
const answerOf = (asked: bigint, said: Serving, isHonest: boolean, nowUs: number): Uint8Array => {
  const trueAt = utcUs(UTC_MINUS_MONO_US + nowUs);
  const truth = { ...said, receivedAt: trueAt, sentAt: trueAt };
  return encodeNtpAnswer({ version: 4, nonce: asked }, isHonest ? truth : said);
};

fuzz(
  'whatever a time server answers, whenever, the belief is a number and the next wake-up is to come',
  fc.array(fate, { minLength: 1, maxLength: 60 }),
  (fates) => {
    const effects = new EffectQueue();
    let nowUs = monoUs(5 * US_PER_S);
    const timekeeper = new Timekeeper({
      server: { name: 'x', precisionUs: 500 },
      driftPpb: undefined,
      effects,
      refuse: (code) => {
        answered(code);
      },
      random: () => 0.5,
      nowUs,
    });
    let asked = 0n;
    for (const one of fates) {
      nowUs = after(nowUs, one.afterUs);
      for (let wakes = 0; timekeeper.nextWakeUs <= nowUs; wakes++) {
        assert.ok(wakes < 3, 'it wakes without end');
        timekeeper.settle(one.isHonest, nowUs);
      }
      for (const effect of effects.drain()) {
        answered(effect.do === 'log' ? effect.event : effect.do);
        if (effect.do !== 'ask-time') continue;
        asked += 1n;
        timekeeper.take({ on: 'time-asked', nonce: asked, sentUs: nowUs }, nowUs);
        if (one.fails) timekeeper.take({ on: 'time-failed', reason: 'no route' }, nowUs);
        const good = answerOf(asked, one.said, one.isHonest, nowUs + one.tookUs / 2);
        const bytes = damaged(good, one.damages, good);
        nowUs = after(nowUs, one.tookUs);
        for (let times = 0; times < one.times; times++) {
          timekeeper.take({ on: 'time-answer', bytes, receivedUs: nowUs }, nowUs);
        }
        timekeeper.settle(one.isHonest, nowUs);
      }
      const { reading } = timekeeper;
      if (reading !== undefined) {
        assert.ok(Number.isFinite(reading.utcMinusMonoUs) && Number.isFinite(reading.drift?.ppm));
        assert.ok(reading.errorUs >= 0 && Number.isFinite(reading.errorUs));
      }
      const report = timekeeper.reportAt(nowUs);
      for (const value of Object.values(report)) assert.notEqual(value, Number.NaN);
      assert.ok(timekeeper.nextWakeUs > nowUs, 'it must be woken in the past');
    }
  },
);
