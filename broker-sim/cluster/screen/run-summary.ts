/** What a run came to, in words, for the end of `loa-sim run`: the report's own verdict, and a line for each box. Pure. */
import path from 'node:path';
import { proofWords, verdictOf } from '../../report/verdict.ts';
import type { BulletinRun } from '../bulletin-run.ts';
import type { JudgedBox } from '../box/box-record.ts';

export interface SummaryFiles {
  readonly outDirectory: string;
  readonly reportFile: string;
}

/** Lines without a line end. */
export const runSummary = (run: BulletinRun, files: SummaryFiles): string[] => {
  const { record, boxes } = run;
  const verdict = verdictOf(record);
  const troubles = new Map(verdict.troubles.map((trouble) => [trouble.box, trouble]));
  const first = boxes.find(({ startsAtUs }) => startsAtUs !== undefined)?.record.id;
  return [
    `${verdict.headline}.`,
    ...verdict.sentences,
    ...record.notices,
    '',
    ...boxes.flatMap((box) => {
      const { id, problems } = box.record;
      const heard = troubles.get(id)?.heard ?? `heard all of it, ${exactness(box)}`;
      const words = [
        heard,
        stepWords(box, first, record.offsets),
        amplifierWords(box),
        proofWords(box.record),
      ];
      return [
        `  ${id} ${words.filter((word) => word !== '').join('; ')}.`,
        ...problems.map((problem) => `        ${problem}`),
      ];
    }),
    '',
    `  look    ${shown(files.reportFile)}`,
    `  listen  ${boxes.flatMap(({ record: { wavPath } }) => (wavPath === null ? [] : [shown(wavPath)])).join('  ')}`,
    `          ${shown(run.sentWavFile)} is what was sent`,
    `  logs    ${shown(path.join(files.outDirectory, 'box-N.log'))}`,
  ];
};

const exactness = ({ record: { played } }: JudgedBox): string => {
  const stretched = played?.stretchedSamples ?? 0;
  return stretched === 0
    ? 'sample for sample'
    : `stretched by ${stretched} sample${stretched === 1 ? '' : 's'} in all to stay in step`;
};

/** Against the first box that was heard. */
const stepWords = (
  { record: { id }, startsAtUs }: JudgedBox,
  first: string | undefined,
  offsets: BulletinRun['record']['offsets'],
): string => {
  if (startsAtUs === undefined || first === undefined || id === first) return '';
  const offset = offsets.find(({ pair }) => pair[0] === first && pair[1] === id);
  if (offset === undefined) return '';
  if (offset.samples === 0) return `in step with ${first} to the sample`;
  const size = Math.abs(offset.samples);
  const how = offset.samples > 0 ? 'behind' : 'ahead of';
  return `${size} sample${size === 1 ? '' : 's'} (${Math.abs(offset.us).toFixed(1)} µs) ${how} ${first}`;
};

const amplifierWords = ({ amplifier }: JudgedBox): string =>
  amplifier === undefined
    ? ''
    : `amplifier on ${amplifier.supplyBeforeS.toFixed(2)} s before the first sound, ` +
      `off ${amplifier.supplyAfterS.toFixed(2)} s after the last`;

/** From the working directory where it lies within, else in full. */
const shown = (file: string): string => {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? path.resolve(file) : relative;
};
