/** How a record of the proof gets from the box to the head-end: kept first, sent, sent again, and let go once acknowledged. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Input } from '../../../agent/core/input.ts';
import { LIMITS } from '../../../agent/core/limits.ts';
import { ChainCheck } from '../../../agent/core/wire/proof/proof-chain.ts';
import type { SealedRecord } from '../../../agent/core/wire/proof/proof-record.ts';
import { announcement, controlInput, stopOf } from '../control/announcement-builder.ts';
import { chainTexts, toyKey } from '../trust/mandate-builder.ts';
import { Pole } from '../receiver/pole.ts';
import { ackInput, sha256 } from './proof-parts.ts';

/** Makes one record: an announcement that is stopped before it was heard. */
const speak = (pole: Pole, number: number): void => {
  const one = announcement(number, { sequence: 2 * number });
  pole.take(controlInput(one));
  pole.take(controlInput(stopOf(one, { sequence: 2 * number + 1 })));
};

const speakAll = (pole: Pole, from: number, to: number): void => {
  for (let number = from; number <= to; number++) {
    speak(pole, number);
    // The disk answers each.
    pole.until(pole.nowS);
  }
};

const sent = (pole: Pole): number[] => pole.proved.map(({ number }) => Number(number));

const unheard = (): Pole => {
  const pole = new Pole();
  pole.isHeadEndThere = false;
  return pole.until(1);
};

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

const tail = (pole: Pole, records: readonly SealedRecord[]): Pole =>
  new Pole({ stored: pole.stored.at(-1)!, proof: { records, newChain: 'c2c2c2c2c2c2c2c2' } });

describe('a record', () => {
  test('is kept before it is sent, and sent as it is kept', () => {
    const pole = unheard();
    pole.disk = 'hangs';
    speak(pole, 1);
    pole.until(2);
    assert.deepEqual(sent(pole), []);
    const { receiver } = pole;
    pole.disk = 'good';
    speak(pole, 2);
    pole.until(3);
    assert.deepEqual(sent(pole), [1, 2]);
    const lines = pole.published
      .filter(({ publication }) => publication.topic.endsWith('/played'))
      .map(({ publication }) => publication);
    assert.deepEqual(
      lines.map(({ payload }) => payload),
      pole.records.map(({ text }) => text),
    );
    assert.deepEqual(
      lines.map(({ qos, retain }) => [qos, retain]),
      [
        [1, false],
        [1, false],
      ],
    );
    assert.ok(receiver.nextWakeUs() > 3e6);
  });

  test('follows upon the one before it, over a restart too', () => {
    const pole = unheard();
    speakAll(pole, 1, 3);
    pole.until(2);
    const again = tail(pole, pole.records.slice(-1));
    again.until(1);
    speak(again, 4);
    again.until(2);
    const check = new ChainCheck(sha256);
    for (const { text, hash } of [...pole.records, ...again.records]) {
      assert.equal(check.take(text, hash), undefined);
    }
    assert.equal(check.last?.number, 4);
    assert.equal(check.last?.chain, '00000000000000c1');
  });
});

describe('a chain that cannot be gone on with', () => {
  test('is followed by a new one, which says why and goes on counting', () => {
    const pole = unheard();
    speakAll(pole, 1, 2);
    pole.until(2);
    const broken = 'the store was damaged';
    const proof = { records: pole.records, newChain: 'c2c2c2c2c2c2c2c2', broken };
    const again = new Pole({ stored: pole.stored.at(-1)!, proof });
    again.isHeadEndThere = false;
    again.until(1);
    const [first] = again.records;
    const { chain, number, record, why } = JSON.parse(first?.text ?? '{}') as Record<
      string,
      unknown
    >;
    assert.deepEqual([chain, number, record, why], ['c2c2c2c2c2c2c2c2', 3, 'began', broken]);
    const check = new ChainCheck(sha256);
    for (const { text } of [...pole.records, ...again.records]) {
      assert.equal(check.take(text), undefined);
    }
    assert.deepEqual(sent(again), [1, 2, 3], 'what was not acknowledged of the old one is sent');
    again.take(ackInput(first!.text));
    again.take({ on: 'link-down', session: 17, reason: 'reset' });
    again.until(5);
    assert.deepEqual(sent(again).slice(3), [1, 2], 'the old one is acknowledged by itself alone');
  });
});

describe('what is not acknowledged', () => {
  test('is sent again after half a minute, then more and more rarely', () => {
    const pole = unheard();
    speak(pole, 1);
    pole.until(1_000);
    const times = pole.published
      .filter(({ publication }) => publication.topic.endsWith('/played'))
      .map(({ atS }) => Math.round(atS));
    assert.deepEqual(times, [1, 31, 91, 211, 451, 931]);
  });

  test('is sent again over the next connection', () => {
    const pole = unheard();
    speak(pole, 1);
    pole.until(2);
    pole.breakLink();
    pole.until(5);
    assert.deepEqual(sent(pole), [1, 1]);
  });

  test('and was made without a connection is sent in portions, each after the last is acknowledged', () => {
    const pole = new Pole({ isBrokerThere: false });
    pole.isHeadEndThere = false;
    speakAll(pole, 1, 40);
    pole.isBrokerThere = true;
    pole.until(10);
    const portion = LIMITS.proofInFlightMax;
    assert.deepEqual(sent(pole), numbers(1, portion));
    pole.take(ackInput(pole.records[portion - 1]!.text));
    assert.deepEqual(sent(pole), numbers(1, 2 * portion));
    speak(pole, 41);
    pole.until(11);
    assert.equal(sent(pole).at(-1), 41, 'what is new does not wait for what is old');
    pole.take(ackInput(pole.records[40]!.text));
    pole.until(3_000);
    assert.deepEqual(sent(pole).slice(2 * portion), [41]);
  });

  test('falls out where there is no more room, the oldest first, and is counted', () => {
    const pole = new Pole({ isBrokerThere: false, config: { heartbeatEveryUs: 1e6 } });
    pole.isHeadEndThere = false;
    speakAll(pole, 1, LIMITS.proofRecordsMax + 3);
    pole.isBrokerThere = true;
    pole.until(10);
    assert.equal(sent(pole)[0], 4);
    assert.deepEqual(pole.reports('telemetry').at(-1)?.['proof'], {
      number: LIMITS.proofRecordsMax + 3,
      acknowledged: 3,
      unsaved: 0,
      dropped: 3,
    });
    assert.equal(pole.events().filter((event) => event === 'proof.dropped').length, 3);
  });
});

describe('an acknowledgement', () => {
  const told = (): { pole: Pole; text: string } => {
    const pole = unheard();
    speak(pole, 1);
    pole.until(2);
    return { pole, text: pole.records[0]!.text };
  };
  const isHeld = (pole: Pole, from = 2): boolean => {
    const before = sent(pole).length;
    pole.until(from + 40);
    return sent(pole).length > before;
  };
  const refusalOf = (pole: Pole, input: Input): unknown => {
    pole.take(input);
    return pole.logged.findLast(({ event }) => event === 'refused')?.fields;
  };

  test('lets the record go, is kept with the next save, and outlasts a restart by it', () => {
    const { pole, text } = told();
    pole.take(ackInput(text));
    assert.ok(!isHeld(pole));
    speak(pole, 2);
    pole.until(50);
    assert.equal(pole.stored.at(-1)?.acknowledged, 1);
  });

  test('said twice, or of what is long past, is no news and no offence', () => {
    const { pole, text } = told();
    pole.take(ackInput(text));
    assert.equal(refusalOf(pole, ackInput(text)), undefined);
  });

  for (const [why, differing] of [
    ['of a record that is yet to come', { number: 2 }],
    ['of another chain', { chain: 'ffffffffffffffff' }],
    ['of another record under its number', { hash: 'f'.repeat(64) }],
  ] as const) {
    test(`${why} is refused, and the record held`, () => {
      const { pole, text } = told();
      const fields = refusalOf(pole, ackInput(text, differing));
      assert.deepEqual(fields, { code: 'ack.unknown', times: 1 });
      assert.ok(isHeld(pole));
    });
  }

  test('for another box, by a stranger, without a mandate or beyond it, of another kind, or retained, is refused', () => {
    const { pole, text } = told();
    const elsewhere = chainTexts({ studio: { areas: ['vn.hcm'] } });
    for (const [input, code] of [
      [ackInput(text, { box: 'langha-04' }), 'ack.field'],
      [ackInput(text, {}, { key: toyKey(55) }), 'trust.key'],
      [ackInput(text, {}, { chain: [] }), 'chain.missing'],
      [ackInput(text, {}, { chain: elsewhere }), 'mandate.area'],
      [ackInput(text, {}, { header: { typ: 'loa-control' } }), 'control.type'],
      [{ ...ackInput(text), retained: true }, 'retained.ack'],
    ] as const) {
      pole.logged.length = 0;
      pole.until(pole.nowS + 11);
      assert.equal((refusalOf(pole, input) as { code: string }).code, code);
    }
    assert.ok(isHeld(pole, pole.nowS));
  });
});

describe('a box that is told to stop', () => {
  test('keeps and sends its last record before it says good-bye', () => {
    const pole = new Pole().until(1);
    const one = announcement(1, { sequence: 1 });
    pole.take(controlInput(one));
    pole.take({ on: 'shutdown' });
    pole.until(20);
    const said = pole.published.map(({ publication }) => publication.topic.split('/').at(-1));
    assert.deepEqual(said.slice(-2), ['played', 'state']);
  });

  test('does not wait for a disk that hangs for longer than a second and a half', () => {
    const pole = new Pole().until(1);
    pole.take(controlInput(announcement(1, { sequence: 1 })));
    pole.disk = 'hangs';
    pole.take({ on: 'shutdown' });
    pole.until(20);
    assert.equal(pole.exitedAtS, 2.5);
  });

  test('asks a disk once more that refused before, and sends what it takes', () => {
    const pole = unheard();
    pole.disk = 'full';
    speak(pole, 1);
    pole.until(2);
    pole.disk = 'good';
    pole.take({ on: 'shutdown' });
    pole.until(20);
    assert.deepEqual([sent(pole), pole.records.length], [[1], 1]);
    assert.equal(pole.exitedAtS, 2);
  });

  test('waits no longer for a disk that refuses again', () => {
    const pole = unheard();
    pole.disk = 'full';
    speak(pole, 1);
    pole.until(2);
    pole.take({ on: 'shutdown' });
    pole.until(20);
    assert.deepEqual([sent(pole), pole.exitedAtS], [[], 2]);
  });
});
