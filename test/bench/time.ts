/** How far two neighbours at + and − 100 ppm are apart by the same time server, and what that costs. Under virtual time. */
import { DAY, HOURS, SQUALLS, type Weather } from '../sim/time/crystal.ts';
import { lan, lopsided, mobile, moving, wifi } from '../sim/time/delay-law.ts';
import {
  LEARNING_S,
  apartUs,
  beliefsOf,
  boundUs,
  lockedAfterS,
  quantile,
  runNeighbours,
  shareWithin,
  threeSigmasUs,
  type NeighboursPlan,
} from '../sim/time/neighbours.ts';
import type { Figure } from './measure.ts';

const HOURS_EACH = 6;
const PAIRS = 8;
/** Two packets of 48 bytes, UDP and IPv4 headers on each. */
const QUESTION_BYTES = 2 * (48 + 28);

export const measureTime = (): Promise<Figure[]> => {
  const day = (name: string, law: NeighboursPlan['law'], p95Ms: number): Figure[] =>
    neighbours(`${name}, day and night`, { law, weather: DAY }, p95Ms);
  return Promise.resolve([
    ...day('LAN', lan, 0.03),
    ...day('Wi-Fi', wifi, 0.15),
    ...day('4G', mobile, 0.5),
    ...weather('± 5 ppm in 4 h', HOURS),
    ...weather('± 5 ppm in 1 h', SQUALLS),
    unseen('4G, uplink 20 ms longer', lopsided(mobile, 20_000)),
    unseen('4G, another cell every 10 min', moving(mobile, 20_000)),
  ]);
};

const run = (plan: Pick<NeighboursPlan, 'law' | 'weather'>) =>
  runNeighbours({ ...plan, hours: HOURS_EACH, pairs: PAIRS, seed: 'bench' });

const neighbours = (
  name: string,
  plan: Pick<NeighboursPlan, 'law' | 'weather'>,
  p95Ms: number,
): Figure[] => {
  const ran = run(plan);
  const beliefs = beliefsOf(ran);
  const ms = (part: number, fromS: number, toS?: number): number =>
    quantile(apartUs(ran, fromS, toS), part) / 1_000;
  const questions = ran.boxes.reduce((sum, box) => sum + box.questions, 0) / ran.boxes.length;
  const percent = (share: number): number => 100 * share;
  return [
    { name: `${name}: neighbours apart, p50`, value: ms(0.5, LEARNING_S), unit: 'ms' },
    { name: `${name}: p95`, value: ms(0.95, LEARNING_S), unit: 'ms', most: p95Ms },
    { name: `${name}: max`, value: ms(1, LEARNING_S), unit: 'ms' },
    { name: `${name}: p95 in minutes 2 to 15`, value: ms(0.95, 60, LEARNING_S), unit: 'ms' },
    { name: `${name}: locked after, median`, value: quantile(lockedAfterS(ran), 0.5), unit: 's' },
    {
      name: `${name}: true error within 3 sigma`,
      value: percent(shareWithin(beliefs, threeSigmasUs)),
      unit: '%',
      least: 99,
    },
    {
      name: `${name}: 3 sigma, median`,
      value: quantile(beliefs.map(threeSigmasUs), 0.5) / 1_000,
      unit: 'ms',
    },
    {
      name: `${name}: traffic in a day, idle`,
      value: (questions * QUESTION_BYTES * 24) / HOURS_EACH / 1e6,
      unit: 'MB',
    },
  ];
};

const weather = (name: string, of: Weather): Figure[] =>
  Object.entries({ LAN: lan, 'Wi-Fi': wifi, '4G': mobile }).flatMap(([network, law]) => {
    const ran = run({ law, weather: of });
    return [
      {
        name: `${network}, ${name}: neighbours apart, p95`,
        value: quantile(apartUs(ran, LEARNING_S), 0.95) / 1_000,
        unit: 'ms',
      },
      {
        name: `${network}, ${name}: true error within 3 sigma`,
        value: 100 * shareWithin(beliefsOf(ran), threeSigmasUs),
        unit: '%',
        least: 99,
      },
    ];
  });

const unseen = (name: string, law: NeighboursPlan['law']): Figure => ({
  name: `${name}: true error within its bound`,
  value: 100 * shareWithin(beliefsOf(run({ law, weather: DAY })), boundUs),
  unit: '%',
  least: 99,
});
