/** The log as the console shows it: the JSON of each line taken apart. What is not such a line is shown as it is. */
import type { LogEntry, Question } from '../../core/console/effect.ts';
import { folded } from '../../core/console/grammar/form.ts';
import type { LogRing } from '../log/log-ring.ts';
import type { Tell } from './answering.ts';

/** They fill a screen. */
const LOG_LINES = 20;

/** Fields that stand in their own columns, or in every line alike. */
const SHOWN_ELSEWHERE = new Set(['level', 'time', 'box', 'event']);

export const logEntry = (line: string): LogEntry => {
  const parsed = parse(line);
  if (parsed === undefined) return { time: '', level: '', event: line.trim(), fields: '' };
  const { time, level, event } = parsed;
  const fields = Object.entries(parsed)
    .filter(([name]) => !SHOWN_ELSEWHERE.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return { time: text(time).slice(11, 19), level: text(level), event: text(event), fields };
};

/** Whether the line holds this word, in any spelling of its letters. */
export const matches = (line: string, filter: string): boolean =>
  filter === '' || folded(line).includes(folded(filter));

/** Tells what is there, and every line that comes where it is followed; answers what ends that. */
export const readLog = (
  ring: LogRing,
  { filter, isFollowed }: Extract<Question, { about: 'log' }>,
  tell: Tell,
): (() => void) => {
  const latest = ring.lines.filter((line) => matches(line, filter)).slice(-LOG_LINES);
  tell({ about: 'log', lines: latest.map(logEntry) });
  if (!isFollowed) return () => undefined;
  return ring.follow((line) => {
    if (matches(line, filter)) tell({ about: 'log', lines: [logEntry(line)] });
  });
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const parse = (line: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};
