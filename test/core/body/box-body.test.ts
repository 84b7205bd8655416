/** The box itself: contacts that bounce, heat, a line that is short, a lamp; and what of that reaches the horn. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Contacts } from '../../../agent/core/body/contacts.ts';
import { lampPattern } from '../../../agent/core/body/lamp.ts';
import { SpeakerLine } from '../../../agent/core/body/speaker-line.ts';
import { Thermal } from '../../../agent/core/body/thermal.ts';
import { Attenuator } from '../../../agent/core/playout/attenuator.ts';
import { US_PER_S, after, monoUs, type SensorReadings } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { assertSmooth } from '../playout/smoothness.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from '../receiver/pole.ts';

const ms = (value: number) => monoUs(value * 1_000);

describe('a contact that bounces', () => {
  test('counts once it has lasted, and says how long it was before', () => {
    const contacts = new Contacts();
    contacts.take({ test: false }, ms(0));
    assert.deepEqual(contacts.settle(ms(49)), []);
    assert.deepEqual(contacts.settle(ms(50)), [
      { contact: 'test', level: false, lastedUs: undefined },
    ]);
    for (let bounce = 0; bounce < 40; bounce += 1) {
      contacts.take({ test: bounce % 2 === 0 }, ms(1_000 + bounce));
      assert.deepEqual(contacts.settle(ms(1_000 + bounce)), [], 'while it bounces');
    }
    contacts.take({ test: true }, ms(1_040));
    assert.equal(contacts.nextWakeUs, ms(1_090));
    assert.deepEqual(contacts.settle(ms(1_090)), [
      { contact: 'test', level: true, lastedUs: 1_040_000 },
    ]);
    assert.equal(contacts.nextWakeUs, Infinity);
  });

  test('and falls back within its bounce has not changed', () => {
    const contacts = new Contacts();
    contacts.take({ kill: false }, ms(0));
    contacts.settle(ms(50));
    contacts.take({ kill: true }, ms(100));
    contacts.take({ kill: false }, ms(120));
    assert.deepEqual(contacts.settle(ms(1_000)), []);
  });
});

test('heat takes loudness in steps and then everything, an emergency later, and gives it back with a gap', () => {
  const thermal = new Thermal({ derateFromC: 70, offFromC: 85 });
  /** Temperature, dB, dB in an emergency, off, off in an emergency. */
  const TABLE = [
    [69.9, 0, 0, false, false],
    [70, 3, 0, false, false],
    [75, 6, 3, false, false],
    [85, 12, 9, true, false],
    [90, 12, 12, true, true],
    [87.1, 12, 12, true, true],
    [86.9, 12, 9, true, false],
    [82, 12, 9, true, false],
    [81.9, 9, 6, false, false],
    [72.1, 6, 3, false, false],
    [71.9, 3, 0, false, false],
    [66.9, 0, 0, false, false],
  ] as const;
  for (const [temperatureC, db, emergencyDb, isOff, isEmergencyOff] of TABLE) {
    thermal.take(temperatureC);
    const found = [
      thermal.attenuationDb(false),
      thermal.attenuationDb(true),
      thermal.isOff(false),
      thermal.isOff(true),
    ];
    assert.deepEqual(found, [db, emergencyDb, isOff, isEmergencyOff], `at ${temperatureC} °C`);
  }
});

test('a line is what it was read as twice in a row; a short is latched until somebody resets it', () => {
  const line = new SpeakerLine({ shortBelow: 2, openAbove: 16 });
  const states = [8, 8, 1, 8, 8, 1, 1, 8, 8, 20, null, null].map((value) => {
    line.take(value);
    return `${line.state}${line.isLatched ? '!' : ''}`;
  });
  assert.deepEqual(states, [
    ...['unknown', 'normal', 'normal', 'normal', 'normal', 'normal'],
    ...['short!', 'short!', 'normal!', 'normal!', 'normal!', 'unknown!'],
  ]);
  line.reset();
  assert.ok(!line.isLatched);
  for (const value of [1, 1]) line.take(value);
  line.reset();
  assert.ok(!line.isLatched, 'until the next reading');
  line.take(1);
  assert.ok(line.isLatched);
  const unmeasured = new SpeakerLine(undefined);
  for (const value of [1, 1]) unmeasured.take(value);
  assert.equal(unmeasured.state, 'unknown');
});

test('a lamp says first what somebody must climb for', () => {
  const well = { hasFault: false, isSilenced: false, isPlaying: false, isConnected: true };
  assert.equal(lampPattern(well), 'blip');
  assert.equal(lampPattern({ ...well, isConnected: false }), 'slow');
  assert.equal(lampPattern({ ...well, isPlaying: true, isConnected: false }), 'steady');
  assert.equal(lampPattern({ ...well, isSilenced: true, isPlaying: true }), 'dark');
  assert.equal(lampPattern({ ...well, hasFault: true, isSilenced: true }), 'fast');
});

test('what is made quieter is made so without a step, by so many dB, and back to the very samples', () => {
  const attenuator = new Attenuator();
  const tone = (): Int16Array =>
    Int16Array.from({ length: 48_000 }, (_, at) => Math.round(10_000 * Math.sin(at / 80)));
  const plain = tone();
  attenuator.apply(plain);
  assert.deepEqual(plain, tone(), 'untouched');
  attenuator.attenuate(6);
  const louder = tone();
  attenuator.apply(louder);
  assertSmooth(louder);
  const quiet = tone();
  attenuator.apply(quiet);
  assert.ok(Math.abs(Math.max(...quiet) - 5_012) < 3, `${Math.max(...quiet)}`);
  attenuator.attenuate(0);
  for (let second = 0; second < 2; second += 1) attenuator.apply(tone());
  const again = tone();
  attenuator.apply(again);
  assert.deepEqual(again, tone());
});

describe('on the pole', () => {
  let last: SensorReadings = {};
  const sensed = (pole: Pole, readings: SensorReadings): void => {
    last = readings;
    pole.take({ on: 'sensors', readings });
  };
  /** As sensors are read, over and over. */
  const pass = (pole: Pole, untilS: number): void => {
    while (pole.nowS < untilS) {
      pole.until(Math.min(untilS, pole.nowS + 5));
      sensed(pole, last);
    }
  };
  const faults = (pole: Pole): string[] => {
    pass(pole, pole.nowS + 61);
    const { faults: found } = pole.reports('telemetry').at(-1) as { faults: { code: string }[] };
    return found.map(({ code }) => code);
  };

  test('a short in mid-word switches off at once, stays off over the next bulletin, and ends with a reset', () => {
    const pole = new Pole().until(7, ...broadcast({ startS: 6, frames: 200 }));
    sensed(pole, { line: 1 });
    assert.ok(pole.contacts.line, 'one reading is none');
    sensed(pole, { line: 1 });
    assert.deepEqual(pole.contacts, { supply: false, line: false });
    sensed(pole, { line: 8 });
    sensed(pole, { line: 8 });
    const { length } = pole.journal;
    pole.until(60, ...broadcast({ startS: 40, frames: 100, number: 2 }));
    assert.ok(pole.events().filter((event) => event === 'announcement.ended').length === 2);
    assert.ok(pole.journal.slice(length).every(({ what }) => what.endsWith('-')));
    assert.equal(pole.lamp, 'fast');
    assert.deepEqual(faults(pole), ['line.short']);
    pole.take({ on: 'contacts', levels: { test: false } });
    pass(pole, 130);
    pole.take({ on: 'contacts', levels: { test: true } });
    pole.until(136);
    pole.take({ on: 'contacts', levels: { test: false } });
    pole.until(137);
    assert.deepEqual(faults(pole), []);
  });

  test('heat makes it quieter, and too much of it silent', () => {
    const pole = new Pole();
    sensed(pole, { temperatureC: 81 });
    pole.until(9, ...broadcast({ startS: 6, frames: 200 }));
    const loudest = Math.max(...pole.card.heard(8, 8.5));
    const plain = Math.max(
      ...new Pole().until(9, ...broadcast({ startS: 6, frames: 200 })).card.heard(8, 8.5),
    );
    assert.ok(Math.abs(20 * Math.log10(loudest / plain) + 6) < 0.1, `${loudest} of ${plain}`);
    sensed(pole, { temperatureC: 91 });
    assert.deepEqual(pole.contacts, { supply: false, line: false });
    assert.ok(pole.events().includes('heat.off'));
  });

  test('an emergency is heard at a heat that silences all else', () => {
    const pole = new Pole();
    sensed(pole, { temperatureC: 91 });
    pole.until(9, ...broadcast({ startS: 6, frames: 200, change: { class: 'emergency' } }));
    assert.deepEqual(pole.contacts, { supply: true, line: true });
    sensed(pole, { temperatureC: 95 });
    assert.deepEqual(pole.contacts, { supply: false, line: false });
  });

  test('what forbids the amplifier is not outwaited by one that rests before it warms', () => {
    const pole = new Pole().until(2.7, ...broadcast({ startS: 4, frames: 200, announceS: 1 }));
    sensed(pole, { temperatureC: 91 });
    pole.until(12);
    assert.deepEqual(
      pole.journal.filter(({ what }) => what.endsWith('+')),
      [],
    );
  });

  test('a short that is seen while the amplifier is held for nobody switches it off at once', () => {
    const next = broadcast({ startS: 13, frames: 50, number: 2, announceS: 7 });
    for (const waiting of [[], next]) {
      const pole = new Pole().until(9, ...broadcast({ startS: 6, frames: 100 }), ...waiting);
      assert.deepEqual(pole.contacts, { supply: true, line: true }, 'held');
      sensed(pole, { line: 1 });
      sensed(pole, { line: 1 });
      assert.deepEqual(pole.contacts, { supply: false, line: false });
      const { length } = pole.journal;
      pole.until(30);
      assert.ok(pole.journal.slice(length).every(({ what }) => what.endsWith('-')));
    }
  });

  test('a sensor that dies hot does not silence the box for ever', () => {
    const emergency = (startS: number, number: number) => {
      const issuedAt = after(MORNING, (startS - 3) * US_PER_S);
      const expiresAt = after(issuedAt, 60 * US_PER_S);
      const change = { class: 'emergency', issuedAt, expiresAt } as const;
      return broadcast({ startS, frames: 100, number, change });
    };
    const pole = new Pole().until(1, ...emergency(500, 1), ...emergency(700, 2));
    sensed(pole, { temperatureC: 96 });
    sensed(pole, { temperatureC: null });
    pass(pole, 720);
    assert.deepEqual(
      pole.reports('played').map(({ amplifier }) => amplifier),
      ['failed', 'read-back'],
    );
    const loudest = Math.max(...pole.card.heard(701, 701.5));
    assert.ok(loudest > 0, 'and then it is heard');
    assert.ok(!faults(pole).includes('heat.off'));
    sensed(pole, { temperatureC: 96 });
    assert.ok(faults(pole).includes('heat.off'), 'once it is back it counts');
  });

  test('the kill switch silences by its contact, and so does one that cannot be read', () => {
    for (const level of [true, null]) {
      const pole = new Pole().until(7, ...broadcast({ startS: 6, frames: 200 }));
      pole.take({ on: 'contacts', levels: { kill: level } });
      pole.until(8);
      assert.deepEqual(pole.contacts, { supply: false, line: false });
      assert.equal(pole.lamp, 'dark');
    }
  });

  test('mains, door and a sensor that is gone are faults while they last', () => {
    const pole = new Pole();
    pole.take({ on: 'contacts', levels: { mains: true, tamper: true } });
    sensed(pole, { supplyV: null, temperatureC: 41 });
    assert.deepEqual(faults(pole).sort(), ['mains.lost', 'sensor.failed', 'tamper.open']);
    const { body } = pole.reports('telemetry').at(-1) as { body: Record<string, unknown> };
    assert.equal(body['mainsLost'], true);
    pole.take({ on: 'contacts', levels: { mains: false, tamper: false } });
    sensed(pole, { supplyV: 13.8, temperatureC: 41 });
    assert.deepEqual(faults(pole), []);
    pole.until(pole.nowS + 61);
    assert.ok(pole.events().includes('sensor.failed'), 'nothing was read for a minute');
  });
});
