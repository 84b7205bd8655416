/** Desired settings of one box: taken whole or refused whole, the newest alone, told as they hold, and never a sound. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '../../../agent/core/limits.ts';
import { after, US_PER_S } from '../../../agent/core/vocabulary.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import {
  COMMUNE,
  COMMUNE_MANDATE,
  PROVINCE,
  PROVINCE_MANDATE,
  ROOT,
  mandateText,
  toyKey,
} from '../trust/mandate-builder.ts';
import { command, commandInput, desiredInput, mayAll } from './order-builder.ts';
import { Pole } from '../receiver/pole.ts';

const AS_THE_FILE = { volumeDb: 0, chimeBefore: [], issuerOrder: [], heartbeatS: 60 };
const STUDIO_PATH = 'tinh-ha-noi/xa-lang-ha/dai-lang-ha';

const reported = (pole: Pole) => pole.reports('reported').at(-1) ?? {};
const inForce = (pole: Pole) => [reported(pole)['version'], reported(pole)['settings']];

describe('desired settings', () => {
  test('are told before any are desired: those of the box’s own file', () => {
    const pole = new Pole().until(1);
    const [report, ...more] = pole.published.filter(({ publication }) =>
      publication.topic.endsWith('/reported'),
    );
    assert.deepEqual([report?.publication.retain, report?.publication.qos, more], [true, 1, []]);
    assert.deepEqual(reported(pole), {
      box: 'langha-03',
      version: null,
      issuer: null,
      settings: AS_THE_FILE,
      refused: null,
    });
  });

  test('hold at once, are told with their version and issuer, and survive a power cut', () => {
    const wanted = {
      volumeDb: -6,
      chimeBefore: ['emergency'],
      issuerOrder: ['tinh-ha-noi/xa-lang-ha'],
      heartbeatS: 30,
    };
    const pole = new Pole().until(2, [1, desiredInput(7, wanted)]);
    assert.deepEqual(
      [reported(pole)['version'], reported(pole)['issuer'], reported(pole)['settings']],
      [7, STUDIO_PATH, wanted],
    );
    const stored = pole.stored.at(-1);
    assert.ok(stored !== undefined);
    assert.deepEqual(inForce(new Pole({ stored }).until(1)), [7, wanted]);
  });

  test('leave to the box’s own file what they do not name', () => {
    const pole = new Pole().until(
      3,
      [1, desiredInput(1, { volumeDb: -6, heartbeatS: 20 })],
      [2, desiredInput(2, { volumeDb: -3 })],
    );
    assert.deepEqual(inForce(pole), [2, { ...AS_THE_FILE, volumeDb: -3 }]);
  });

  test('make the box louder, chime and beat as they say', () => {
    const wanted = { volumeDb: -20, chimeBefore: ['normal'], heartbeatS: 10 };
    const pole = new Pole().until(
      60,
      [1, desiredInput(1, wanted)],
      ...broadcast({ startS: 6, frames: 100 }),
    );
    const loudest = Math.max(...pole.card.heard(6.1, 7.9).map(Math.abs));
    assert.ok(loudest > 790 && loudest <= 800, `a tenth of the tone, not ${loudest}`);
    assert.ok(
      pole.card.heard(4.3, 5.7).some((sample) => sample !== 0),
      'the chime',
    );
    // The first at 30.05 s, by the old pace; from then on every ten.
    assert.equal(pole.reports('telemetry').length, 3);
  });

  test('that come again, as a broker hands them out at each connection, change nothing', () => {
    const pole = new Pole().until(2, [1, desiredInput(3, { volumeDb: -6 })]);
    const stores = pole.stored.length;
    pole.take(desiredInput(3, { volumeDb: -6 }));
    assert.equal(pole.stored.length, stores);
    assert.deepEqual([inForce(pole)[0], reported(pole)['refused']], [3, null]);
  });

  test('that are older are refused, and that is told', () => {
    const pole = new Pole().until(2, [1, desiredInput(3, { volumeDb: -6 })]);
    pole.take(desiredInput(2, { volumeDb: -1 }));
    assert.deepEqual(inForce(pole), [3, { ...AS_THE_FILE, volumeDb: -6 }]);
    assert.deepEqual(reported(pole)['refused'], {
      version: 2,
      issuer: STUDIO_PATH,
      code: 'settings.version',
    });
  });

  test('of another issuer have versions of their own: nobody can use up the numbers of somebody else', () => {
    const commune = {
      key: COMMUNE,
      chain: [
        mandateText({ ...PROVINCE_MANDATE, may: ['settings'] }, ROOT),
        mandateText({ ...COMMUNE_MANDATE, may: ['settings'] }, PROVINCE),
      ],
    };
    const issuer = COMMUNE_MANDATE.subject;
    const pole = new Pole().until(
      3,
      [1, desiredInput(Number.MAX_SAFE_INTEGER, { volumeDb: -60 })],
      [2, desiredInput(1, { volumeDb: -2 }, { issuer }, commune)],
    );
    assert.deepEqual(inForce(pole), [1, { ...AS_THE_FILE, volumeDb: -2 }]);
  });

  test('of an issuer that had to be forgotten are not taken a second time, and newer ones are', () => {
    const keys = Array.from({ length: LIMITS.issuersMax }, (_, at) => toyKey(130 + at));
    const by = (key: Uint8Array) => ({ ...mayAll({ key }), key });
    const said = (seconds: number) => ({ issuedAt: after(MORNING, seconds * US_PER_S) });
    const first = desiredInput(9, { volumeDb: -6 }, said(0));
    const others = keys.map((key, at) => desiredInput(1, { volumeDb: -1 }, said(at + 1), by(key)));
    const pole = new Pole().until(40, [1, first], ...others.map((input) => [40, input] as const));
    pole.take(first);
    const { refused } = reported(pole) as { readonly refused: { readonly code: string } | null };
    assert.equal(refused?.code, 'trust.forgotten');
    assert.deepEqual(inForce(pole), [1, { ...AS_THE_FILE, volumeDb: -1 }]);
    pole.take(desiredInput(10, { volumeDb: -8 }, said(39)));
    assert.deepEqual(inForce(pole), [10, { ...AS_THE_FILE, volumeDb: -8 }]);
    const stored = pole.stored.at(-1);
    assert.equal(stored?.remote?.versions.issuers.length, LIMITS.issuersMax);
  });

  test('take the place of a volume that was commanded', () => {
    const pole = new Pole().until(
      9,
      [1, desiredInput(1, { volumeDb: -6 })],
      [8, commandInput(command(8), { do: 'volume', volumeDb: -20 })],
    );
    assert.deepEqual(reported(pole)['settings'], { ...AS_THE_FILE, volumeDb: -20 });
    pole.take(desiredInput(2, { volumeDb: -5 }));
    assert.deepEqual(reported(pole)['settings'], { ...AS_THE_FILE, volumeDb: -5 });
  });
});

describe('settings are refused whole, and that is told:', () => {
  for (const [name, settings, signer, code, detail] of [
    ['past the cap', { volumeDb: 1, heartbeatS: 30 }, mayAll(), 'volume.cap', undefined],
    ['one that is unknown', { volumeDb: -1, url: 'http://x' }, mayAll(), 'settings.field', 'url'],
    ['one of another type', { heartbeatS: '30' }, mayAll(), 'settings.field', 'heartbeatS'],
    ['a heart that races', { heartbeatS: 1 }, mayAll(), 'settings.field', 'heartbeatS'],
    ['no such class', { chimeBefore: ['urgent'] }, mayAll(), 'settings.field', 'chimeBefore'],
    ['no issuer’s name', { issuerOrder: ['Xã'] }, mayAll(), 'settings.field', 'issuerOrder'],
    [
      'without the right',
      { volumeDb: -1 },
      mayAll({ may: ['speak', 'command'] }),
      'mandate.right',
      'settings',
    ],
  ] as const) {
    test(name, () => {
      const pole = new Pole().until(2, [1, desiredInput(5, settings, {}, signer)]);
      assert.deepEqual(inForce(pole), [null, AS_THE_FILE]);
      const told = { version: 5, issuer: STUDIO_PATH, code };
      assert.deepEqual(
        reported(pole)['refused'],
        detail === undefined ? told : { ...told, detail },
      );
    });
  }
});

describe('settings are counted, and no more:', () => {
  for (const [name, input, code] of [
    [
      'by a stranger',
      desiredInput(5, { volumeDb: -1 }, {}, { key: toyKey(66), chain: [] }),
      'chain.missing',
    ],
    ['for another box', desiredInput(5, {}, { box: 'langha-04' }), 'order.box'],
    [
      'by a mandate that had expired',
      desiredInput(5, {}, { issuedAt: after(MORNING, 400 * 86_400 * US_PER_S) }),
      'mandate.expired',
    ],
    ['without a version', desiredInput(0, {}), 'settings.field'],
  ] as const) {
    test(name, () => {
      const pole = new Pole().until(2, [1, input]);
      assert.deepEqual(inForce(pole), [null, AS_THE_FILE]);
      assert.equal(reported(pole)['refused'], null);
      pole.until(61);
      assert.deepEqual(pole.reports('telemetry').at(-1)?.['refusals'], { [code]: 1 });
    });
  }

  test('an empty message, by which a broker is made to forget, changes nothing and is no mistake', () => {
    const pole = new Pole().until(2, [1, desiredInput(5, { volumeDb: -1 })]);
    const topic = 'loa/1/box/langha-03/desired';
    pole.take({ on: 'message', topic, payload: new Uint8Array(0), retained: false });
    assert.equal(inForce(pole)[0], 5);
  });
});
