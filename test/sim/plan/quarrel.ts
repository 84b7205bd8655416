/** Who else speaks in the village, whom the commune puts first, and who stops whom: drawn beforehand. It knows no key. */
import { US_PER_S } from '../../../agent/core/vocabulary.ts';
import { ODDS } from './fault-odds.ts';
import { bulletinEndUs, drawSchedule, type Bulletin, type ScheduleOptions } from './schedule.ts';

/** By the names from the root down. */
export const COMMUNE = 'tinh-ha-noi/xa-lang-ha';
export const STUDIO = `${COMMUNE}/dai-lang-ha`;
export const RIVAL = `${COMMUNE}/dai-thon`;

/** A stop by somebody other than whoever speaks. */
export interface Intervention {
  readonly atUs: number;
  readonly by: string;
  readonly stream: number;
}

export interface Quarrel {
  /** What the second studio says. */
  readonly rival: readonly Bulletin[];
  /** The commune's order, most important first. */
  readonly order: readonly string[];
  readonly interventions: readonly Intervention[];
}

export const drawQuarrel = (
  options: Omit<ScheduleOptions, 'pauseUsMost' | 'atOnceMost'>,
  bulletins: readonly Bulletin[],
  firstStream: number,
): Quarrel => {
  const { chance, faults } = options;
  const rival = faults.has('rival-studio')
    ? drawSchedule({
        ...options,
        chance: chance.fork('rival'),
        pauseUsMost: 30 * US_PER_S,
        atOnceMost: 2,
      }).map((bulletin, index) => ({ ...bulletin, stream: firstStream + index }))
    : [];
  const orders = [[], [STUDIO, RIVAL], [RIVAL, STUDIO], [RIVAL], [COMMUNE, STUDIO]] as const;
  const order = faults.has('rival-studio')
    ? chance.fork('order').pick<readonly string[]>(orders)
    : [];
  const stops = chance.fork('interventions');
  const interventions = faults.has('overruled')
    ? [...bulletins, ...rival].flatMap((bulletin) => {
        const other = rival.includes(bulletin) ? STUDIO : RIVAL;
        const { stream, announceUs } = bulletin;
        const atUs = (): number => stops.between(announceUs, bulletinEndUs(bulletin));
        return [
          ...(stops.hits(ODDS.overruled) ? [{ atUs: atUs(), by: COMMUNE, stream }] : []),
          ...(stops.hits(ODDS.meddledWith) ? [{ atUs: atUs(), by: other, stream }] : []),
        ];
      })
    : [];
  return { rival, order, interventions };
};
