import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  confirmed,
  decodeConsoleSettings,
  encodeConsoleSettings,
  inForce,
  isSettable,
  NOTHING_SET,
  onTrial,
  returned,
  started,
} from '../../../agent/config/console-settings.ts';
import { exampleToml } from '../../../agent/config/reference.ts';
import { readSettings } from '../../../agent/config/settings.ts';

const OLD = { kept: { 'audio.buffer_ms': 120 } };
const COMMITTED = onTrial(OLD, { 'audio.buffer_ms': 200 }, 5);

describe('what a technician has set', () => {
  test('is tried by the first start after it was committed, and confirmed from then on', () => {
    assert.equal(confirmed(COMMITTED), undefined);
    const tried = started(COMMITTED);
    assert.deepEqual(inForce(tried), { 'audio.buffer_ms': 200 });
    assert.deepEqual(confirmed(tried), { kept: { 'audio.buffer_ms': 200 } });
  });

  test('gives way to what was before at the second start, and when its time is over', () => {
    assert.deepEqual(started(started(COMMITTED)), OLD);
    assert.deepEqual(returned(COMMITTED), OLD);
  });

  test('may be tried over what is on trial: what comes back is what was confirmed', () => {
    const again = onTrial(started(COMMITTED), { 'audio.buffer_ms': 300 }, 5);
    assert.deepEqual(returned(started(again)), OLD);
  });

  test('is the same once it was written and read', () => {
    for (const settings of [NOTHING_SET, OLD, COMMITTED]) {
      assert.deepEqual(decodeConsoleSettings(encodeConsoleSettings(settings)), settings);
    }
  });

  for (const damaged of [
    '',
    '{"kept":{"audio.buf',
    '[]',
    '{}',
    '{"kept":[]}',
    '{"kept":{},"trial":{"values":{}}}',
  ]) {
    test(`is not read out of ${JSON.stringify(damaged)}`, () => {
      assert.equal(decodeConsoleSettings(damaged), undefined);
    });
  }

  test('lies over the file, checked as that is', () => {
    const read = readSettings(exampleToml(), { 'audio.buffer_ms': 200 });
    assert.equal(read.ok && read.settings['audio.buffer_ms'], 200);
    const wrong = readSettings(exampleToml(), { 'audio.buffer_ms': 5 });
    assert.match(wrong.ok ? '' : (wrong.problems[0]?.says.en ?? ''), /found 5, expected/);
  });

  for (const [key, value] of [
    ['trust.roots', ['ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8']],
    ['box.id', 'mine'],
    ['store.file', '/tmp/mine'],
  ] as const) {
    test(`never overrules ${key} that the file names, whoever has written it there`, () => {
      const [own, read] = [
        readSettings(exampleToml()),
        readSettings(exampleToml(), { [key]: value }),
      ];
      assert.ok(own.ok && read.ok);
      assert.deepEqual(read.settings[key], own.settings[key]);
    });
  }

  test('may found a box where the file is silent, and nothing else of the kind', () => {
    const silent = exampleToml().replace(/^(id|roots) = .*$/gm, '');
    const founded = readSettings(silent, {
      'box.id': 'box-1',
      'trust.roots': ['ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8'],
    });
    assert.equal(founded.ok && founded.settings['box.id'], 'box-1');
    assert.equal(founded.ok && founded.settings['trust.roots'][0]?.[0], 0x20);
    const wrong = readSettings(silent, { 'box.id': 'a b', 'trust.roots': ['AAAA'] });
    assert.deepEqual(wrong.ok ? [] : wrong.problems.map((problem) => problem.key), [
      'box.id',
      'trust.roots',
    ]);
  });

  for (const key of ['broker.ca_file', 'broker.allow_plaintext', 'audio.wav_file', 'no.such']) {
    test(`never overrules ${key}, whoever has written it there`, () => {
      const read = readSettings(exampleToml(), { [key]: 'x' });
      assert.deepEqual(read.ok ? [] : read.problems.map((problem) => problem.key), [key]);
    });
  }

  test('may be the broker, the card and the area, and never who is believed', () => {
    assert.equal(isSettable('broker.url'), true);
    assert.equal(isSettable('audio.device'), true);
    assert.equal(isSettable('box.area'), true);
    assert.equal(isSettable('trust.roots'), false);
  });
});
