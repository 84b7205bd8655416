/** Why whoever spoke last was not believed, as far as a technician can do something about it. */
import type { RefusalCode } from '../../refusal.ts';
import type { Say } from './language.ts';

interface Trouble {
  readonly what: Say;
  readonly remedy: Say;
  /** Only somebody who had authority can have caused it. */
  readonly isSure?: true;
}

const STATION: Say = {
  vi: 'Gọi đài: đọc mã lỗi này. Không tự sửa được tại cột loa',
  en: 'Call the station and read them this code: it cannot be mended at the pole',
};

const REVOKED: Trouble = {
  what: {
    vi: 'quyền phát của đài đã bị thu hồi',
    en: 'the authority of whoever spoke is revoked',
  },
  remedy: STATION,
  isSure: true,
};
const EXPIRED: Trouble = {
  what: { vi: 'quyền phát của đài đã hết hạn', en: 'the authority of whoever spoke has expired' },
  remedy: {
    vi: 'Xem giờ của loa có đúng không (gõ: time); nếu đúng, gọi đài',
    en: 'See whether the box has the right time (type: time); if so, call the station',
  },
  isSure: true,
};
const OUT_OF_TIME: Trouble = {
  what: { vi: 'bản tin quá cũ hoặc quá sớm', en: 'the announcement is too old or too early' },
  remedy: {
    vi: 'Giờ của loa hoặc của đài sai: gõ time, rồi gọi đài',
    en: 'The clock of the box or of the station is wrong: type time, then call the station',
  },
};
const NOT_BELIEVED: Trouble = {
  what: {
    vi: 'có người phát mà loa không tin',
    en: 'somebody spoke whom this box does not believe',
  },
  remedy: STATION,
};

const TROUBLES: Partial<Record<RefusalCode, Trouble>> = {
  'mandate.revoked': REVOKED,
  'mandate.expired': EXPIRED,
  'mandate.not-yet': EXPIRED,
  'trust.stale': OUT_OF_TIME,
  'trust.before-start': OUT_OF_TIME,
  'trust.future': OUT_OF_TIME,
  'trust.expired': OUT_OF_TIME,
};

export const refusalTrouble = (code: RefusalCode): Trouble => TROUBLES[code] ?? NOT_BELIEVED;
