/** A line of the log as the console shows it: its JSON taken apart. What is not such a line is shown as it is. */
import type { LogEntry } from '../../core/console/effect.ts';
import { folded } from '../../core/console/grammar/form.ts';

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
