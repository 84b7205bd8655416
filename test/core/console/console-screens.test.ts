import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { widthOf } from '../../../agent/core/console/line/cells.ts';
import { COLUMNS, ROWS } from '../../../agent/core/console/view/screen.ts';
import { ROOT } from '../../house/tree.ts';
import { screens } from './console-screens.ts';

const FOLDER = join(ROOT, 'test/fixtures/console');
const WRITE = process.env['LOA_WRITE_SCREENS'] === '1';
const REMEDY =
  'if it ought to have changed: LOA_WRITE_SCREENS=1 node --test dist/test/core/console/console-screens.test.js';

describe('every screen of the console', () => {
  for (const { name, lines } of screens()) {
    test(`${name} is as it was`, () => {
      const file = join(FOLDER, `${name}.txt`);
      const text = `${lines.join('\n')}\n`;
      if (WRITE) writeFileSync(file, text);
      assert.equal(text, readFileSync(file, 'utf8'), REMEDY);
    });

    test(`${name} fits a terminal of 80×24`, () => {
      assert.ok(lines.length <= ROWS, `${lines.length} lines`);
      for (const line of lines) assert.ok(widthOf(line) <= COLUMNS, line);
    });
  }
});

test('no screen is kept that nothing draws', () => {
  const drawn = screens().map(({ name }) => `${name}.txt`);
  assert.deepEqual(readdirSync(FOLDER).sort(), drawn.sort());
});
