/** Cuts a record to `RECORD_LIMITS` and says what was cut, so that a run gone wild still gives a report of bounded size. */
import { count } from '../quantity.ts';
import { RECORD_LIMITS, type BoxRecord, type RunRecord } from './run-record.ts';

const LISTS = ['problems', 'segments', 'xruns', 'relays', 'link', 'telemetry'] as const;
/** Longest text taken from a box or a broker; a title is at most 200 characters by the protocol. */
const TEXT_CHARS_MAX = 500;

/** The earliest entries of each list are kept: what went wrong first matters most. */
export const boundedRecord = (record: RunRecord): RunRecord => {
  const cuts: string[] = [];
  const cut = <T>(list: readonly T[], most: number, name: string): readonly T[] => {
    if (list.length <= most) return list;
    cuts.push(`${count(list.length - most)} more ${name} are left out of this report.`);
    return list.slice(0, most);
  };
  const boxes = cut(record.boxes, RECORD_LIMITS.boxes, 'boxes').map((box) => boundedBox(box, cut));
  const offsets = cut(record.offsets, RECORD_LIMITS.offsets, 'offsets between boxes');
  const notices = cut(record.notices, RECORD_LIMITS.notices, 'notices').map(shortened);
  return {
    ...record,
    title: shortened(record.title),
    source: shortened(record.source),
    issuer: shortened(record.issuer),
    area: shortened(record.area),
    boxes,
    offsets,
    notices: [...notices, ...cuts],
  };
};

const boundedBox = (
  box: BoxRecord,
  cut: <T>(list: readonly T[], most: number, name: string) => readonly T[],
): BoxRecord => {
  const lists = Object.fromEntries(
    LISTS.map((list) => [
      list,
      cut<unknown>(box[list], RECORD_LIMITS[list], `${list} of ${box.id}`),
    ]),
  ) as Pick<BoxRecord, (typeof LISTS)[number]>;
  return { ...box, ...lists, id: shortened(box.id), problems: lists.problems.map(shortened) };
};

const shortened = (text: string): string =>
  text.length <= TEXT_CHARS_MAX ? text : `${text.slice(0, TEXT_CHARS_MAX)}…`;
