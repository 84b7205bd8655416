/** A technician makes the box louder or quieter: within the cap alone, and provably. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { US_PER_S, monoUs, type MonoUs } from '../../../agent/core/vocabulary.ts';
import { Typist } from './console-typist.ts';
import { Pole } from '../receiver/pole.ts';

const posted = ({ effects }: Typist) =>
  effects.flatMap((effect) => (effect.do === 'post' ? [effect.input] : []));

const member = (): Typist => {
  const typist = new Typist({ language: 'en' });
  typist.type('login\r482913\r');
  typist.answer({ about: 'pin', came: 'right', waitS: 0 });
  return typist;
};

const now = ({ nowS }: Pole): MonoUs => monoUs(nowS * US_PER_S);

describe('volume at the console', () => {
  test('is asked of the box, in whole decibels', () => {
    const typist = member();
    typist.type('volume -6\râm-lượng 0\r');
    assert.deepEqual(posted(typist), [
      { on: 'volume', volumeDb: -6, by: 'console' },
      { on: 'volume', volumeDb: 0, by: 'console' },
    ]);
    assert.match(typist.terminal.text, /The volume is -6 dB now/);
  });

  test('is shown where no number is typed', () => {
    const typist = member();
    typist.type('volume\r');
    assert.match(typist.terminal.text, /The volume is -3 dB, 0 dB at most/);
    assert.deepEqual(posted(typist), []);
  });

  for (const [typed, says] of [
    ['volume 1', /allowed 0 dB at most/],
    ['volume 21', /whole number from -60 to 20/],
    ['volume -61', /whole number from -60 to 20/],
    ['volume -1.5', /whole number from -60 to 20/],
    ['volume --6', /whole number from -60 to 20/],
    ['volume -', /whole number from -60 to 20/],
  ] as const) {
    test(`${typed} changes nothing, and says why`, () => {
      const typist = member();
      typist.type(`${typed}\r`);
      assert.match(typist.terminal.text, says);
      assert.deepEqual(posted(typist), []);
    });
  }

  test('wants the PIN', () => {
    const typist = new Typist();
    typist.type('volume -6\r');
    assert.match(typist.terminal.lastLine, /PIN:$/);
    assert.deepEqual(posted(typist), []);
  });
});

describe('a box that is told its volume at the console', () => {
  test('holds to it, reports it, and proves who it was', () => {
    const pole = new Pole().until(8, [6, { on: 'volume', volumeDb: -6, by: 'console' }]);
    assert.deepEqual(pole.receiver.snapshotAt(now(pole)).volume, { db: -6, mostDb: 0 });
    const settings = pole.reports('reported').at(-1)?.['settings'] as Record<string, unknown>;
    assert.equal(settings['volumeDb'], -6);
    const proof = pole.proved.filter(({ what }) => what === 'volume');
    assert.deepEqual(
      proof.map(({ record, by }) => [record, by]),
      [['command', 'console']],
    );
  });

  test('never goes beyond the cap, whoever asks', () => {
    const pole = new Pole().until(8, [6, { on: 'volume', volumeDb: 1, by: 'console' }]);
    assert.deepEqual(pole.receiver.snapshotAt(now(pole)).volume, { db: 0, mostDb: 0 });
    assert.ok(pole.events().includes('volume.cap'));
    assert.deepEqual(
      pole.proved.filter(({ what }) => what === 'volume'),
      [],
    );
  });
});

describe('faults reset', () => {
  test('lifts what is latched', () => {
    const typist = member();
    typist.type('faults reset\r');
    assert.deepEqual(posted(typist), [{ on: 'reset-latches' }]);
    assert.match(typist.terminal.text, /Unlocked/);
  });
});
