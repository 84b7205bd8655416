/** The rules of the house, each over the tree as it is, and each shown to fail on a sample that breaks it. */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import ts from 'typescript';
import { compileInCore, coreOptions } from '../house/core-compiler.ts';
import { lockedAddresses, misshapen, strangePlaces } from '../house/customs.ts';
import { brokenLinks } from '../house/documents.ts';
import { COMPUTED, importsOf } from '../house/imports.ts';
import { wrongImports } from '../house/layers.ts';
import { impurities } from '../house/purity.ts';
import { TestTally, type TestEnd } from '../house/test-tally.ts';
import { paths, read, ROOT, sources, texts, type TreeFile } from '../house/tree.ts';

const file = (path: string, text: string): TreeFile => ({ path, text });
const core = (): TreeFile[] => sources().filter(({ path }) => path.startsWith('agent/core/'));

describe('imports', () => {
  test('no source file imports against the direction of the layers', () => {
    assert.ok(sources().length > 20, 'the tree was found');
    assert.deepEqual(sources().flatMap(wrongImports), []);
  });

  test('no import in the tree escapes the reader: the compiler’s own list holds nothing more', () => {
    for (const source of sources()) {
      const ours = new Set(importsOf(source));
      const theirs = ts.preProcessFile(source.text, true, true).importedFiles;
      for (const { fileName } of theirs)
        assert.ok(ours.has(fileName), `${source.path}: ${fileName}`);
    }
  });

  test('every way of writing an import is read', () => {
    const ways = [
      ["import { a } from 'x';", 'x'],
      ["import 'x';", 'x'],
      ["import type { A } from\n  'x';", 'x'],
      ["export * from 'x';", 'x'],
      ["export { a } from 'x';", 'x'],
      ["type A = import('x').A;", 'x'],
      ["type A = typeof import('x');", 'x'],
      ["import a = require('x');", 'x'],
      ["const a = await import('x');", 'x'],
      ['const a = await import(`x`);', 'x'],
      ["const a = await import(/* '.' */ 'x');", 'x'],
      ["const a = () => { void import('x').then(run); };", 'x'],
      ["const a = require('x');", 'x'],
      ["const a = require.resolve('x');", 'x'],
      ["const a = import.meta.resolve('x');", 'x'],
      ["declare module 'x' {}", 'x'],
      ['/// <reference path="x" />', 'x'],
      ['/// <reference types="x" />', 'x'],
      ["const a = await import('x' + y);", COMPUTED],
      ['const a = await import(`${y}`);', COMPUTED],
    ] as const;
    for (const [text, specifier] of ways) {
      assert.deepEqual(importsOf(file('a.ts', text)), [specifier], text);
    }
    assert.deepEqual(importsOf(file('a.ts', "// import 'x'\nconst a = \"import 'x'\";")), []);
  });

  const wrong = [
    ['agent/core/a.ts', '../../hw/ports.ts'],
    ['agent/core/a.ts', '../config/keys.ts'],
    ['agent/core/wire/a.ts', 'node:fs'],
    ['agent/core/wire/a.ts', 'jose'],
    ['agent/config/a.ts', '../shell/log.ts'],
    ['agent/shell/a.ts', '../../broker-sim/broker/broker.ts'],
    ['agent/main.ts', '../test/house/tree.ts'],
    ['hw/ports.ts', '../agent/core/limits.ts'],
    ['hw/audio/a.ts', '../relay/b.ts'],
    ['hw/audio/a.ts', '../../agent/core/limits.ts'],
    ['hw/audio/a.ts', 'pino'],
    ['hw/audio/a.ts', '/opt/a.js'],
    ['broker-sim/source/a.ts', '../../agent/core/receiver.ts'],
    ['broker-sim/source/a.ts', '../../hw/ports.ts'],
    ['scripts/a.ts', './b.ts'],
  ] as const;
  for (const [path, specifier] of wrong) {
    test(`${path} may not import ${specifier}`, () => {
      for (const text of [`import '${specifier}';`, `void import('${specifier}');`]) {
        assert.equal(wrongImports(file(path, text)).length, 1);
      }
    });
  }

  const right = [
    ['agent/core/wire/a.ts', '../limits.ts'],
    ['agent/shell/a.ts', '../../hw/audio/a.ts'],
    ['hw/audio/card/a.ts', '../wav.ts'],
    ['hw/codec/a.ts', '../../agent/core/playout/opus-decoder.ts'],
    ['hw/audio/a.ts', '../native/load.ts'],
    ['broker-sim/source/a.ts', '../../agent/core/wire/bundle.ts'],
    ['test/sim/a.ts', '../../agent/core/receiver.ts'],
  ] as const;
  for (const [path, specifier] of right) {
    test(`${path} may import ${specifier}`, () => {
      assert.deepEqual(wrongImports(file(path, `import '${specifier}';`)), []);
    });
  }

  test('an import that is computed while running is refused outside the tests', () => {
    const text = 'void import(name);';
    assert.equal(wrongImports(file('agent/shell/a.ts', text)).length, 1);
    assert.deepEqual(wrongImports(file('test/sim/a.ts', text)), []);
  });
});

describe('the pure core', () => {
  test('asks no clock, no chance, no event loop, no machine and no locale', () => {
    assert.ok(core().length > 10, 'the core was found');
    assert.deepEqual(core().flatMap(impurities), []);
  });

  const impure = [
    'const a = Date.now();',
    'const a = new Date();',
    'const a = Math.random();',
    'const { random } = Math;',
    "const a = Math['random']();",
    'setTimeout(run, 1);',
    'const a = { setTimeout };',
    'const a = process.hrtime;',
    'const a = performance.now();',
    'const a = globalThis.Date;',
    'void Promise.resolve();',
    'const a = async () => 1;',
    'const a = 1.5.toLocaleString();',
    'declare const process: { now(): number };',
    'declare function now(): number;',
    'declare class Clock { now(): number }',
  ];
  for (const text of impure) {
    test(`may not say ${text}`, () => {
      assert.ok(impurities(file('agent/core/a.ts', text)).length > 0);
    });
  }

  test('may compute, and may have members named like a global', () => {
    const text =
      'const a = Math.floor(b.performance); interface C { process: number; Date(): void }';
    assert.deepEqual(impurities(file('agent/core/a.ts', text)), []);
  });

  test('is compiled with no types but its own', () => {
    assert.deepEqual(coreOptions().types, []);
    assert.deepEqual(coreOptions().lib, ['lib.es2023.d.ts']);
  });

  test('does not compile where it touches Node or a browser, and does where it does not', () => {
    const names = ['process', 'setTimeout', 'console', 'performance', 'Buffer', 'fetch', 'require'];
    const [pure, module, ...answers] = compileInCore([
      'export const a = new TextEncoder().encode(String(Math.floor(1.5)));',
      "import { readFileSync } from 'node:fs'; export const a = readFileSync;",
      ...names.map((name) => `export const a = ${name};`),
    ]);
    assert.deepEqual(pure, []);
    assert.match(module?.[0] ?? '', /^Cannot find (?:module|name) 'node:fs'/);
    names.forEach((name, index) =>
      assert.match(answers[index]?.[0] ?? '', new RegExp(`^Cannot find name '${name}'`)),
    );
  });

  test('would compile with Node’s types: it is their absence that the core is kept by', () => {
    const answers = compileInCore(['export const a = [process, setTimeout];'], ['node']);
    assert.deepEqual(answers, [[]]);
  });
});

describe('files', () => {
  test('a source file is one thing and is named for it', () => {
    assert.deepEqual(sources().flatMap(misshapen), []);
    for (const path of [
      'hw/utils.ts',
      'hw/helpers/a.ts',
      'agent/index.ts',
      'hw/A.ts',
      'hw/a_b.ts',
    ]) {
      assert.ok(misshapen(file(path, '')).length > 0, path);
    }
    assert.equal(misshapen(file('hw/a.ts', 'a;\n'.repeat(301))).length, 1);
    assert.deepEqual(misshapen(file('hw/audio/null-sink.ts', 'a;\n'.repeat(300))), []);
  });

  test('no file speaks of a place outside the repository', () => {
    assert.deepEqual(texts().flatMap(strangePlaces), []);
    for (const place of [
      ['', 'home', 'me', 'loa'],
      ['..', '..', 'elsewhere'],
      ['', 'root', 'x'],
    ]) {
      assert.equal(strangePlaces(file('docs/A.md', `see ${place.join('/')}`)).length, 1);
    }
    assert.deepEqual(
      strangePlaces(file('docs/a/B.md', 'see ../../README.md and loa/1/home/x')),
      [],
    );
  });

  test('the lock file is tied to no registry', () => {
    assert.deepEqual(lockedAddresses(read('package-lock.json').text), []);
    assert.match(read('.npmrc').text, /^omit-lockfile-registry-resolved=true$/m);
    assert.doesNotMatch(read('.npmrc').text, /registry\s*=\s*\S+:|_auth/);
    const locked = { version: '1.0.0', funding: { url: 'https://a' }, resolved: 'https://b/x.tgz' };
    const lockFile = JSON.stringify({ packages: { '': {}, 'node_modules/x': locked } });
    assert.equal(lockedAddresses(lockFile).length, 1);
  });

  test('every link in the documents leads somewhere', () => {
    const find = (path: string): { text: string } | undefined => {
      const place = join(ROOT, path);
      if (!existsSync(place)) return undefined;
      return statSync(place).isFile() ? read(path) : { text: '' };
    };
    const documents = paths().filter((path) => path.endsWith('.md'));
    assert.deepEqual(
      documents.map(read).flatMap((document) => brokenLinks(document, find)),
      [],
    );
  });

  test('a link that leads nowhere is found', () => {
    const find = (path: string): { text: string } | undefined =>
      path === 'docs/B.md' ? { text: '# One thing\n\n## Why, then?\n## One thing\n' } : undefined;
    const good =
      '[b](B.md) ![b](./B.md "B") [c](B.md#why-then) [d](B.md#one-thing-1) [e](https://a.b)';
    const code = '`[x](y)`\n\n```\n[x](y)\n```\n\n# Here\n\n[f](#here)';
    assert.deepEqual(brokenLinks(file('docs/A.md', `${good}\n${code}`), find), []);
    const bad = [
      '[b](C.md)',
      '![b](b.png)',
      '[b]: C.md',
      '<img src="b.png">',
      '[b](B.md#two)',
      '[b](#x)',
    ];
    for (const text of [...bad, '[b](../../B.md)']) {
      assert.equal(brokenLinks(file('docs/A.md', text), find).length, 1, text);
    }
  });
});

describe('the tally of a test run', () => {
  const ran = (...ends: Partial<TestEnd>[]): TestTally => {
    const tally = new TestTally();
    for (const end of ends) tally.addTest({ name: 'a', file: 'a.test.ts', ...end });
    return tally;
  };

  test('is trusted where every file held a test and none failed', () => {
    assert.deepEqual(ran({}).faults(true), []);
  });

  test('sums the closing lines of several runs', () => {
    const tally = ran({});
    for (const line of ['tests 2', 'pass 1', 'fail 1', 'duration_ms 5.1', 'tests 3', 'pass 3']) {
      assert.ok(tally.addClosingLine(line));
    }
    assert.ok(!tally.addClosingLine('seed 7'));
    const lines = 'tests 5,suites 0,pass 4,fail 1,cancelled 0,skipped 0,todo 0,duration_ms 9';
    assert.equal(tally.closingLines(9.4).join(), lines);
    assert.deepEqual(tally.faults(false), ['1 failed']);
  });

  test('is not trusted where nothing ran, or a file held no test', () => {
    assert.deepEqual(ran().faults(false), ['no test ran']);
    const empty = { name: 'b.test.ts', file: 'b.test.ts' };
    assert.deepEqual(ran({}, empty).faults(false), ['b.test.ts holds no test']);
  });

  test('lists what was skipped with why, and CI forgives only what no package gives', () => {
    const tally = ran(
      { skip: 'no ffmpeg' },
      { name: 'b', skip: true },
      { skip: 'hardware: no card' },
    );
    assert.deepEqual(tally.skipped(), [
      'a: no ffmpeg',
      'b: no reason given',
      'a: hardware: no card',
    ]);
    assert.deepEqual(tally.faults(false), []);
    assert.equal(tally.faults(true).length, 2);
  });
});
