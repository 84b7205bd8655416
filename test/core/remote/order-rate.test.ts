/** Valid but endless orders: what a box takes of them, what each costs it, and that neither a stop nor anybody else's order is lost among them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Input } from '../../../agent/core/input.ts';
import type { Deed } from '../../../agent/core/wire/orders/command.ts';
import { RIGHTS } from '../../../agent/core/wire/trust/mandate.ts';
import { MORNING } from '../control/announcement-builder.ts';
import { broadcast } from '../head-end/broadcast-timetable.ts';
import {
  COMMUNE,
  COMMUNE_MANDATE,
  PROVINCE,
  PROVINCE_MANDATE,
  ROOT,
  mandateText,
} from '../trust/mandate-builder.ts';
import { command, commandInput, desiredInput } from './order-builder.ts';
import { Pole } from '../receiver/pole.ts';

const ENDLESS = 3_000;
/** At once, and one more in the ten seconds that all of it takes here at most. */
const TAKEN_MOST = 31;

const commune = {
  key: COMMUNE,
  chain: [
    mandateText({ ...PROVINCE_MANDATE, may: RIGHTS }, ROOT),
    mandateText({ ...COMMUNE_MANDATE, may: RIGHTS }, PROVINCE),
  ],
};

/** The `number`th of a flood: all in the same second, each with a number of its own. */
const flooding = (number: number, deed: Deed): Input =>
  commandInput(command(number, { issuedAt: MORNING }), deed);

const flooded = (deed: Deed): Pole => {
  const pole = new Pole().until(2);
  for (let number = 1; number <= ENDLESS; number++) pole.take(flooding(number, deed));
  return pole.until(3);
};

const did = (pole: Pole, what: string): number =>
  pole.records.filter(({ text }) => text.includes(`"what":"${what}"`)).length;

describe('of commands without end by one issuer', () => {
  const pole = flooded({ do: 'volume', volumeDb: -6 });

  test('some are done, and the rest cost neither disk nor proof, and few answers', () => {
    assert.ok(did(pole, 'volume') <= TAKEN_MOST, `${did(pole, 'volume')} records`);
    assert.ok(pole.stored.length <= 4 * TAKEN_MOST, `${pole.stored.length} saves`);
    const codes = pole.reports('reply').map(({ code }) => code ?? 'done');
    assert.ok(codes.length <= 2 * TAKEN_MOST, `${codes.length} replies`);
    assert.equal(codes.at(-1), 'order.flood');
  });

  test('none keeps the commune from being obeyed', () => {
    const wanted = command(5_000, { issuer: COMMUNE_MANDATE.subject, issuedAt: MORNING });
    pole.take(commandInput(wanted, { do: 'volume', volumeDb: -9 }, { signer: commune }));
    pole.until(4);
    assert.deepEqual(pole.receiver.snapshotAt(0 as never).volume.db, -9);
  });

  test('it may order again, one in ten seconds', () => {
    const before = did(pole, 'volume');
    pole.until(12);
    for (const number of [6_000, 6_001, 6_002]) {
      pole.take(flooding(number, { do: 'volume', volumeDb: -3 }));
    }
    pole.until(13);
    assert.equal(did(pole, 'volume') - before, 1);
  });
});

test('a stop of what is heard is obeyed, however many commands came before it', () => {
  const pole = new Pole().until(8, ...broadcast({ startS: 6, frames: 500 }));
  for (let number = 1; number <= 100; number++) {
    pole.take(flooding(number, { do: 'volume', volumeDb: -6 }));
  }
  pole.take(flooding(200, { do: 'stop', announcement: undefined }));
  pole.until(12);
  pole.assertQuiet(8.6, 12);
  const played = pole.records.find(({ text }) => text.includes('"record":"played"'));
  assert.match(String(played?.text), /"why":"stopped"/);
});

test('a command that was done, said again without end, is answered now and then', () => {
  const pole = new Pole().until(2);
  const done = flooding(1, { do: 'volume', volumeDb: -6 });
  for (let times = 0; times < ENDLESS; times++) pole.take(done);
  assert.ok(pole.reports('reply').length <= TAKEN_MOST + 1, `${pole.reports('reply').length}`);
  assert.equal(did(pole.until(3), 'volume'), 1);
});

describe('of settings without end', () => {
  test('some are taken, and the rest cost no save', () => {
    const pole = new Pole().until(2);
    for (let version = 1; version <= ENDLESS; version++) {
      pole.take(desiredInput(version, { volumeDb: -(version % 20) }));
    }
    assert.ok(pole.stored.length <= 2 * TAKEN_MOST, `${pole.stored.length} saves`);
    assert.ok(pole.reports('reported').length <= 3 * TAKEN_MOST);
    assert.equal(pole.reports('reported').at(-1)?.['version'], TAKEN_MOST - 1);
  });

  test('old ones, that anybody at the broker can say again, are told of now and then', () => {
    const pole = new Pole().until(2, [1, desiredInput(7, { volumeDb: -6 })]);
    for (let times = 0; times < ENDLESS; times++) pole.take(desiredInput(6, { volumeDb: -1 }));
    assert.ok(pole.reports('reported').length <= TAKEN_MOST + 2);
  });
});
