/** What is said of the last silent self-test: when, and which of its parts did not do well. */
import type { SelfTestFindings } from '../../wire/report.ts';
import type { PhraseTable, Say } from './language.ts';

type Part = Exclude<keyof SelfTestFindings, 'ok' | 'diskFreeMiB'>;

export const SELF_TEST_PARTS: Readonly<Record<Part, Say>> = {
  relays: { vi: 'rơ-le', en: 'relays' },
  card: { vi: 'card tiếng', en: 'sound card' },
  line: { vi: 'đường loa', en: 'speaker line' },
  time: { vi: 'giờ', en: 'time' },
  disk: { vi: 'đĩa', en: 'disk' },
  broker: { vi: 'máy chủ', en: 'broker' },
};

export const SELF_TEST_PHRASES = {
  label: { vi: 'Tự kiểm tra', en: 'Self-test' },
  none: { vi: 'chưa lần nào từ khi khởi động', en: 'none since the start' },
  well: (when: string): Say => ({ vi: `đạt, lúc ${when}`, en: `passed, at ${when}` }),
  failed: (when: string, parts: Say): Say => ({
    vi: `lúc ${when}, không đạt: ${parts.vi}`,
    en: `at ${when}, failed: ${parts.en}`,
  }),
} as const satisfies PhraseTable;
