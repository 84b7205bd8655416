/** A box that keeps time by a server: from the first question to locked, through silence, kisses, steps and forgers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utcOf } from '../../../agent/core/time/clock-reading.ts';
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import { TimeExchange } from './time-exchange.ts';

const missedUs = (exchange: TimeExchange): number =>
  utcOf(exchange.timekeeper.reading!, exchange.nowUs) - exchange.nowUs - exchange.offsetUs;
const stateOf = (exchange: TimeExchange): string =>
  exchange.timekeeper.reportAt(exchange.nowUs).state;
const kiss =
  (letters: string) =>
  (answer: Uint8Array): Uint8Array => {
    answer[1] = 0;
    answer.set(Buffer.from(letters, 'latin1'), 12);
    return answer;
  };

describe('a box that was just switched on', () => {
  test('believes nothing before the first burst is over', () => {
    const exchange = new TimeExchange();
    exchange.until(0.69);
    assert.equal(exchange.timekeeper.reading, undefined);
    assert.equal(stateOf(exchange), 'unsynced');
    assert.equal(exchange.timekeeper.errorUsAt(exchange.nowUs), undefined);
  });

  test('is coarse after 0.7 s and locked by the second burst', () => {
    const exchange = new TimeExchange();
    exchange.driftPpm = 100;
    exchange.until(0.75);
    assert.equal(stateOf(exchange), 'coarse');
    assert.ok(exchange.timekeeper.reading!.trusted);
    exchange.until(4);
    assert.deepEqual(exchange.events(), ['unsynced → coarse', 'coarse → locked']);
    assert.ok(Math.abs(missedUs(exchange)) < 30, `${missedUs(exchange)} µs`);
  });

  test('follows its crystal between two bursts', () => {
    const exchange = new TimeExchange();
    exchange.driftPpm = -100;
    exchange.until(1_000);
    const [last, before] = exchange.askedS.toReversed();
    assert.ok(last! - before! < 0.3);
    exchange.until(last! + 60);
    assert.ok(Math.abs(missedUs(exchange)) < 10, `${missedUs(exchange)} µs`);
    assert.ok(Math.abs(exchange.timekeeper.reportAt(exchange.nowUs).driftPpm! + 100) < 0.2);
  });
});

describe('how sure it is', () => {
  test('never hides that one way may be longer: half the round trip, and the server’s own error', () => {
    const exchange = new TimeExchange();
    exchange.way = { thereUs: 40_000, backUs: 0 };
    exchange.until(300);
    assert.ok(Math.abs(missedUs(exchange) - 20_000) < 20);
    assert.ok(exchange.timekeeper.errorUsAt(exchange.nowUs)! >= 20_100);
    assert.ok(exchange.timekeeper.reportAt(exchange.nowUs).sigmaUs! < 50);
    assert.equal(stateOf(exchange), 'locked');
  });

  test('is said in the report, with the server, the drift and the age', () => {
    const exchange = new TimeExchange();
    exchange.until(100);
    const report = exchange.timekeeper.reportAt(exchange.nowUs);
    assert.equal(report.server, 'ntp://gateway');
    assert.ok(Math.abs(report.offsetUs! - exchange.offsetUs) < 10);
    assert.equal(report.roundTripUs, 1_000);
    assert.ok(report.ageS! < 12 && report.ageS! > 0);
  });
});

describe('how often it asks', () => {
  const bursts = (exchange: TimeExchange, fromS: number): number =>
    exchange.askedS.filter((atS) => atS >= fromS).length / 8;

  test('is every 64 s while nothing is played and the way is good', () => {
    const exchange = new TimeExchange();
    exchange.until(4_600);
    assert.equal(Math.round(bursts(exchange, 1_000)), Math.round(3_600 / 65.4));
  });

  test('is every 10 s while something is played', () => {
    const exchange = new TimeExchange();
    exchange.isBusy = true;
    exchange.until(4_600);
    assert.equal(Math.round(bursts(exchange, 1_000)), Math.round(3_600 / 11.4));
  });

  test('is every 10 s where the precision asks for that', () => {
    const exchange = new TimeExchange({ precisionUs: 20 });
    exchange.until(4_600);
    assert.equal(Math.round(bursts(exchange, 1_000)), Math.round(3_600 / 11.4));
  });

  test('is at once where something is announced', () => {
    const exchange = new TimeExchange();
    exchange.until(2_000);
    const [last] = exchange.askedS.toReversed();
    exchange.until(last! + 30);
    exchange.isBusy = true;
    exchange.until(last! + 30);
    assert.equal(exchange.askedS.at(-1), last! + 30);
  });
});

describe('a server that falls silent', () => {
  test('is held over for, with an error that grows, and said to be silent once', () => {
    const exchange = new TimeExchange();
    exchange.driftPpm = 50;
    exchange.until(1_000);
    const before = exchange.timekeeper.errorUsAt(exchange.nowUs)!;
    exchange.isServerUp = false;
    exchange.until(1_600);
    assert.equal(stateOf(exchange), 'holdover');
    exchange.until(4_600);
    assert.ok(exchange.timekeeper.errorUsAt(exchange.nowUs)! > 10 * before);
    assert.ok(Math.abs(missedUs(exchange)) < 1_000, `${missedUs(exchange)} µs`);
    assert.ok(exchange.timekeeper.reading!.trusted);
    const silences = exchange.logged.filter(({ event }) => event === 'time.silent');
    assert.equal(silences.length, 1);
    assert.match(String(silences[0]?.fields['reason']), /^no answer/);
  });

  test('for a day makes the belief worth nothing, and says so', () => {
    const exchange = new TimeExchange();
    exchange.until(1_000);
    exchange.isServerUp = false;
    exchange.until(90_000);
    assert.equal(stateOf(exchange), 'unsynced');
    assert.ok(!exchange.timekeeper.reading!.trusted);
    assert.ok(exchange.logged.filter(({ event }) => event === 'time.silent').length <= 26);
  });

  test('and comes back is locked to again by its first burst', () => {
    const exchange = new TimeExchange();
    exchange.until(1_000);
    exchange.isServerUp = false;
    exchange.until(2_000);
    exchange.isServerUp = true;
    exchange.until(2_070);
    assert.equal(stateOf(exchange), 'locked');
  });

  test('is asked at once when the network is back', () => {
    const exchange = new TimeExchange();
    exchange.failure = 'no route';
    exchange.until(100);
    const count = exchange.askedS.length;
    exchange.failure = undefined;
    exchange.timekeeper.hurry(exchange.nowUs);
    exchange.until(100);
    assert.equal(exchange.askedS.length, count + 1);
  });

  test('because nothing can be sent gives the reason, and is asked once a burst', () => {
    const exchange = new TimeExchange();
    exchange.failure = 'no route to the network';
    exchange.until(60);
    assert.equal(exchange.logged[0]?.fields['reason'], 'no route to the network');
    assert.deepEqual(exchange.askedS, [0, 1, 3, 7, 15, 31]);
  });
});

describe('a server that is set', () => {
  test('by half a second is followed within three seconds of being asked', () => {
    const exchange = new TimeExchange();
    exchange.isBusy = true;
    exchange.until(1_000);
    exchange.serverErrorUs = 500_000;
    exchange.until(1_017);
    assert.ok(Math.abs(missedUs(exchange) - 500_000) < 50, `${missedUs(exchange)} µs`);
    const steps = exchange.logged.filter(({ event }) => event === 'time.stepped');
    assert.deepEqual(
      steps.map(({ fields }) => fields['byMs']),
      [500],
    );
  });
});

describe('an answer', () => {
  test('that a stranger forges, without having seen the question, changes nothing', () => {
    const exchange = new TimeExchange();
    exchange.until(100);
    exchange.tamper = (answer) => {
      answer[24] = 0xff; // another nonce
      return answer;
    };
    exchange.serverErrorUs = 1e6;
    exchange.until(300);
    assert.ok(Math.abs(missedUs(exchange)) < 100);
    assert.deepEqual(new Set(exchange.refusals), new Set(['time.origin']));
    assert.equal(stateOf(exchange), 'holdover');
  });

  test('is good for one question, once', () => {
    const exchange = new TimeExchange();
    let first: Uint8Array | undefined;
    exchange.tamper = (answer) => (first ??= answer.slice());
    exchange.until(0.75);
    assert.deepEqual(
      exchange.refusals,
      Array.from({ length: 7 }, () => 'time.origin'),
    );
  });

  test('that was under way for less than no time is refused', () => {
    const exchange = new TimeExchange();
    exchange.way = { thereUs: 500, backUs: -600 };
    exchange.until(2);
    assert.equal(exchange.timekeeper.reading, undefined);
    assert.equal(exchange.refusals[0], 'time.round-trip');
  });

  test('of a server in alarm is no time, and no silence without a reason', () => {
    const exchange = new TimeExchange();
    exchange.tamper = (answer) => {
      answer[0] = 0xe4;
      return answer;
    };
    exchange.until(2);
    assert.equal(stateOf(exchange), 'unsynced');
    assert.equal(
      exchange.logged[0]?.fields['reason'],
      'it gives no time: the time server says that it is not synchronised (leap indicator 3)',
    );
  });

  test('that kisses RATE ends the burst, and the next comes after 20 s', () => {
    const exchange = new TimeExchange();
    exchange.tamper = kiss('RATE');
    exchange.until(15);
    assert.deepEqual(exchange.askedS, [0]);
    exchange.tamper = (answer) => answer;
    exchange.until(25);
    assert.equal(exchange.askedS.length, 9);
    exchange.until(40);
    assert.equal(exchange.askedS.length, 9);
  });

  test('that kisses DENY ends it for an hour', () => {
    const exchange = new TimeExchange();
    exchange.tamper = kiss('DENY');
    exchange.until(3_500);
    assert.deepEqual(exchange.askedS, [0]);
    assert.deepEqual(exchange.refusals, ['time.kiss-deny']);
  });
});

describe('the drift', () => {
  test('is kept once it is sure, in parts of 10⁹', () => {
    const exchange = new TimeExchange();
    exchange.driftPpm = 42;
    assert.equal(exchange.timekeeper.driftPpb, undefined);
    exchange.until(600);
    assert.ok(Math.abs(exchange.timekeeper.driftPpb! - 42_000) < 300);
  });

  test('of before a power cut holds from the first burst on', () => {
    const exchange = new TimeExchange({ driftPpb: 42_000 });
    exchange.driftPpm = 42;
    exchange.until(0.75);
    assert.equal(exchange.timekeeper.reading!.drift!.ppm, 42);
    const [one] = exchange.logged;
    assert.equal(one?.fields['state'], 'coarse');
    assert.ok(exchange.timekeeper.errorUsAt(exchange.nowUs)! < 0.001 * US_PER_S);
  });
});
