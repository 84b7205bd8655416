/** The box and its broker: what is said when, under which session, and what is kept while nobody can hear it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../../../agent/core/effect.ts';
import { EMPTY_STATE } from '../../../agent/core/stored-state.ts';
import { monoUs } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import { Pole } from './pole.ts';
import { heardUpTo } from '../trust/stored-trust.ts';

const namesOf = (effects: readonly Effect[]): string[] =>
  effects.map((effect) =>
    effect.do === 'publish' ? `publish ${effect.publication.topic.split('/').at(-1)}` : effect.do,
  );

describe('a connection', () => {
  test('is asked for under the next number, made durable first, with a will that says so', () => {
    const pole = new Pole({ stored: { session: 41, trust: heardUpTo(7) } });
    assert.deepEqual(pole.stored, [{ session: 57, trust: heardUpTo(7), lastTrustedAt: MORNING }]);
    pole.until(1);
    const effects = pole.take({ on: 'link-down', session: 42, reason: 'reset' });
    assert.deepEqual(namesOf(effects), ['log', 'lamp']);
    pole.isBrokerThere = false;
    pole.until(2);
    assert.equal(pole.stored.length, 1, 'up to 57 they are kept already');
  });

  test('has a will on the topic of its birth, retained like it, that says lost', () => {
    const pole = new Pole({ stored: { ...EMPTY_STATE, session: 41 } }).until(1);
    pole.take({ on: 'link-down', session: 42, reason: 'reset' });
    const effects = pole.receiver.handle({ on: 'wake' }, monoUs(2_000_000));
    const connect = effects.find((effect) => effect.do === 'connect');
    assert.ok(connect);
    assert.equal(connect.session, 43);
    assert.deepEqual(
      { ...connect.will, payload: JSON.parse(connect.will.payload) as unknown },
      {
        topic: 'loa/1/box/langha-03/state',
        qos: 1,
        retain: true,
        payload: { box: 'langha-03', state: 'lost', session: 43, version: '0.0.0-test' },
      },
    );
  });

  test('that fails is tried again and again, each time under a higher number', () => {
    const pole = new Pole({ isBrokerThere: false }).until(300);
    // 0.75, 1.5, 3, 6, 12, 24, 45 s and 45 s from then on, as chance of 0.5 has it, and 50 ms for each refusal.
    assert.deepEqual(pole.sessions, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    assert.deepEqual(pole.reports('state'), []);
  });

  test('is asked for all night, and costs a write with every sixteenth attempt alone', () => {
    const pole = new Pole({ isBrokerThere: false }).until(8 * 3_600);
    assert.equal(pole.sessions.length, 645);
    assert.equal(pole.stored.length, 41);
    for (const { session } of pole.stored) assert.equal(session % 16, 0);
    assert.equal(pole.stored.at(-1)?.session, 656);
  });

  test('after a restart is asked for under a number that none before it can have had', () => {
    const before = new Pole({ isBrokerThere: false }).until(3_600);
    const stored = before.stored.at(-1)!;
    const again = new Pole({ stored, isBrokerThere: false });
    assert.ok(before.sessions.every((session) => session <= stored.session));
    assert.equal(again.sessions[0], stored.session + 1);
  });

  test('of which old news comes is not shaken by it', () => {
    const pole = new Pole().until(1);
    assert.deepEqual(pole.take({ on: 'link-down', session: 0, reason: 'old' }), []);
    assert.deepEqual(pole.take({ on: 'link-up', session: 1 }), []);
  });
});

describe('a played report', () => {
  const withoutLink = (): Pole => {
    const pole = new Pole().until(7, ...broadcast({ startS: 6, frames: 100 }));
    pole.isBrokerThere = false;
    pole.breakLink();
    return pole.until(20);
  };

  test('is kept while the link is down, and the words are heard all the same', () => {
    const pole = withoutLink();
    pole.assertHeard(6.005, 7.995, 6);
    assert.deepEqual(pole.reports('played'), []);
    assert.ok(pole.events().includes('announcement.ended'));
  });

  test('follows the birth when the link is up again, once', () => {
    const pole = withoutLink();
    const before = pole.published.length;
    pole.isBrokerThere = true;
    pole.until(60);
    const said = pole.published.slice(before).map(({ publication }) => publication.topic);
    assert.deepEqual(
      said.slice(0, 3).map((topic) => topic.split('/').at(-1)),
      ['state', 'reported', 'played'],
    );
    assert.equal(pole.reports('played').length, 1);
    assert.deepEqual(
      pole.published
        .filter(({ publication }) => publication.topic.endsWith('/played'))
        .map(({ publication: { qos, retain } }) => ({ qos, retain })),
      [{ qos: 1, retain: false }],
    );
  });
});

describe('telemetry', () => {
  test('comes at the configured pace from a random moment after each connection, while it is up', () => {
    const pole = new Pole({ config: { heartbeatEveryUs: 10_000_000 } }).until(31);
    const timesOf = (): string[] =>
      pole.published
        .filter(({ publication }) => publication.topic.endsWith('/telemetry'))
        .map(({ atS }) => atS.toFixed(2));
    assert.deepEqual(timesOf(), ['5.05', '15.05', '25.05']);
    pole.breakLink();
    // Back after 0.75 s, and 5 s later as chance has it.
    pole.until(40);
    assert.deepEqual(timesOf().slice(3), ['36.80']);
  });

  test('says what the box is doing', () => {
    const pole = new Pole({ config: { heartbeatEveryUs: 10_000_000 } });
    pole.until(16, ...broadcast({ startS: 6, frames: 1_000 }));
    pole.take({ on: 'message', topic: 'x', payload: new Uint8Array(0), retained: false });
    pole.until(36);
    const [waiting, playing, , resting] = pole.reports('telemetry');
    assert.deepEqual(waiting?.['relays'], { supply: true, line: false });
    assert.equal(waiting['amplifier'], 'warming');
    assert.equal((waiting['announcement'] as { phase: string }).phase, 'waiting');
    const { phase, heardS } = playing?.['announcement'] as { phase: string; heardS: number };
    assert.equal(phase, 'playing');
    assert.ok(heardS > 9.05 && heardS < 9.2);
    // The card of the pole holds 100 ms and is filled every 10.
    assert.ok(playing !== undefined);
    const { delayUs, ...sink } = playing['sink'] as { delayUs: number };
    assert.deepEqual(sink, { open: true, failures: 0, xruns: 0 });
    assert.ok(delayUs > 85_000 && delayUs <= 100_021, `${delayUs} µs`);
    assert.equal((resting?.['sink'] as { delayUs: null }).delayUs, null);
    assert.deepEqual(playing['refusals'], {});
    assert.equal(playing['uptimeS'], 15);
    assert.deepEqual(playing['clock'], { trusted: true, errorUs: 100 });
    assert.deepEqual(resting?.['refusals'], { 'topic.unparsable': 1 });
  });
});
