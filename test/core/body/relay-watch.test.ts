/** Relays that do otherwise than they are told: seen, said, told again, and reported until they obey. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RelayWatch } from '../../../agent/core/amplifier/relay-watch.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from '../receiver/pole.ts';

const OFF = { supply: false, line: false };
const ON = { supply: true, line: true };
const ms = (value: number) => monoUs(value * 1_000);

describe('a look at the relays', () => {
  test('comes once contacts have settled, then every second while on, every ten at rest, and wakes nobody for a fifth of a second', () => {
    const watch = new RelayWatch(ms(0));
    assert.ok(!watch.ask(ms(49)));
    assert.ok(watch.ask(ms(50)));
    assert.ok(!watch.ask(ms(60_000)), 'not before the first is answered');
    assert.deepEqual(watch.take(OFF, OFF, ms(60)), []);
    assert.equal(watch.nextWakeUs, ms(10_260));
    watch.commanded(ms(5_000));
    assert.equal(watch.nextWakeUs, ms(5_050));
    assert.ok(watch.ask(ms(5_050)));
    watch.take(ON, ON, ms(5_060));
    assert.equal(watch.nextWakeUs, ms(6_260));
    assert.ok(!watch.ask(ms(6_059)));
    assert.ok(watch.ask(ms(6_060)), 'with whatever else has woken the box');
  });

  test('that was asked for before a command says nothing of after it', () => {
    const watch = new RelayWatch(ms(0));
    watch.ask(ms(50));
    watch.commanded(ms(51));
    assert.deepEqual(watch.take(OFF, ON, ms(60)), []);
    assert.ok(!watch.isConfirmed(ON));
    watch.ask(ms(110));
    assert.deepEqual(watch.take(OFF, ON, ms(115)), ['line', 'supply']);
    assert.equal(watch.disagreements, 2);
  });

  test('that somebody waits for comes at once, yet never before contacts have settled', () => {
    const watch = new RelayWatch(ms(0));
    watch.ask(ms(50));
    watch.take(OFF, OFF, ms(60));
    watch.hurry(ms(3_000));
    assert.ok(watch.isHurried && watch.ask(ms(3_000)));
    watch.take(OFF, OFF, ms(3_010));
    assert.ok(!watch.isHurried);
    assert.equal(watch.nextWakeUs, ms(13_210));
    watch.commanded(ms(4_000));
    watch.hurry(ms(4_010));
    assert.equal(watch.nextWakeUs, ms(4_050));
  });

  test('that was under way when somebody began to wait is not what he waits for, unless none comes', () => {
    const watch = new RelayWatch(ms(0));
    watch.ask(ms(50));
    watch.hurry(ms(55));
    watch.take(OFF, OFF, ms(60));
    assert.ok(watch.isHurried);
    assert.ok(watch.ask(ms(110)));
    watch.unread(ms(710));
    assert.ok(!watch.isHurried);
  });

  test('confirms what both relays say, and nothing that cannot be told', () => {
    const watch = new RelayWatch(ms(0));
    watch.take({ supply: true, line: undefined }, ON, ms(1));
    assert.ok(!watch.isConfirmed(ON));
    watch.take(ON, ON, ms(2));
    assert.ok(watch.isConfirmed(ON));
    watch.unread(ms(3));
    assert.ok(!watch.isConfirmed(ON));
    assert.equal(watch.nextWakeUs, ms(1_003));
  });
});

describe('a relay that is welded', () => {
  test('on: both are told to go off every second, and it is reported until it obeys', () => {
    const pole = new Pole().until(9, ...broadcast({ startS: 6, frames: 100 }));
    pole.weldedRelays.add('line');
    pole.until(15);
    const { length } = pole.journal;
    assert.deepEqual(pole.contacts, { supply: false, line: true });
    pole.until(20);
    const again = pole.journal.slice(length).map(({ what }) => what);
    assert.deepEqual(again.slice(0, 2), ['line-', 'supply-']);
    assert.ok(again.length >= 8 && again.length <= 12, `${again.length} commands in 5 s`);
    assert.deepEqual(
      pole.logged.filter(({ event }) => event === 'relay.stuck-on').map(({ fields }) => fields),
      [{ relays: 'line', times: 1 }],
      'said once, not every second',
    );
    pole.until(100);
    const report = pole.reports('telemetry').at(-1)!;
    assert.deepEqual(report['relays'], { supply: false, line: false });
    assert.deepEqual(report['relaysRead'], { supply: false, line: true });
    assert.equal((report['faults'] as { code: string }[])[0]?.code, 'relay.stuck-on');
    pole.weldedRelays.clear();
    pole.until(103);
    assert.deepEqual(pole.contacts, { supply: false, line: false });
    assert.ok(pole.events().includes('fault.over'));
  });

  test('off: what is heard goes on in silence, and says so', () => {
    const pole = new Pole();
    pole.weldedRelays.add('line');
    pole.until(7, ...broadcast({ startS: 6, frames: 100 }));
    assert.deepEqual(pole.contacts, { supply: true, line: false });
    assert.ok(pole.events().includes('relay.stuck-off'));
  });
});

test('a supply that falls off in mid-word is warmed again before the line closes onto it', () => {
  const pole = new Pole().until(7, ...broadcast({ startS: 6, frames: 250 }));
  pole.contacts.supply = false;
  pole.contacts.line = false;
  const { length } = pole.journal;
  pole.until(10);
  const [line, supply, again] = pole.journal.slice(length);
  assert.deepEqual([line?.what, supply?.what, again?.what], ['line-', 'supply+', 'line+']);
  assert.ok(supply!.atS < 8.1, `seen at ${supply!.atS}`);
  assert.ok(again!.atS - supply!.atS >= 1, 'warm before the line');
  pole.assertQuiet(supply!.atS + 0.2, again!.atS);
  pole.until(12);
  pole.assertHeard(again!.atS + 0.3, 10.9, 6);
});
