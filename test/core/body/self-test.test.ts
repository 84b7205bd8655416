/** The silent self-test: when it is begun, what it calls trouble, and where that is told. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utcOfDayUs } from '../../../agent/config/values/time-of-day.ts';
import { Daily } from '../../../agent/core/self-test/daily.ts';
import {
  findingsOf,
  type BoxKnown,
  type HardwareTried,
} from '../../../agent/core/self-test/findings.ts';
import { US_PER_DAY, US_PER_S, monoUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from '../receiver/pole.ts';

const OFF = { supply: false, line: false };
const WELL: HardwareTried = { card: 'well', relays: OFF, disk: { freeMiB: 100, trouble: null } };
const KNOWN: BoxKnown = {
  line: { speakerLine: 'normal', lineLatched: false },
  relays: OFF,
  isTimeTrusted: true,
  isConnected: true,
};

describe('a self-test', () => {
  test('finds a sound box sound', () => {
    assert.deepEqual(findingsOf(WELL, KNOWN), {
      ok: true,
      relays: 'well',
      card: 'well',
      line: 'normal',
      time: 'well',
      disk: 'well',
      diskFreeMiB: 100,
      broker: 'well',
    });
  });

  for (const [tried, known, part, found, ok] of [
    [{ relays: { supply: true, line: false } }, {}, 'relays', 'stuck', false],
    [{ relays: { supply: undefined, line: true } }, {}, 'relays', 'stuck', false],
    [{ relays: { supply: undefined, line: undefined } }, {}, 'relays', 'untested', true],
    [{ relays: { supply: true, line: true } }, { relays: undefined }, 'relays', 'untested', true],
    [{ relays: 'unread' }, {}, 'relays', 'unread', false],
    [{ relays: 'no-answer' }, {}, 'relays', 'no-answer', false],
    [{ card: 'absent' }, {}, 'card', 'absent', false],
    [{ card: 'stalled' }, {}, 'card', 'stalled', false],
    [{ card: 'no-answer' }, {}, 'card', 'no-answer', false],
    [{ card: 'busy' }, {}, 'card', 'busy', true],
    [{ card: 'untested' }, {}, 'card', 'untested', true],
    [{ disk: { freeMiB: 100, trouble: 'EROFS' } }, {}, 'disk', 'EROFS', false],
    [{ disk: { freeMiB: 15, trouble: null } }, {}, 'disk', 'full', false],
    [{ disk: 'no-answer' }, {}, 'disk', 'no-answer', false],
    [{}, { line: { speakerLine: 'open', lineLatched: false } }, 'line', 'open', false],
    [{}, { line: { speakerLine: 'normal', lineLatched: true } }, 'line', 'short', false],
    [{}, { line: { speakerLine: 'unknown', lineLatched: false } }, 'line', 'untested', true],
    [{}, { isTimeTrusted: false }, 'time', 'untrusted', false],
    [{}, { isConnected: false }, 'broker', 'away', false],
  ] as const) {
    test(`of ${JSON.stringify({ ...tried, ...known })} finds ${part} ${found}`, () => {
      const findings = findingsOf({ ...WELL, ...tried }, { ...KNOWN, ...known });
      assert.deepEqual([findings[part], findings.ok], [found, ok]);
    });
  }
});

describe('the test button', () => {
  const button = (closed: boolean | null) =>
    ({ on: 'contacts', levels: { test: closed } }) as const;
  const asked = (pole: Pole): string[] => pole.asked.map(({ what }) => what.do);

  test('pressed, has a tone played, and that is proved', () => {
    const pole = new Pole().until(4, [1, button(false)], [2, button(true)], [2.3, button(false)]);
    assert.deepEqual(
      pole.asked.map(({ what }) => what),
      [{ do: 'load-test', test: 'tone', by: 'button' }],
    );
    const record = pole.proved.find((one) => one['record'] === 'self-test');
    assert.deepEqual([record?.['what'], record?.['by']], ['audible', 'button']);
  });

  test('held for 5 s, not yet let go, or unreadable and back, does not', () => {
    const held = new Pole().until(9, [1, button(false)], [2, button(true)], [7.1, button(false)]);
    const kept = new Pole().until(9, [1, button(false)], [2, button(true)]);
    const lost = new Pole().until(9, [1, button(false)], [2, button(null)], [3, button(false)]);
    assert.deepEqual([asked(held), asked(kept), asked(lost)], [[], [], []]);
  });

  test('does not over what is announced, nor with the kill switch thrown', () => {
    const press = [
      [7, button(false)],
      [8, button(true)],
      [8.3, button(false)],
    ] as const;
    const announced = new Pole().until(9, ...broadcast({ startS: 10, frames: 500 }), ...press);
    const thrown = new Pole().until(9, [1, { on: 'switch', isThrown: true }], ...press);
    assert.deepEqual([asked(announced), asked(thrown)], [[], []]);
  });
});

describe('the daily one', () => {
  const clock = { utcMinusMonoUs: MORNING, errorUs: 100, trusted: true };
  const MORNING_OF_DAY_US = MORNING % US_PER_DAY;
  const dueS = (atUs: number, random = 0): number =>
    new Pole({ config: { selfTestAtUs: atUs }, random: () => random }).until(US_PER_DAY / 1e6 - 1)
      .asked[0]!.atS;

  for (const [said, utcHour] of [
    ['07:00', 0],
    ['02:30', 19.5],
    ['23:59', 16 + 59 / 60],
  ] as const) {
    test(`${said} in Vietnam is ${utcHour} h UTC`, () => {
      assert.equal(utcOfDayUs(said), Math.round(utcHour * 3_600) * US_PER_S);
    });
  }
  test('never is never', () => {
    assert.equal(utcOfDayUs('never'), undefined);
    assert.deepEqual(new Pole().until(90_000).asked, []);
  });

  test('comes at its time, and up to half an hour later', () => {
    const inAnHour = (MORNING_OF_DAY_US + 3_600 * US_PER_S) % US_PER_DAY;
    assert.equal(dueS(inAnHour), 3_600);
    assert.equal(dueS(inAnHour, 0.5), 4_500);
  });

  test('waits for what is on the air or announced', () => {
    const in10S = (MORNING_OF_DAY_US + 10 * US_PER_S) % US_PER_DAY;
    const pole = new Pole({ config: { selfTestAtUs: in10S }, random: () => 0 });
    pole.until(60, ...broadcast({ startS: 12, frames: 500 }));
    const switchedOff = pole.journal.filter(({ what }) => what === 'supply-').at(-1)!;
    assert.ok(switchedOff.atS > 22);
    assert.equal(pole.asked.length, 1);
    assert.ok(pole.asked[0]!.atS >= switchedOff.atS);
  });

  test('comes again the next day, and not twice a day', () => {
    const daily = new Daily({ atUs: MORNING_OF_DAY_US + 1, random: () => 0.5, nowUs: monoUs(0) });
    daily.follow(clock, monoUs(0));
    const first = daily.dueUs;
    daily.done(clock, first);
    assert.equal(daily.dueUs - first, US_PER_DAY);
  });

  test('comes a day after the start where the time is not known, and by a clock set back', () => {
    const daily = new Daily({ atUs: MORNING_OF_DAY_US + 1, random: () => 0, nowUs: monoUs(0) });
    daily.follow({ ...clock, trusted: false }, monoUs(0));
    assert.equal(daily.dueUs, US_PER_DAY);
    daily.follow(clock, monoUs(0));
    assert.equal(daily.dueUs, 1);
    daily.follow({ ...clock, utcMinusMonoUs: MORNING - 400 * US_PER_DAY }, monoUs(0));
    assert.equal(daily.dueUs, 1);
  });

  test('says nothing of relays that were switched while it lasted', () => {
    const in10S = (MORNING_OF_DAY_US + 10 * US_PER_S) % US_PER_DAY;
    const relaysFound = (pole: Pole): unknown => {
      const on = { supply: true, line: false };
      pole.take({ on: 'self-tested', id: 'daily:self-test', tried: { ...WELL, relays: on } });
      return (pole.reports('telemetry').at(-1)?.['selfTest'] as Record<string, unknown>)['relays'];
    };
    const pole = (): Pole => new Pole({ config: { selfTestAtUs: in10S }, random: () => 0 });
    assert.equal(relaysFound(pole().until(12)), 'stuck');
    const disturbed = pole().until(60, ...broadcast({ startS: 14, frames: 50 }));
    assert.equal(disturbed.contacts.supply, false);
    assert.equal(relaysFound(disturbed), 'untested');
  });

  test('is told at once, proved, and logged', () => {
    const in10S = (MORNING_OF_DAY_US + 10 * US_PER_S) % US_PER_DAY;
    const pole = new Pole({ config: { selfTestAtUs: in10S }, random: () => 0 }).until(10);
    pole.take({ on: 'self-tested', id: 'daily:self-test', tried: { ...WELL, card: 'stalled' } });
    pole.until(11);
    const told = pole.reports('telemetry').at(-1)?.['selfTest'] as Record<string, unknown>;
    assert.deepEqual([told['by'], told['ok'], told['card']], ['daily', false, 'stalled']);
    const record = pole.proved.find((one) => one['record'] === 'self-test');
    assert.deepEqual([record?.['what'], record?.['by']], ['failed', 'daily']);
    assert.ok(pole.events().includes('self-test'));
    assert.deepEqual(pole.reports('reply'), []);
  });
});
