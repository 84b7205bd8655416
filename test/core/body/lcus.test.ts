/** The wire of an LCUS board: what is written, and what is found in whatever comes back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LcusParser } from '../../../hw/relay/lcus/lcus-parser.ts';
import { questionBytes, switchBytes } from '../../../hw/relay/lcus/lcus-writer.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const take = (parser: LcusParser, text: string): string[] =>
  parser.take(Buffer.from(text, 'latin1')).map(({ channel, on }) => `${channel} ${on}`);

test('commands are four bytes with their sum, as the maker gives them', () => {
  assert.equal(hex(switchBytes({ channel: 1, on: true })), 'a00101a2');
  assert.equal(hex(switchBytes({ channel: 1, on: false })), 'a00100a1');
  assert.equal(hex(switchBytes({ channel: 8, on: true })), 'a00801a9');
  assert.equal(hex(questionBytes()), 'ff');
});

test('an answer is found in pieces of any size', () => {
  const parser = new LcusParser();
  const found = Array.from('CH1: ON\r\nCH2: OFF\r\nCH3:ON \r\n', (char) =>
    take(parser, char),
  ).flat();
  assert.deepEqual(found, ['1 true', '2 false', '3 true']);
});

test('a line without its end is no line, and a channel that there cannot be neither', () => {
  const parser = new LcusParser();
  assert.deepEqual(take(parser, 'CH1: O'), []);
  assert.deepEqual(take(parser, 'N'), []);
  assert.deepEqual(take(parser, '\n'), ['1 true']);
  assert.deepEqual(take(parser, 'CH9: ON\r\nCH0: ON\r\nCH12: ON\r\n'), []);
});

test('noise without a mark is not kept, and does not hide what comes after', () => {
  const parser = new LcusParser();
  for (let times = 0; times < 1_000; times += 1) take(parser, '\xa0\xffCH CH4 noise');
  assert.deepEqual(take(parser, 'CH4: OFF\r\n'), ['4 false']);
  parser.reset();
  take(parser, 'CH4: O');
  parser.reset();
  assert.deepEqual(take(parser, 'N\r\nCH5: ON\r\n'), ['5 true']);
});
