/**
 * Any night: announcements, losses, a clock that is set, a card and a broker that come and go, in any order. Whatever happens,
 * the wake-ups keep their contract (`pole.ts` asks at every step), no sound meets a cold amplifier, and all comes to rest.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BULLETIN_CLASSES } from '../../../agent/core/vocabulary.ts';
import { broadcast, stopped, type Broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';
import { assertSmooth } from '../playout/smoothness.ts';

const LINE_SETTLES_S = 0.1;

const seconds = fc.integer({ min: 0, max: 400 }).map((hundredths) => hundredths / 100);

const speech = fc.record({
  what: fc.constant('speech' as const),
  class: fc.constantFrom(...BULLETIN_CLASSES),
  aheadS: seconds,
  frames: fc.integer({ min: 0, max: 300 }),
  lost: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 }),
  stopAfterS: fc.option(seconds),
});
const gentle = fc.oneof(
  speech,
  fc.record({ what: fc.constant('wait' as const), s: seconds }),
  fc.record({ what: fc.constant('wait long' as const), s: seconds }),
  fc.record({
    what: fc.constant('set the clock' as const),
    us: fc.constantFrom(-5_000_000, -3_000, 3_000, 700_000, 5_000_000),
  }),
  fc.record({ what: fc.constantFrom('break the link' as const, 'mend the link' as const) }),
);
const rough = fc.oneof(
  gentle,
  fc.record({ what: fc.constantFrom('pull the card' as const, 'plug the card' as const) }),
  fc.record({ what: fc.constant('stand still' as const), s: seconds }),
  fc.record({ what: fc.constant('relays fail' as const), times: fc.integer({ min: 1, max: 3 }) }),
);
type Happening = typeof rough extends fc.Arbitrary<infer T> ? T : never;

const bear = (pole: Pole, happening: Happening, number: number): void => {
  const { nowS } = pole;
  switch (happening.what) {
    case 'speech': {
      const { aheadS, frames, lost, stopAfterS } = happening;
      const what: Broadcast = {
        number,
        startS: nowS + aheadS,
        announceS: nowS + number / 1_000,
        frames,
        change: { class: happening.class },
        arrives: (bundle) => !lost.includes(bundle),
      };
      const stops = stopAfterS === null ? [] : [stopped(what, nowS + stopAfterS)];
      pole.until(nowS, ...broadcast(what), ...stops);
      break;
    }
    case 'wait':
    case 'wait long':
      pole.until(nowS + happening.s * (happening.what === 'wait' ? 0.25 : 3));
      break;
    case 'set the clock':
      pole.setClock(happening.us);
      break;
    case 'break the link':
      pole.isBrokerThere = false;
      pole.breakLink();
      break;
    case 'mend the link':
      pole.isBrokerThere = true;
      break;
    case 'pull the card':
      pole.pullCard();
      break;
    case 'plug the card':
      pole.card.isPresent = true;
      break;
    case 'stand still':
      pole.standStill(happening.s / 4);
      break;
    case 'relays fail':
      pole.relayFailures = happening.times;
      break;
  }
};

/** When the line was closed, as commanded. */
const lineSpans = (pole: Pole): (readonly [number, number])[] => {
  const spans: (readonly [number, number])[] = [];
  let sinceS: number | undefined;
  for (const { atS, what } of [...pole.journal, { atS: pole.nowS, what: 'line-' as const }]) {
    if (what === 'line+') sinceS ??= atS;
    if (what === 'line-' && sinceS !== undefined) {
      spans.push([sinceS, atS]);
      sinceS = undefined;
    }
  }
  return spans;
};

/** No sample that is not silence outside the time in which the line was closed and its contacts at rest. */
const assertCarried = (pole: Pole): void => {
  let silentFromS = 0;
  for (const [fromS, untilS] of [...lineSpans(pole), [pole.nowS, pole.nowS] as const]) {
    if (fromS + LINE_SETTLES_S > silentFromS) {
      pole.assertQuiet(silentFromS, Math.min(pole.nowS, fromS + LINE_SETTLES_S));
    }
    silentFromS = untilS;
  }
};

const live = (happenings: readonly Happening[]): Pole => {
  const pole = new Pole();
  happenings.forEach((happening, index) => {
    bear(pole, happening, index + 1);
  });
  // What can still come has come, and every lease has lapsed.
  pole.isBrokerThere = true;
  pole.card.isPresent = true;
  pole.until(pole.nowS + 60);
  return pole;
};

const assertAtRest = (pole: Pole): void => {
  assert.ok(!pole.card.isOpen, 'the card is closed');
  const last = (relay: string) => pole.journal.findLast(({ what }) => what.startsWith(relay))?.what;
  assert.deepEqual([last('line'), last('supply')], ['line-', 'supply-']);
  const accepted = pole.events().filter((event) => event === 'announcement.accepted').length;
  assert.equal(pole.reports('played').length, accepted, 'each that was accepted was reported');
  pole.take({ on: 'shutdown' });
  assert.equal(pole.exitedAtS, pole.nowS, 'nothing is left to be done');
};

const nights = (happening: fc.Arbitrary<Happening>) =>
  fc.array(happening, { minLength: 1, maxLength: 14 });
const RUNS = { numRuns: 40, seed: 20_261_123 };

test('whatever is said, lost and set: no click, no cold amplifier, and rest in the end', () => {
  fc.assert(
    fc.property(nights(gentle), (happenings) => {
      const pole = live(happenings);
      assertSmooth(pole.card.heard(0, pole.nowS));
      assertCarried(pole);
      assertAtRest(pole);
    }),
    RUNS,
  );
});

test('whatever fails besides: no cold amplifier, and rest in the end', () => {
  fc.assert(
    fc.property(nights(rough), (happenings) => {
      const pole = live(happenings);
      assertCarried(pole);
      assertAtRest(pole);
    }),
    RUNS,
  );
});

test('SIGTERM in the middle of it ends it within a second', () => {
  fc.assert(
    fc.property(nights(rough), (happenings) => {
      const pole = new Pole();
      happenings.forEach((happening, index) => {
        bear(pole, happening, index + 1);
      });
      const askedS = pole.nowS;
      pole.take({ on: 'shutdown' });
      pole.until(askedS + 3);
      assert.ok(pole.exitedAtS !== undefined && pole.exitedAtS <= askedS + 1);
      assertCarried(pole);
    }),
    RUNS,
  );
});
