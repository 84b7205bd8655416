/** A box whose disk takes nothing for a while: what it says of that, how often it tries, and what it has kept in the end. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { US_PER_S, monoUs } from '../../../agent/core/vocabulary.ts';
import { announcement, controlInput, stopOf } from '../control/announcement-builder.ts';
import { Pole } from './pole.ts';

/** Makes one record: an announcement that is stopped before it was heard. */
const speak = (pole: Pole, number: number): void => {
  const one = announcement(number, { sequence: 2 * number });
  pole.take(controlInput(one));
  pole.take(controlInput(stopOf(one, { sequence: 2 * number + 1 })));
};

const sent = (pole: Pole): number[] => pole.proved.map(({ number }) => Number(number));

const unheard = (): Pole => {
  const pole = new Pole();
  pole.isHeadEndThere = false;
  return pole.until(1);
};

const faultsOf = ({ receiver, nowS }: Pole) => receiver.snapshotAt(monoUs(nowS * US_PER_S)).faults;

describe('a box whose disk refuses', () => {
  test('keeps a record in mind that the disk does not take, and has it taken by the next save', () => {
    const pole = unheard();
    pole.disk = 'full';
    speak(pole, 1);
    pole.until(10);
    assert.deepEqual([sent(pole), pole.records], [[], []]);
    assert.ok(pole.events().includes('store.failed'));
    pole.disk = 'good';
    pole.until(16);
    assert.deepEqual(sent(pole), [1], 'the disk was tried again within five seconds');
    assert.equal(pole.records.length, 1);
  });

  test('tries it again within a moment, then ever more seldom, and tells the fault once, and its end', () => {
    const pole = unheard();
    const asked = pole.stored.length;
    pole.disk = 'full';
    speak(pole, 1);
    pole.until(1.2);
    pole.disk = 'good';
    pole.until(1.5);
    assert.equal(sent(pole).length, 1, 'a quarter of a second is enough');
    pole.disk = 'full';
    speak(pole, 2);
    pole.until(61.5);
    const { times } = faultsOf(pole).find(({ code }) => code === 'store.failed')!;
    // 4 saves as it was announced and stopped, then after 0.25, 0.5, 1, 2, 4, and every 5 s.
    assert.ok(times >= 15 && times <= 22, `${times} times in a minute`);
    assert.equal(pole.events().filter((event) => event === 'store.failed').length, 2);
    pole.disk = 'good';
    pole.until(67);
    assert.deepEqual(faultsOf(pole), []);
    assert.ok(pole.events().includes('fault.over'));
    assert.ok(pole.stored.length > asked);
  });

  test('keeps a state alone that the disk refused as soon as there is room', () => {
    const pole = unheard();
    pole.disk = 'full';
    const one = announcement(1, { sequence: 7 });
    pole.take(controlInput(one));
    pole.until(2);
    const before = pole.stored.at(-1)?.trust.heard.issuers ?? [];
    assert.deepEqual(
      before.filter(({ sequence }) => sequence === 7),
      [],
    );
    pole.disk = 'good';
    pole.until(7);
    const kept = pole.stored.at(-1)?.trust.heard.issuers.map(({ sequence }) => sequence);
    assert.deepEqual(kept, [7]);
  });
});
