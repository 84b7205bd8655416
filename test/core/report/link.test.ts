/** When a box connects again, and under which number: patiently, with jitter, and deaf to old news. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Link } from '../../../agent/core/report/link.ts';
import { NEVER, monoUs } from '../../../agent/core/vocabulary.ts';

const S = 1_000_000;
const link = (random = 0, lastSession = 0): Link => new Link(lastSession, () => random, monoUs(0));

/** Tries `times` times in vain, each as soon as it may, and answers how long it waited after each. */
const waitsOf = (times: number, random: number): number[] => {
  const broken = link(random);
  let nowUs = 0;
  return Array.from({ length: times }, () => {
    assert.ok(broken.connect(monoUs(nowUs)));
    const waitUs = broken.down(broken.session, monoUs(nowUs))!;
    nowUs += waitUs;
    assert.equal(broken.nextWakeUs, nowUs);
    return waitUs;
  });
};

describe('a link that will not come up', () => {
  test('is tried at once, then after 0.5 s, doubling up to 30 s, at the least', () => {
    const S_AT_LEAST = [0.5, 1, 2, 4, 8, 16, 30, 30, 30];
    assert.deepEqual(
      waitsOf(9, 0).map((us) => us / S),
      S_AT_LEAST,
    );
  });

  test('is tried at the latest after twice that', () => {
    const waits = waitsOf(9, 1 - Number.EPSILON).map((us) => Math.round(us / S));
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('is never given up, however long', () => {
    assert.equal(waitsOf(5_000, 0.5).at(-1), 45 * S);
  });

  test('is not tried a microsecond early', () => {
    const broken = link();
    broken.connect(monoUs(0));
    broken.down(1, monoUs(0));
    assert.equal(broken.connect(monoUs(0.5 * S - 1)), false);
    assert.equal(broken.connect(monoUs(0.5 * S)), true);
  });
});

describe('a link that breaks', () => {
  const brokenAfter = (upUs: number): number => {
    const one = link();
    for (let failure = 0; failure < 5; failure++) {
      one.connect(one.nextWakeUs);
      one.down(one.session, monoUs(0));
    }
    one.connect(monoUs(100 * S));
    one.up(one.session, monoUs(100 * S));
    return one.down(one.session, monoUs(100 * S + upUs))!;
  };

  test('after 30 s was a good one: it is tried again soon', () => {
    assert.equal(brokenAfter(30 * S), 0.5 * S);
  });

  test('sooner than that was no better than one that never came up', () => {
    assert.equal(brokenAfter(30 * S - 1), 16 * S);
  });
});

describe('session numbers', () => {
  test('go on from the last one that was used', () => {
    const one = link(0, 41);
    assert.equal(one.session, 41);
    one.connect(monoUs(0));
    assert.equal(one.session, 42);
  });

  test('tell old news from new: of another session, nothing is believed', () => {
    const one = link(0, 41);
    one.connect(monoUs(0));
    for (const old of [0, 41, 43]) {
      assert.equal(one.up(old, monoUs(1)), false);
      assert.equal(one.down(old, monoUs(1)), undefined);
    }
    assert.equal(one.state, 'connecting');
    assert.equal(one.up(42, monoUs(1)), true);
    assert.equal(one.down(41, monoUs(2)), undefined);
    assert.equal(one.state, 'up');
  });

  test('are not said twice: up is up and down is down', () => {
    const one = link();
    assert.equal(one.up(0, monoUs(0)), false, 'nobody has connected yet');
    one.connect(monoUs(0));
    assert.equal(one.up(1, monoUs(0)), true);
    assert.equal(one.up(1, monoUs(0)), false);
    assert.equal(one.connect(monoUs(99)), false, 'it is up');
    assert.ok(one.down(1, monoUs(99)));
    assert.equal(one.down(1, monoUs(99)), undefined);
    assert.equal(one.up(1, monoUs(99)), false, 'it has not connected again');
  });
});

test('whatever is said to it, sessions only rise, and it waits for time only when it is down', () => {
  const word = fc.record({
    what: fc.constantFrom('connect', 'up', 'down'),
    older: fc.integer({ min: 0, max: 2 }),
    laterUs: fc.integer({ min: 0, max: 70 * S }),
  });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const one = link(0.3);
      let nowUs = 0;
      for (const { what, older, laterUs } of words) {
        nowUs += laterUs;
        const before = one.session;
        const session = before - older;
        if (what === 'connect') one.connect(monoUs(nowUs));
        else if (what === 'up') one.up(session, monoUs(nowUs));
        else one.down(session, monoUs(nowUs));
        assert.ok(one.session === before || one.session === before + 1);
        assert.equal(one.nextWakeUs === NEVER, one.state !== 'down');
        if (one.state === 'down') assert.ok(one.nextWakeUs <= nowUs + 60 * S);
      }
    }),
    { numRuns: 2_000, seed: 20_261_123 },
  );
});
