/** A box whose time server loses its source: what neighbours share is followed, and what nobody knows is said. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TimeExchange } from './time-exchange.ts';

const stateOf = (exchange: TimeExchange): string =>
  exchange.timekeeper.reportAt(exchange.nowUs).state;

describe('a server that loses its source', () => {
  const withRoot =
    (rootS: number, reference = '0a000001') =>
    (bytes: Uint8Array): Uint8Array => {
      const answer = Buffer.from(bytes);
      answer.writeUInt32BE(rootS * 65_536, 8);
      answer.write(reference, 12, 'hex');
      return answer;
    };

  test('is followed, and trusted for what neighbours share, and said to be adrift once', () => {
    const exchange = new TimeExchange();
    exchange.tamper = withRoot(0.01);
    exchange.until(300);
    assert.equal(exchange.timekeeper.reading!.isAdrift, undefined);
    exchange.tamper = withRoot(3.9);
    exchange.until(900);
    const { trusted, isAdrift, errorUs } = exchange.timekeeper.reading!;
    assert.deepEqual([trusted, isAdrift, stateOf(exchange)], [true, true, 'locked']);
    assert.ok(errorUs >= 3_900_000 && errorUs < 3_910_000, `${errorUs} µs`);
    exchange.tamper = withRoot(0.01);
    exchange.until(1_500);
    assert.equal(exchange.timekeeper.reading!.isAdrift, undefined);
    const said = exchange.events().filter((event) => /^time\.(adrift|vouched)$/.test(event));
    assert.deepEqual(said, ['time.adrift', 'time.vouched']);
    assert.deepEqual(exchange.refusals, []);
  });

  test('and says 0 by its own clock is not believed in that', () => {
    const exchange = new TimeExchange();
    exchange.tamper = withRoot(0.1);
    exchange.until(300);
    exchange.tamper = withRoot(0, '7f7f0101');
    exchange.until(36_300);
    assert.ok(exchange.timekeeper.errorUsAt(exchange.nowUs)! >= 100_000 + 35_900 * 15);
    assert.equal(exchange.timekeeper.reportAt(exchange.nowUs).adrift, true);
  });
});
