/**
 * The technician's pages show what the screens are, and every fault that can be told:
 * LOA_WRITE_SCREENS=1 node --test dist/test/core/console/technician-pages.test.js writes them anew.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  LANGUAGES,
  type Language,
  type Say,
} from '../../../agent/core/console/phrases/language.ts';
import { DIAGNOSIS, STEP_NAMES } from '../../../agent/core/console/phrases/diagnosis-phrases.ts';
import { FAULT_TROUBLES } from '../../../agent/core/console/phrases/fault-phrases.ts';
import { LINK_TROUBLES } from '../../../agent/core/console/phrases/link-phrases.ts';
import { stepOfCause } from '../../../agent/core/console/diagnosis/link-steps.ts';
import { STEPS, type Step } from '../../../agent/core/console/diagnosis/finding.ts';
import { refusalTrouble } from '../../../agent/core/console/phrases/refusal-phrases.ts';
import type { RefusalCode } from '../../../agent/core/refusal.ts';
import { ROOT } from '../../house/tree.ts';
import { screens } from './console-screens.ts';

const PAGES: Readonly<Record<Language, string>> = {
  vi: 'docs/TECHNICIAN.vi.md',
  en: 'docs/TECHNICIAN.md',
};
const WRITE = process.env['LOA_WRITE_SCREENS'] === '1';
const REMEDY =
  'it is stale: LOA_WRITE_SCREENS=1 node --test dist/test/core/console/technician-pages.test.js';

for (const language of LANGUAGES) {
  test(`${PAGES[language]} shows the screens as they are, and every fault`, () => {
    const file = join(ROOT, PAGES[language]);
    const page = readFileSync(file, 'utf8');
    const fresh = withTables(withScreens(page), language);
    if (WRITE) writeFileSync(file, fresh);
    assert.equal(WRITE ? fresh : page, fresh, REMEDY);
  });
}

/** What stands behind `<!-- screen: NAME -->`, up to the end of its fence. */
const withScreens = (page: string): string => {
  const drawn = new Map(screens().map(({ name, lines }) => [name, lines.join('\n')]));
  return page.replace(
    /<!-- screen: (\S+) -->\n(?:\n```text\n[^]*?\n```\n)?/g,
    (_whole, name: string) => {
      const text = drawn.get(name);
      assert.ok(text !== undefined, `there is no screen ${name}`);
      return `<!-- screen: ${name} -->\n\n\`\`\`text\n${text}\n\`\`\`\n`;
    },
  );
};

/** One code of each kind that a technician is told of. */
const REFUSED: readonly RefusalCode[] = [
  'mandate.revoked',
  'mandate.expired',
  'trust.stale',
  'trust.signature',
];

const HEADS: Readonly<Record<Language, string>> = {
  vi: '| chặng | màn hình hiện | việc phải làm |',
  en: '| step | the screen says | what to do |',
};

const withTables = (page: string, language: Language): string =>
  page.replace(/<!-- table: faults\.\w+ -->\n(?:\n<!-- prettier-ignore -->\n(?:\|.*\n)+)?/g, () =>
    [
      `<!-- table: faults.${language} -->`,
      '',
      '<!-- prettier-ignore -->',
      HEADS[language],
      '| --- | --- | --- |',
      ...rows().map(
        ([step, what, remedy]) =>
          `| ${STEP_NAMES[step][language]} | ${what[language]} | ${remedy[language]} |`,
      ),
      '',
    ].join('\n'),
  );

type Row = readonly [Step, Say, Say];

/** In the order of the walk. */
const rows = (): Row[] => STEPS.flatMap((step) => allRows().filter(([at]) => at === step));

const allRows = (): Row[] => {
  const some: Say = { vi: '…', en: '…' };
  const says = (of: (reason: string) => Say): Say => ({ vi: of(some.vi).vi, en: of(some.en).en });
  return [
    ['box', DIAGNOSIS.diskFull(some), DIAGNOSIS.diskRemedy],
    ['box', says(DIAGNOSIS.diskLow), DIAGNOSIS.diskRemedy],
    ...Object.entries(LINK_TROUBLES).map(
      ([cause, { what, remedy }]) =>
        [stepOfCause(cause as keyof typeof LINK_TROUBLES), what, remedy] as const,
    ),
    ['time', says(DIAGNOSIS.timeUnsynced), DIAGNOSIS.timeRemedy],
    ['time', says(DIAGNOSIS.timeAdrift), DIAGNOSIS.timeAdriftRemedy],
    ['announcement', DIAGNOSIS.switchThrown, DIAGNOSIS.switchRemedy],
    ['announcement', DIAGNOSIS.starved(some), DIAGNOSIS.starvedRemedy],
    ...REFUSED.map(refusalTrouble).map(
      ({ what, remedy }) => ['announcement', what, remedy] as const,
    ),
    ['card', DIAGNOSIS.cardFails(some), DIAGNOSIS.cardRemedy],
    ['card', DIAGNOSIS.cardStalls(some), DIAGNOSIS.cardRemedy],
    ...Object.values(FAULT_TROUBLES).map(({ step, what, remedy }) => [step, what, remedy] as const),
  ];
};
