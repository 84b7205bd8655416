/** The words of the status screen. */
import type { PhraseTable, Say } from './language.ts';

export const STATUS_PHRASES = {
  good: { vi: 'LOA TỐT', en: 'LOUDSPEAKER GOOD' },
  goodButFor: (steps: Say): Say => ({
    vi: `LOA TỐT (không đo được: ${steps.vi})`,
    en: `LOUDSPEAKER GOOD (not measured: ${steps.en})`,
  }),
  broken: { vi: 'HỎNG:', en: 'BROKEN:' },
  doubtful: { vi: 'CHÚ Ý:', en: 'MIND:' },
  remedy: { vi: 'LÀM:', en: 'DO:' },
  refused: { vi: 'Tin bị từ chối', en: 'Refused' },
} as const satisfies PhraseTable;
