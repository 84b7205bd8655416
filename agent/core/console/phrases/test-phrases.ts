/** What is said about a test programme. */
import type { LocalTest } from '../../control/local-test.ts';
import { decimal, type PhraseTable, type Say } from './language.ts';

const SOUNDS: Readonly<Record<LocalTest, Say>> = {
  tone: { vi: 'tiếng u 1 kHz trong 3 giây', en: 'three seconds of 1 kHz' },
  silence: { vi: 'hai giây im lặng', en: 'two seconds of silence' },
  speech: {
    vi: 'giọng đọc đếm từ một đến năm',
    en: 'a voice that counts from one to five in Vietnamese',
  },
};

export const TEST_PHRASES = {
  begins: (test: LocalTest): Say => ({
    vi: `Sắp phát: ba tiếng bíp, ${SOUNDS[test].vi}, ba tiếng bíp. Muốn ngắt: Ctrl-C rồi gõ stop`,
    en: `To come: three beeps, ${SOUNDS[test].en}, three beeps. To silence it: Ctrl-C, then type stop`,
  }),
  heard: (seconds: number): Say => ({
    vi: `Card tiếng đã phát ${decimal(seconds, 1).vi} giây. Ngoài loa nghe rõ: tốt từ card tới loa. Không nghe thấy: xem tăng âm và dây loa (gõ: relay).`,
    en: `The sound card has played ${decimal(seconds, 1).en} s. Heard from the horn: all is well from the card on. Not heard: see amplifier and line (type: relay).`,
  }),
  relaysWere: { vi: 'Trong lúc phát:', en: 'While it played:' },
  lineByEar: {
    vi: 'Hộp này không có mạch đo đường loa: nghe tại loa (gõ: test tone)',
    en: 'No circuit here measures the line: listen at the horn (type: test tone)',
  },
  lineWas: { vi: 'Đường loa', en: 'Speaker line' },
  unheard: {
    vi: 'Card tiếng không phát được. Gõ: why',
    en: 'The sound card has played nothing. Type: why',
  },
  notPlayed: {
    vi: 'Chưa phát được: công tắc ngắt loa đang gạt, hoặc đang có bản tin khác. Gõ: status',
    en: 'Not played: the kill switch is thrown, or an announcement goes before it. Type: status',
  },
} as const satisfies PhraseTable;
