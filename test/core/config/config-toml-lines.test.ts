import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { keyLines } from '../../../agent/config/toml-lines.ts';

const linesOf = (toml: string): Record<string, number> => {
  parse(toml); // Only a text that the parser takes is a fair question.
  return Object.fromEntries(keyLines(toml));
};

test('a key is found behind comments, blank lines and Windows line ends', () => {
  assert.deepEqual(linesOf('# a = 1\r\n\r\n  a = 2 # b = 3\r\n\tb=4'), { a: 3, b: 4 });
});

test('a key belongs to the table above it, however the table is spelled', () => {
  assert.deepEqual(
    linesOf('[ a ]\nx = 1\n["b"]\n\nx = 2\n[c] # [d]\n\'x\' = 3\n[[e]]\ny = 1\n[[e]]'),
    {
      a: 1,
      'a.x': 2,
      b: 3,
      'b.x': 5,
      c: 6,
      'c.x': 7,
      e: 8,
      'e.y': 9,
    },
  );
});

test('what looks like a key within a string of several lines is none', () => {
  const toml = [
    'a = """',
    'x = 1 \\""" y',
    'b = 2""""',
    "c = '''",
    "d = ''3'' '''",
    'e = "f = 1\\"#"',
    "g = 'h]=\\' # i = 1",
    'j = 1',
  ].join('\n');
  assert.deepEqual(linesOf(toml), { a: 1, c: 4, e: 6, g: 7, j: 8 });
});

test('a key after a list of several lines is found, and nothing within the list', () => {
  assert.deepEqual(linesOf('a = [ # [\n  "]", [1, 2], # b = 1\n  { c = 1 },\n]\nd = 1'), {
    a: 1,
    'a.c': 3,
    d: 5,
  });
});

test('keys of an inline table and dotted keys have their whole names', () => {
  assert.deepEqual(linesOf('a = { x = 1, y = "}" }\nb . c = 1\nb.d = 2'), {
    a: 1,
    'a.x': 1,
    'a.y': 1,
    b: 2,
    'b.c': 2,
    'b.d': 3,
  });
});

test('the first mention of a table counts', () => {
  assert.deepEqual(linesOf('[a.b]\n[a]\nc = 1'), { a: 1, 'a.b': 1, 'a.c': 3 });
});
