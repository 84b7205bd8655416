/**
 * Whether a box is as right about the time as it says, and neighbours as near to each other as is promised: over networks,
 * in weather, with servers that are set, gone or far to one side. Hours in seconds.
 *
 *     LOA_TIME_SEED=7 node --test dist/test/sim/time-honesty.test.js
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, HOURS, SQUALLS, STEADY } from './time/crystal.ts';
import { lan, lopsided, mobile, moving, wifi } from './time/delay-law.ts';
import {
  LEARNING_S,
  apartUs,
  beliefsOf,
  boundUs,
  lockedAfterS,
  quantile,
  runNeighbours,
  shareWithin,
  threeSigmasUs,
  type NeighboursPlan,
  type NeighboursRun,
} from './time/neighbours.ts';

const SEED = process.env['LOA_TIME_SEED'] ?? 'time';
const NETWORKS = { LAN: lan, 'Wi-Fi': wifi, '4G': mobile };

const run = (plan: Omit<NeighboursPlan, 'seed'>): NeighboursRun =>
  runNeighbours({ ...plan, seed: SEED });

const assertShare = (share: number, least: number, what: string): void => {
  const repeat = `repeat: LOA_TIME_SEED=${SEED} node --test dist/test/sim/time-honesty.test.js`;
  assert.ok(share >= least, `${(100 * share).toFixed(2)} % ${what}; ${repeat}`);
};
const assertHonest = (ran: NeighboursRun, fromS = 0, toS = Infinity): void => {
  const beliefs = beliefsOf(ran, fromS, toS);
  assert.ok(beliefs.length > 100);
  assertShare(shareWithin(beliefs, threeSigmasUs), 0.99, 'within three sigma');
  assertShare(shareWithin(beliefs, boundUs), 0.99, 'within its bound');
};

describe('a box is within three of its sigmas of the truth, 99 % of the time,', () => {
  for (const [network, law] of Object.entries(NETWORKS)) {
    for (const [weather, of] of Object.entries({ steady: STEADY, 'by day and night': DAY })) {
      test(`over ${network}, ${weather}, and does not say so by saying nothing`, () => {
        const ran = run({ law, weather: of, hours: 2, pairs: 3 });
        assertHonest(ran);
        const said = quantile(beliefsOf(ran, LEARNING_S).map(threeSigmasUs), 0.5);
        const most = { LAN: 200, 'Wi-Fi': 500, '4G': 4_000 }[network] ?? 0;
        assert.ok(said <= most, `3 sigma are ${said.toFixed(0)} µs`);
      });
    }
    test(`over ${network}, with ± 5 ppm in four hours`, () => {
      assertHonest(run({ law, weather: HOURS, hours: 5, pairs: 2 }));
    });
    test(`over ${network}, with ± 5 ppm in an hour`, () => {
      assertHonest(run({ law, weather: SQUALLS, hours: 2, pairs: 2, box: { isBusy: true } }));
    });
    test(`over ${network}, while its server is gone for an hour, and after`, () => {
      const ran = run({
        law,
        weather: DAY,
        hours: 3,
        pairs: 2,
        happens: (server, atS) => {
          server.isUp = atS < 3_600 || atS > 7_200;
        },
      });
      assertHonest(ran, 3_600, 7_200);
      assertHonest(ran);
      assert.ok(beliefsOf(ran, 3_900, 7_200).every(({ state }) => state === 'holdover'));
      assert.ok(
        beliefsOf(ran, 7_400).every(({ state }) => state === 'locked' || state === 'coarse'),
      );
    });
    test(`over ${network}, a quarter of an hour after waking with the drift of a box 60 ppm away`, () => {
      const storedPpb = [-40_000, 160_000] as const;
      const ran = run({ law, weather: DAY, hours: 1, pairs: 3, storedPpb });
      assertHonest(ran, LEARNING_S);
      assertShare(shareWithin(beliefsOf(ran), boundUs), 0.99, 'within its bound');
    });
  }
});

describe('what no client can see is in the bound, and not in the sigma:', () => {
  test('4G with an uplink that is 20 ms longer, always', () => {
    const ran = run({ law: lopsided(mobile, 20_000), weather: DAY, hours: 2, pairs: 2 });
    const beliefs = beliefsOf(ran);
    assert.equal(shareWithin(beliefs, boundUs), 1);
    // It is off by the 10 ms that it cannot see, and by no more than it says beside them.
    const beside = beliefs.map((belief) => ({ ...belief, errorUs: belief.errorUs - 10_000 }));
    assertShare(shareWithin(beside, threeSigmasUs), 0.99, 'within three sigma beside 10 ms');
  });

  test('4G that moves to another cell every ten minutes, with ways up to 20 ms longer', () => {
    const ran = run({ law: moving(mobile, 20_000), weather: DAY, hours: 3, pairs: 2 });
    assert.equal(shareWithin(beliefsOf(ran), boundUs), 1);
  });
});

describe('two neighbours at ± 100 ppm that ask one server', () => {
  const within = (law: NeighboursPlan['law'], mostUs: number): void => {
    const ran = run({ law, weather: DAY, hours: 3, pairs: 4 });
    const p95 = quantile(apartUs(ran, LEARNING_S), 0.95);
    assert.ok(p95 <= mostUs, `p95 of ${p95.toFixed(0)} µs`);
  };
  test('over 4G are 0.5 ms apart at the most, 95 % of the time', () => within(mobile, 500));
  test('over Wi-Fi 0.15 ms', () => within(wifi, 150));
  test('over a LAN 0.03 ms', () => within(lan, 30));

  test('are in step within seconds of being switched on, over a LAN and over Wi-Fi', () => {
    for (const law of [lan, wifi]) {
      const ran = run({ law, weather: STEADY, hours: 0.1, pairs: 4 });
      assert.ok(Math.max(...lockedAfterS(ran)) <= 21, lockedAfterS(ran).join());
      assert.ok(quantile(apartUs(ran, 5, 60), 0.95) <= 1_000);
    }
  });

  test('and know their drift from before are 1.5 ms apart on 4G a minute after a power cut', () => {
    // A clock that gains 100 ppm loses −100 000 parts of 10⁹; the night was 1.5 ppm colder.
    const storedPpb = [-98_500, 101_500] as const;
    const ran = run({ law: mobile, weather: DAY, hours: 0.05, pairs: 12, storedPpb });
    const p95 = quantile(apartUs(ran, 60), 0.95);
    assert.ok(p95 <= 1_500, `p95 of ${p95.toFixed(0)} µs`);
  });
});

describe('a server that is set', () => {
  for (const [network, law] of Object.entries(NETWORKS)) {
    for (const byUs of [500_000, -500_000]) {
      test(`by ${byUs / 1_000} ms is followed over ${network} within half a minute while something plays`, () => {
        const ran = run({
          law,
          weather: DAY,
          hours: 0.6,
          pairs: 3,
          box: { isBusy: true },
          happens: (server, atS) => {
            server.errorUs = atS > 1_200 ? byUs : 0;
          },
        });
        assertHonest(ran, 0, 1_200);
        assertHonest(ran, 1_231);
        const steps = ran.boxes.map(({ log }) =>
          log.filter(({ event }) => event === 'time.stepped'),
        );
        assert.deepEqual(
          steps.map(({ length }) => length),
          ran.boxes.map(() => 1),
        );
      });
    }
  }

  test('in no run without a step is there one', () => {
    for (const law of Object.values(NETWORKS)) {
      const { boxes } = run({ law, weather: HOURS, hours: 3, pairs: 2 });
      const events = boxes.flatMap(({ log }) => log.map(({ event }) => event));
      assert.ok(!events.includes('time.stepped'), events.join());
    }
  });
});
