import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSettings } from '../../agent/config/settings.ts';
import { exampleToml } from '../../agent/config/reference.ts';
import { withKey } from '../../agent/config/toml-edit.ts';

describe('one key of a configuration text', () => {
  const cases: readonly (readonly [
    situation: string,
    toml: string,
    name: string,
    changed: string | undefined,
  ])[] = [
    ['is changed in its place', '[a]\n# why\nx = 1\ny = 2\n', 'a.x', '[a]\n# why\nx = 7\ny = 2\n'],
    ['is added to its table', '[a]\ny = 2\n[b]\n', 'a.x', '[a]\nx = 7\ny = 2\n[b]\n'],
    [
      'comes with its table where there is none',
      '[b]\nz = 1\n',
      'a.x',
      '[b]\nz = 1\n\n[a]\nx = 7\n',
    ],
    [
      'is left alone where its value takes several lines',
      '[a]\nx = [\n  1,\n]\n',
      'a.x',
      undefined,
    ],
    ['is left alone where its text takes several lines', '[a]\nx = """\n1"""\n', 'a.x', undefined],
    ['is left alone where it is written in another way', 'a.x = 1\n', 'a.x', undefined],
  ];
  for (const [situation, toml, name, changed] of cases) {
    test(situation, () => {
      assert.equal(withKey(toml, name, '7'), changed);
    });
  }

  test('is read back from the example with its new value, and every other as it was', () => {
    const changed = withKey(exampleToml(), 'audio.buffer_ms', '200') ?? '';
    const [before, after] = [readSettings(exampleToml()), readSettings(changed)];
    assert.ok(before.ok && after.ok);
    assert.deepEqual(after.settings, { ...before.settings, 'audio.buffer_ms': 200 });
  });
});
