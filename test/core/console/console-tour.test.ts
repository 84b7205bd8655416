/** No sentence of the grammar is left out of the tour that every terminal is driven through, and none is there that is no more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usageOf } from '../../../agent/core/console/grammar/form.ts';
import { FORMS } from '../../../agent/core/console/grammar/forms.ts';
import { understand } from '../../../agent/core/console/grammar/grammar.ts';
import { LANGUAGES } from '../../../agent/core/console/phrases/language.ts';
import { lineOf, stopOf, TOUR } from './console-tour.ts';

test('every command is driven on a real terminal', () => {
  const usages = FORMS.map((form) => usageOf(form, 'en'));
  assert.deepEqual(
    Object.keys(TOUR).sort(),
    usages.sort(),
    'add it to test/core/console/console-tour.ts',
  );
});

test('what the tour types is the sentence that it is for, in both languages and in either spelling', () => {
  for (const form of FORMS) {
    const stop = stopOf(form);
    if (stop === undefined) continue;
    for (const language of LANGUAGES) {
      for (const spelling of ['NFC', 'NFD'] as const) {
        const understood = understand(lineOf(form, stop, language).normalize(spelling));
        assert.ok(understood.ok === true && understood.form === form, usageOf(form, language));
      }
    }
  }
});
