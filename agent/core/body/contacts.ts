/**
 * The box's contacts: kill switch, tamper, mains, test button. Takes levels as they bounce and tells a change once it has lasted. It
 * knows neither pins nor what a contact means.
 */
import {
  CONTACTS,
  NEVER,
  US_PER_MS,
  after,
  monoUs,
  type ContactLevels,
  type ContactName,
  type MonoUs,
} from '../vocabulary.ts';

/** Contacts of buttons bounce for 5 to 20 ms, relays' for less; a hand holds one for 80 at least. */
const BOUNCE_US = 50 * US_PER_MS;

interface Contact {
  /** As told; undefined before the first. */
  settled: boolean | null | undefined;
  seen: boolean | null;
  seenUs: MonoUs;
}

export interface ContactChange {
  readonly contact: ContactName;
  readonly level: boolean | null;
  /** How long the level before had lasted; undefined for the first. */
  readonly lastedUs: number | undefined;
}

export class Contacts {
  readonly #contacts = new Map<ContactName, Contact & { sinceUs: MonoUs | undefined }>();

  /** As they stand now. */
  take(levels: ContactLevels, nowUs: MonoUs): void {
    for (const name of CONTACTS) {
      const level = levels[name];
      if (level === undefined) continue;
      const contact = this.#contacts.get(name);
      if (contact === undefined) {
        this.#contacts.set(name, {
          settled: undefined,
          seen: level,
          seenUs: nowUs,
          sinceUs: undefined,
        });
      } else if (contact.seen !== level) {
        contact.seen = level;
        contact.seenUs = nowUs;
      }
    }
  }

  /** The changes that have lasted. */
  settle(nowUs: MonoUs): ContactChange[] {
    const changes: ContactChange[] = [];
    for (const [contact, state] of this.#contacts) {
      if (state.seen === state.settled || nowUs < after(state.seenUs, BOUNCE_US)) continue;
      const lastedUs = state.sinceUs === undefined ? undefined : state.seenUs - state.sinceUs;
      state.settled = state.seen;
      state.sinceUs = state.seenUs;
      changes.push({ contact, level: state.seen, lastedUs });
    }
    return changes;
  }

  get nextWakeUs(): MonoUs {
    const due = [...this.#contacts.values()]
      .filter(({ seen, settled }) => seen !== settled)
      .map(({ seenUs }) => after(seenUs, BOUNCE_US));
    return monoUs(Math.min(NEVER, ...due));
  }

  /** As told last; undefined where there is none, or nothing has lasted yet. */
  level(name: ContactName): boolean | null | undefined {
    return this.#contacts.get(name)?.settled;
  }
}
