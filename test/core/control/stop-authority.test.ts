/** Who may stop whom, over every pair of speakers in a small country; and stops that overtake, outlive and overflow. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  StopMemory,
  parseStops,
  type RememberedStop,
} from '../../../agent/core/control/stop-memory.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import type { Announcement } from '../../../agent/core/wire/control-message.ts';
import type { Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import { announcement, controlInput, stopOf, type Signer } from './announcement-builder.ts';
import { announced, broadcast } from '../head-end/broadcast-timetable.ts';
import { Ear } from './ear.ts';
import {
  COMMUNE,
  COMMUNE_MANDATE,
  PROVINCE,
  PROVINCE_MANDATE,
  ROOT,
  STUDIO,
  STUDIO_MANDATE,
  mandateText,
  toyKey,
  type ToyKey,
} from '../trust/mandate-builder.ts';
import { Pole } from '../receiver/pole.ts';

/** Who there is: each by its own mandate, the first by the root, the others by the one named. */
interface Speaker {
  readonly mandate: Mandate;
  readonly key: ToyKey;
  readonly above?: string;
}

const of = (mandate: Mandate, key: ToyKey, above?: string): Speaker => ({
  mandate: { ...mandate, key },
  key,
  ...(above !== undefined && { above }),
});

const COUNTRY: Readonly<Record<string, Speaker>> = {
  province: of(PROVINCE_MANDATE, PROVINCE),
  commune: of(COMMUNE_MANDATE, COMMUNE, 'province'),
  studio: of(STUDIO_MANDATE, STUDIO, 'commune'),
  /** A second studio, of the same commune. */
  school: of({ ...STUDIO_MANDATE, subject: 'truong-lang-ha' }, toyKey(51), 'commune'),
  /** A province of its own, to the same area. */
  other: of({ ...PROVINCE_MANDATE, subject: 'tinh-khac' }, toyKey(52)),
  /** Whom the other province calls as the commune is called. */
  namesake: of(COMMUNE_MANDATE, toyKey(53), 'other'),
  /** The commune again, after it got a new key. */
  renewed: of(COMMUNE_MANDATE, toyKey(54), 'province'),
};
const NAMES = Object.keys(COUNTRY);

const lineage = (name: string): Speaker[] => {
  const speaker = COUNTRY[name]!;
  return [...(speaker.above === undefined ? [] : lineage(speaker.above)), speaker];
};

const signer = (name: string): Signer => {
  const line = lineage(name);
  const chain = line.map(({ mandate }, at) => mandateText(mandate, line[at - 1]?.key ?? ROOT));
  return { key: COUNTRY[name]!.key, chain };
};

const says = <T extends Announcement | ReturnType<typeof stopOf>>(name: string, message: T): T => ({
  ...message,
  issuer: COUNTRY[name]!.mandate.subject,
});

const input = (name: string, message: Announcement | ReturnType<typeof stopOf>) =>
  controlInput(says(name, message), message.area, signer(name));

/** In so many words: whom each may stop. */
const MAY_STOP: Readonly<Record<string, readonly string[]>> = {
  province: ['province', 'commune', 'studio', 'school', 'renewed'],
  commune: ['commune', 'studio', 'school', 'renewed'],
  renewed: ['commune', 'studio', 'school', 'renewed'],
  studio: ['studio'],
  school: ['school'],
  other: ['other', 'namesake'],
  namesake: ['namesake'],
};

describe('of every two speakers', () => {
  for (const by of NAMES) {
    for (const whose of NAMES) {
      const may = MAY_STOP[by]!.includes(whose);
      test(`${by} ${may ? 'may' : 'may not'} stop ${whose}, be it before or after it is heard of`, () => {
        const ear = new Ear();
        assert.equal(ear.refusalOf(input(whose, announcement(1, { sequence: 1 }))), undefined);
        const stop = stopOf(announcement(1), { sequence: 2 });
        assert.equal(ear.refusalOf(input(by, stop)), may ? undefined : 'session.authority');
        const [session] = ear.hearing.book.all;
        assert.equal(session?.ending, may ? 'stopped' : undefined);

        const early = new Ear();
        assert.equal(early.refusalOf(input(by, { ...stop, sequence: 1 })), 'session.unknown');
        const late = announcement(1, { sequence: 3 });
        assert.equal(early.refusalOf(input(whose, late)), may ? 'session.over' : undefined);
        assert.deepEqual(early.ids, may ? [] : [announcement(1).id]);
      });
    }
  }
});

describe('a stop from above', () => {
  const BULLETIN = { startS: 6, frames: 500 };
  const stop = (name: string, atS: number) =>
    [atS, input(name, stopOf(announced(BULLETIN), { sequence: atS * 10_000 }))] as const;

  test('silences in mid-word, says who it was, and holds however often it is renewed', () => {
    const pole = new Pole().until(30, ...broadcast(BULLETIN), stop('province', 7));
    pole.assertHeard(6.005, 7.06, 6);
    pole.assertQuiet(7.14, 30);
    const [played, ...more] = pole.reports('played');
    assert.deepEqual([played?.['why'], played?.['endedBy'], more], ['stopped', 'tinh-ha-noi', []]);
  });

  test('holds over a power cut, while the speaker below goes on renewing', () => {
    const before = new Pole().until(8, ...broadcast(BULLETIN), stop('commune', 7));
    const stored = before.stored.at(-1);
    assert.ok(stored !== undefined);
    const pole = new Pole({ stored }).until(30, ...broadcast(BULLETIN).filter(([atS]) => atS > 8));
    pole.assertQuiet(0, 30);
  });

  test('from below changes nothing', () => {
    const fromProvince = { ...signer('province') };
    const message = says('province', announced(BULLETIN));
    const pole = new Pole().until(
      12,
      ...broadcast(BULLETIN).map(([atS, said]): readonly [number, typeof said] =>
        said.on === 'message' && said.topic.endsWith('/control')
          ? [atS, controlInput({ ...message, sequence: atS * 1_000 }, message.area, fromProvince)]
          : [atS, said],
      ),
      stop('studio', 7),
      stop('commune', 7.5),
    );
    pole.assertHeard(6.005, 11.8, 6);
  });

  test('at the box holds over a power cut as well, be it by the switch or the console', () => {
    for (const silence of [
      { on: 'switch', isThrown: true },
      { on: 'stop-all', by: 'console' },
    ] as const) {
      const before = new Pole().until(8, ...broadcast(BULLETIN), [7, silence]);
      const stored = before.stored.at(-1);
      assert.ok(stored !== undefined);
      const rest = broadcast(BULLETIN).filter(([atS]) => atS > 8);
      new Pole({ stored }).until(30, ...rest).assertQuiet(0, 30);
    }
  });
});

describe('the memory of stops', () => {
  const idOf = (number: number): string => announcement(number).id;
  const kept: (readonly RememberedStop[])[] = [];
  const memory = (stored: readonly RememberedStop[] = []) =>
    new StopMemory(stored, (stops) => kept.push(stops));

  test('is bounded, and a flood by one drives out none of another', () => {
    const stops = memory();
    stops.remember([idOf(1)], 'tinh');
    for (let number = 2; number < 500; number++) stops.remember([idOf(number)], 'tinh/xa/dai');
    assert.equal(kept.at(-1)?.length, LIMITS.stopsRemembered);
    assert.ok(stops.holds(idOf(1), 'tinh/xa/dai'));
    assert.ok(stops.holds(idOf(499), 'tinh/xa/dai'));
    assert.ok(!stops.holds(idOf(2), 'tinh/xa/dai'));
  });

  test('writes nothing for what it knows', () => {
    const stops = memory([{ id: idOf(1), by: 'tinh' }]);
    const before = kept.length;
    stops.remember([idOf(1)], 'tinh');
    stops.remember([], 'tinh');
    assert.equal(kept.length, before);
  });

  test('is read back as it was written, and without what is no stop', () => {
    const stop = { id: idOf(1), by: 'tinh' };
    assert.deepEqual(parseStops(JSON.parse(JSON.stringify([stop]))), [stop]);
    assert.deepEqual(parseStops([stop, null, { id: 'x', by: 'y' }, { id: idOf(2) }]), [stop]);
    assert.deepEqual(parseStops('x'), []);
    const many = Array.from({ length: 500 }, (_, at) => ({ id: idOf(at), by: '' }));
    assert.equal(parseStops(many).length, LIMITS.stopsRemembered);
  });
});
