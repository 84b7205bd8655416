/**
 * Days of a box in ordinary service, under virtual time, with everything that it asks its disk to keep: a programme in the morning and
 * one in the evening, short announcements between, a connection that breaks now and then, a self-test at night.
 */
import type { Effect } from '../../../agent/core/effect.ts';
import type { Input } from '../../../agent/core/input.ts';
import { US_PER_S, after } from '../../../agent/core/vocabulary.ts';
import {
  MORNING,
  announcement,
  audioInput,
  controlInput,
  toneBundle,
} from '../../core/control/announcement-builder.ts';
import { Pole, type PoleOptions } from '../../core/receiver/pole.ts';

export type Save = Extract<Effect, { do: 'store' }> & { readonly atS: number };

const HOUR_S = 3_600;
const MINUTES_A_DAY = 1_440;
const DAY_S = 24 * HOUR_S;
/** As our head-end does, where it is not told otherwise. */
const LEASE_S = 15;
const RENEW_EVERY_S = 5;
/** Begin and length, in minutes. */
const PROGRAMMES: readonly (readonly [fromMin: number, minutes: number])[] = [
  [330, 45],
  ...[480, 555, 630, 690, 840, 900, 960, 990].map((fromMin) => [fromMin, 2] as const),
  [1_020, 45],
];
export const ON_AIR_MIN = PROGRAMMES.reduce((sum, [, minutes]) => sum + minutes, 0);
/** The connection breaks: 4G gives another address. */
const BREAKS_H = [3, 9, 15, 21];

export interface ServiceDays {
  readonly saves: readonly Save[];
  readonly announcements: number;
  readonly renewals: number;
  readonly connections: number;
}

/** So many days one after another: some writes are made once in some days. */
export const liveDays = (days: number, options: PoleOptions = {}): ServiceDays => {
  const pole = new WatchedPole(options);
  // Of a day of sound every sample would be kept; what is asked for here is the disk.
  pole.pullCard();
  const every = Array.from({ length: days }, (_, day) => day);
  const programmes = every.flatMap((day) =>
    PROGRAMMES.map(([fromMin, minutes]) => [fromMin + day * MINUTES_A_DAY, minutes] as const),
  );
  const breaksS = every.flatMap((day) => BREAKS_H.map((hour) => day * DAY_S + hour * HOUR_S));
  const timetable = programmes.flatMap(programme).sort(([one], [other]) => one - other);
  const breakUntil = (untilS: number): void => {
    while ((breaksS[0] ?? Infinity) <= untilS) pole.until(breaksS.shift() ?? 0).breakLink();
  };
  for (const [atS, input] of timetable) {
    breakUntil(atS);
    pole.until(atS, [atS, input]);
  }
  breakUntil(days * DAY_S);
  pole.until(days * DAY_S);
  const renewals = timetable.filter(([, , isRenewal]) => isRenewal).length;
  const connections = pole.sessions.length;
  return { saves: pole.saves, announcements: programmes.length, renewals, connections };
};

type Entry = readonly [atS: number, input: Input, isRenewal: boolean];

const programme = ([fromMin, minutes]: readonly [number, number], number: number): Entry[] => {
  const startS = fromMin * 60;
  const endS = startS + minutes * 60;
  const says = (type: 'announce' | 'renew', atS: number): Entry => {
    const issuedAt = after(MORNING, atS * US_PER_S);
    const message = announcement(number + 1, {
      type,
      sequence: atS * 1_000,
      startAt: after(MORNING, startS * US_PER_S),
      issuedAt,
      expiresAt: after(issuedAt, 60 * US_PER_S),
      leaseUs: LEASE_S * US_PER_S,
    });
    return [atS, controlInput(message), type === 'renew'];
  };
  const entries: Entry[] = [says('announce', startS - 3)];
  for (let atS = startS + 2; atS < endS; atS += RENEW_EVERY_S) entries.push(says('renew', atS));
  const message = announcement(number + 1, { startAt: after(MORNING, startS * US_PER_S) });
  const frames = minutes * 60 * 50;
  for (let frame = 0; frame < frames; frame += 50) {
    const bundle = toneBundle(message, frame, 50, frame + 50 === frames);
    entries.push([startS - 1.2 + frame / 50, audioInput(message, bundle), false]);
  }
  return entries;
};

class WatchedPole extends Pole {
  readonly saves: Save[] = [];

  override take(input: Input): Effect[] {
    const effects = super.take(input);
    // The start of the process is taken while the pole is still being made.
    const saves = (this.saves as Save[] | undefined) ?? [];
    for (const effect of effects) {
      if (effect.do === 'store') saves.push({ ...effect, atS: this.nowS });
    }
    return effects;
  }
}
