import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { KEYS, TABLES, type Key } from '../../../agent/config/keys.ts';
import { exampleToml, referencePage } from '../../../agent/config/reference.ts';
import { readSettings } from '../../../agent/config/settings.ts';

const committed = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

const REMEDY = 'it is stale: npm run build, then node dist/agent/cli.js config-reference';

test('docs/CONFIGURATION.md is what the table of keys makes', () => {
  assert.equal(committed('docs/CONFIGURATION.md'), referencePage(), REMEDY);
});

test('packaging/agent.example.toml is what the table of keys makes', () => {
  assert.equal(committed('packaging/agent.example.toml'), exampleToml(), `${REMEDY} --toml`);
});

test('the example is a configuration that the agent takes as it is', () => {
  const read = readSettings(exampleToml());
  assert.ok(read.ok, JSON.stringify(read));
});

test('every key of the example stands there with a value that its checker takes', () => {
  const uncommented = exampleToml().replace(/^# (\w+ = )/gm, '$1');
  const read = readSettings(uncommented);
  assert.ok(read.ok, JSON.stringify(read));
  assert.deepEqual(Object.keys(read.settings).sort(), Object.keys(KEYS).sort());
});

describe('every key of the table', () => {
  for (const [name, key] of Object.entries<Key<unknown>>(KEYS)) {
    test(`${name} stands in a table that is described, and has a default that its checker takes`, () => {
      assert.ok(name.slice(0, name.indexOf('.')) in TABLES);
      if ('byDefault' in key) assert.ok(key.check.read(key.byDefault).ok);
      else assert.ok(key.example !== undefined, 'a key without default needs an example');
    });

    test(`${name} that is a number of something names its unit as the key does`, () => {
      const unit = /_(ms|s|db_max)$/.exec(name)?.[1];
      assert.equal(key.unit, unit === 'db_max' ? 'dB' : unit);
    });
  }
});
