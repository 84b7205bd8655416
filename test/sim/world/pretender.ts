/**
 * Somebody who holds a true mandate and the key of it, and wants more: another area, a more urgent class, another time, a right that they
 * have not, mandates for others. All of it is signed as it must be; nothing of it may ever be heard.
 */
import { US_PER_S, utcUs } from '../../../agent/core/vocabulary.ts';
import type { Mandate } from '../../../agent/core/wire/trust/mandate.ts';
import type { Bulletin } from '../plan/schedule.ts';
import { EPOCH_US } from '../trace.ts';
import type { Chance } from './chance.ts';
import { FALSE_FRAMES, FALSE_LEAD_US, sayFalsely } from './false-announcement.ts';
import type { Issuer, StreamIdentity } from './head-end.ts';
import type { Letter } from './letter.ts';
import { mandated } from './mandates.ts';
import type { Timeline } from './timeline.ts';

const ELSEWHERE = 'vn.hn.dongda.khuong-thuong';
const DAY_US = 86_400 * US_PER_S;

export interface PretenderParts {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly publish: (letter: Letter) => boolean;
  /** Who has given the mandates: too little for what is said by them. */
  readonly commune: Issuer;
  readonly area: string;
  /** A stream that the world must know by its sound. */
  readonly enlist: (
    startUs: number,
    frames: number,
  ) => { readonly bulletin: Bulletin; readonly identity: StreamIdentity };
}

export class Pretender {
  readonly #parts: PretenderParts;
  #sequence = 0;

  constructor(parts: PretenderParts) {
    this.#parts = parts;
  }

  strike(): void {
    const { chance, timeline, area, enlist, publish } = this.#parts;
    const stream = enlist(Math.round(timeline.nowUs + FALSE_LEAD_US), FALSE_FRAMES);
    const issuer = this.#presumptuous();
    const retain = chance.hits(0.2);
    const saying = { issuer, area, sequence: ++this.#sequence, retain };
    sayFalsely(timeline, stream, saying, (letter) => void publish(letter));
  }

  #presumptuous(): Issuer {
    const { chance, commune, area } = this.#parts;
    const given = (change: Partial<Mandate>): Issuer => this.#given(commune, change);
    const elsewhere = given({ areas: [ELSEWHERE] });
    const lowly = given({ class: 'normal' });
    return chance.pick([
      elsewhere,
      // What begins with the same letters is another area.
      given({ areas: [area.slice(0, -2)] }),
      lowly,
      given({ expiresAt: utcUs(EPOCH_US - DAY_US) }),
      given({ notBefore: utcUs(EPOCH_US + DAY_US) }),
      given({ may: ['command', 'settings'] }),
      // More than they have, given to themselves: by another key of theirs, and by the same.
      this.#given(elsewhere, { areas: [area] }),
      this.#given(lowly, { class: 'emergency' }),
      this.#given(lowly, { key: lowly.key, class: 'emergency' }),
      // The commune's mandate with another's name in it, signed by themselves.
      { ...this.#given({ ...elsewhere, chain: commune.chain }, {}), key: elsewhere.key },
    ]);
  }

  /** A mandate by `above`, to a key of their own. */
  #given(above: Issuer, change: Partial<Mandate>): Issuer {
    const { chance, area } = this.#parts;
    return mandated(above, {
      id: `01JMANDATE00000000000${chance.whole(10_000, 99_999)}`,
      subject: 'dai-la',
      key: chance.bytes(32),
      areas: [area],
      delegations: 0,
      ...change,
    });
  }
}
