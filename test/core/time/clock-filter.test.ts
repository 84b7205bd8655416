/** What a filter makes of bursts: with chance, with a crystal that drifts, with a server that is set, with a stored drift that is wrong. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ClockFilter,
  type Measurement,
  type Taken,
} from '../../../agent/core/time/clock-filter.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';

const UTC_US = 1_795_000_000_000_000;

const measured = (atS: number, offsetUs: number, sigmaUs = 10): Measurement => ({
  atUs: monoUs(atS * 1e6),
  offsetUs: UTC_US + offsetUs,
  sigmaUs,
  boundUs: 200,
  spanUs: 0,
});
/** Takes a burst every ten seconds, of what `offsetUsAt` says, and answers what was made of each. */
const fed = (
  filter: ClockFilter,
  fromS: number,
  bursts: number,
  offsetUsAt: (atS: number) => number,
): Taken[] =>
  Array.from({ length: bursts }, (_, burst) => {
    const atS = fromS + 10 * burst;
    return filter.take(measured(atS, offsetUsAt(atS)));
  });
const offsetUs = (filter: ClockFilter): number => filter.offsetUs - UTC_US;

describe('a filter', () => {
  test('knows nothing before the first burst', () => {
    assert.equal(new ClockFilter(undefined).asOfUs, undefined);
  });

  test('believes the first burst, and soon is 100 ppm less sure of it a second', () => {
    const filter = new ClockFilter(undefined);
    filter.take(measured(5, 123));
    assert.equal(offsetUs(filter), 123);
    assert.equal(filter.sigmaUsAt(monoUs(5e6)), 10);
    assert.ok(Math.abs(filter.sigmaUsAt(monoUs(15e6)) - 1_000) < 1);
  });

  test('has the drift of the second burst', () => {
    const filter = new ClockFilter(undefined);
    filter.take(measured(0, 0));
    filter.take(measured(10, 800));
    assert.ok(Math.abs(filter.driftPpm - 80) < 0.1, `${filter.driftPpm} ppm`);
    assert.ok(Math.abs(filter.driftSigmaPpm - Math.SQRT2) < 0.1);
  });

  test('that knew the drift is surer of the first seconds', () => {
    const filter = new ClockFilter(80);
    filter.take(measured(0, 0));
    assert.equal(filter.driftPpm, 80);
    assert.ok(filter.sigmaUsAt(monoUs(10e6)) < 35);
  });

  test('follows a crystal to a few µs, and knows its drift to a tenth of a ppm', () => {
    const filter = new ClockFilter(undefined);
    const taken = fed(filter, 0, 200, (atS) => -73 * atS + (atS % 20 === 0 ? 8 : -8));
    assert.ok(taken.every((one) => one === 'taken'));
    assert.ok(Math.abs(offsetUs(filter) + 73 * 1_990) < 5, `${offsetUs(filter) + 73 * 1_990} µs`);
    assert.ok(Math.abs(filter.driftPpm + 73) < 0.1, `${filter.driftPpm} ppm`);
    assert.ok(filter.sigmaUsAt(monoUs(1_990e6)) < 8);
  });

  test('gives a burst that waited the weight it has', () => {
    const filter = new ClockFilter(undefined);
    fed(filter, 0, 100, () => 0);
    filter.take(measured(1_000, 5_000, 5_000));
    assert.ok(Math.abs(offsetUs(filter)) < 1, `${offsetUs(filter)} µs`);
  });

  test('does not claim to know the drift within the burst that it has yet to learn it from', () => {
    const filter = new ClockFilter(undefined);
    filter.take({ ...measured(0, 0), spanUs: 1_600_000 });
    assert.ok(Math.abs(filter.sigmaUsAt(monoUs(0)) - 33.5) < 0.1);
  });

  test('grows unsure by the crystal, not by the clock: an hour of silence is 5 ms', () => {
    const filter = new ClockFilter(undefined);
    fed(filter, 0, 400, (atS) => 50 * atS);
    const sigmaUs = filter.sigmaUsAt(monoUs(3_990e6 + 3_600e6));
    assert.ok(sigmaUs > 4_500 && sigmaUs < 6_000, `${sigmaUs} µs`);
  });
});

describe('a server that is set', () => {
  const settled = (): ClockFilter => {
    const filter = new ClockFilter(undefined);
    fed(filter, 0, 100, (atS) => 20 * atS);
    return filter;
  };

  test('by half a second is doubted once and followed then, and the drift is kept', () => {
    const filter = settled();
    assert.deepEqual(
      fed(filter, 1_000, 3, (atS) => 20 * atS + 500_000),
      ['doubted', 'stepped', 'taken'],
    );
    assert.ok(Math.abs(offsetUs(filter) - (20 * 1_020 + 500_000)) < 10);
    assert.ok(Math.abs(filter.driftPpm - 20) < 0.2);
  });

  test('for one burst, and back, changes nothing', () => {
    const filter = settled();
    assert.equal(filter.take(measured(1_000, 20_000 - 500_000)), 'doubted');
    assert.equal(filter.take(measured(1_010, 20_200)), 'taken');
    assert.ok(Math.abs(offsetUs(filter) - 20_200) < 10);
  });

  test('otherwise each time it is asked is never followed', () => {
    const filter = settled();
    const taken = fed(filter, 1_000, 10, (atS) => 20 * atS + ((atS / 10) % 2 === 0 ? 1 : -1) * 1e6);
    assert.deepEqual(new Set(taken), new Set(['doubted']));
    assert.ok(Math.abs(offsetUs(filter) - 20 * 990) < 10);
  });

  test('by 5 ms, which a clock may be slewed by, is followed within ten bursts', () => {
    const filter = settled();
    const taken = fed(filter, 1_000, 12, (atS) => 20 * atS + 5_000);
    assert.equal(taken[0], 'surprised');
    assert.ok(taken.indexOf('taken') < 10, taken.join());
    assert.ok(Math.abs(offsetUs(filter) - (20 * 1_110 + 5_000)) < 50, `${offsetUs(filter)} µs`);
  });
});

describe('a stored drift', () => {
  test('of another crystal is thrown away at the first surprise', () => {
    const filter = new ClockFilter(60);
    const taken = fed(filter, 0, 5, (atS) => -100 * atS);
    assert.ok(taken.includes('surprised'));
    assert.ok(Math.abs(filter.driftPpm + 100) < 2, `${filter.driftPpm} ppm`);
    assert.ok(Math.abs(offsetUs(filter) + 4_000) < 40);
  });

  test('that is 2 ppm off, as another temperature makes it, is corrected without a surprise', () => {
    const filter = new ClockFilter(98);
    const taken = fed(filter, 0, 30, (atS) => 100 * atS);
    assert.ok(!taken.includes('surprised'));
    assert.ok(Math.abs(filter.driftPpm - 100) < 0.2);
  });
});
