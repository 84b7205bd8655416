/** When a time server is asked: at once, closely at first, seldom later, less and less where nobody answers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AskingPlan, IDLE_US, STEADY_US } from '../../../agent/core/time/asking-plan.ts';
import { US_PER_S, monoUs, type MonoUs } from '../../../agent/core/vocabulary.ts';

/** In the middle of all jitter. */
const plan = (random = 0.5): AskingPlan => new AskingPlan(() => random, monoUs(0));

/** Wakes it whenever it wants to be, until `untilS`; answers when it asked, in seconds. */
const asked = (
  asking: AskingPlan,
  untilS: number,
  over: (nowUs: MonoUs) => void,
  isAnswered = true,
): number[] => {
  const times: number[] = [];
  for (;;) {
    const nowUs = asking.nextWakeUs;
    if (nowUs > untilS * US_PER_S) return times;
    if (asking.conclude(nowUs)) over(nowUs);
    if (!asking.ask(nowUs)) continue;
    times.push(Math.round(nowUs / 1_000) / 1_000);
    if (isAnswered) asking.answered();
  }
};
const beginnings = (times: readonly number[]): number[] => times.filter((_, at) => at % 8 === 0);

test('the first burst is asked at once: eight questions, a tenth of a second apart', () => {
  const asking = plan();
  assert.equal(asking.nextWakeUs, 0);
  const times = asked(asking, 0.9, (nowUs) => asking.rest(STEADY_US, nowUs));
  assert.deepEqual(times, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
});

test('bursts follow each other in seconds at first, and every ten seconds after three minutes', () => {
  const asking = plan();
  const times = beginnings(asked(asking, 400, (nowUs) => asking.rest(STEADY_US, nowUs)));
  assert.ok(Math.abs(times[1]! - 1.7) < 0.01, `${times[1]} s`);
  const rests = times.map((atS, at) => (times[at + 1] ?? NaN) - atS);
  assert.ok(rests.slice(0, -1).every((rest, at) => at === 0 || rest >= rests[at - 1]! - 0.01));
  const steadyFromS = times[rests.findIndex((rest) => rest > 11)]!;
  assert.ok(steadyFromS > 120 && steadyFromS < 300, `${steadyFromS} s`);
});

test('who is calm does not wait three minutes for that', () => {
  const asking = plan();
  const rest = (nowUs: MonoUs): void => {
    if (nowUs > 20 * US_PER_S) asking.beCalm();
    asking.rest(STEADY_US, nowUs);
  };
  const times = beginnings(asked(asking, 100, rest)).filter((atS) => atS > 25);
  for (const [at, atS] of times.slice(1).entries()) assert.ok(atS - times[at]! > 11);
  assert.ok(times.length > 4);
});

test('a burst of which all is answered is over at once, another after a second', () => {
  const answered = plan();
  asked(answered, 0.65, () => assert.fail('it is not over yet'));
  assert.ok(answered.ask(monoUs(700_000)));
  answered.answered();
  assert.ok(answered.conclude(monoUs(700_000)));
  const silent = plan();
  asked(silent, 0.7, () => assert.fail('it is not over yet'), false);
  assert.equal(silent.nextWakeUs, 1_700_000);
  assert.ok(!silent.conclude(monoUs(1_699_999)));
  assert.ok(silent.conclude(monoUs(1_700_000)));
  assert.ok(!silent.conclude(monoUs(1_700_000)));
});

test('jitter is a seventh either way, so that a village does not ask as one', () => {
  const secondS = (random: number): number =>
    asked(plan(random), 0.12, () => assert.fail())[1] ?? NaN;
  assert.deepEqual([secondS(0), secondS(1 - Number.EPSILON)], [0.085, 0.115]);
});

test('where nobody answers the bursts come after 1, 2, 4 … 64 s', () => {
  const asking = plan();
  const waits: number[] = [];
  asked(asking, 400, (nowUs) => waits.push(asking.restInSilence(nowUs) / US_PER_S), false);
  assert.deepEqual(waits.slice(0, 9), [1, 2, 4, 8, 16, 32, 64, 64, 64]);
  assert.ok(asking.silentBursts >= 9);
});

test('an answer ends the silence', () => {
  const asking = plan();
  asked(asking, 100, (nowUs) => asking.restInSilence(nowUs), false);
  asking.rest(STEADY_US, asking.nextWakeUs);
  assert.equal(asking.silentBursts, 0);
});

test('what is hurried is asked now, but not twice', () => {
  const asking = plan();
  asked(asking, 0.7, (nowUs) => asking.rest(STEADY_US, nowUs));
  asking.hurry(monoUs(800_000));
  assert.equal(asking.nextWakeUs, 800_000);
  assert.ok(asking.ask(monoUs(800_000)));
  asking.hurry(monoUs(800_000));
  assert.ok(!asking.ask(monoUs(800_000)));
});

describe('a server that wants to be asked less', () => {
  test('is asked no more of this burst, and then every 20 s, 40 s … 1024 s', () => {
    const asking = plan();
    const waits: number[] = [];
    let nowUs = monoUs(0);
    for (let kiss = 0; kiss < 8; kiss++) {
      assert.ok(asking.ask(nowUs));
      asking.slowDown();
      assert.ok(!asking.ask(nowUs));
      assert.ok(asking.conclude(nowUs));
      waits.push(Math.round(asking.restInSilence(nowUs) / US_PER_S));
      nowUs = asking.nextWakeUs;
    }
    assert.deepEqual(waits, [20, 40, 80, 160, 320, 640, 1_024, 1_024]);
  });

  test('but not for ever: after a day without a word of it, twice as often, and so on', () => {
    const asking = plan();
    let nowUs = monoUs(0);
    for (let kiss = 0; kiss < 8; kiss++) {
      asking.ask(nowUs);
      asking.slowDown();
      asking.conclude(nowUs);
      asking.restInSilence(nowUs);
      nowUs = asking.nextWakeUs;
    }
    const kissedS = nowUs / US_PER_S;
    const times = beginnings(
      asked(asking, kissedS + 9 * 86_400, (atUs) => asking.rest(IDLE_US, atUs)),
    );
    const restOnDay = (day: number): number => {
      const at = times.findIndex((atS) => atS > kissedS + (day + 0.5) * 86_400);
      return Math.round(times[at + 1]! - times[at]!);
    };
    const rests = [0, 1, 2, 3, 8].map(restOnDay);
    assert.deepEqual(
      rests.map(
        (rest, day) => Math.abs(rest - [1_024, 512, 256, 128, IDLE_US / US_PER_S][day]!) < 4,
      ),
      [true, true, true, true, true],
      rests.join(', '),
    );
  });

  test('is not hurried, nor asked eagerly', () => {
    const asking = plan();
    asking.ask(monoUs(0));
    asking.slowDown();
    asking.conclude(monoUs(0));
    asking.rest(STEADY_US, monoUs(0));
    assert.equal(asking.nextWakeUs, 20 * US_PER_S);
    asking.hurry(monoUs(1));
    assert.equal(asking.nextWakeUs, 20 * US_PER_S);
  });

  test('or not at all is asked again in an hour', () => {
    const asking = plan();
    asking.ask(monoUs(0));
    asking.giveUp();
    assert.ok(asking.conclude(monoUs(0)));
    assert.equal(asking.restInSilence(monoUs(0)), 3_600 * US_PER_S);
  });
});
