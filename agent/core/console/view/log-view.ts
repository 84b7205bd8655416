/** Lines of the log, one a line of the terminal. */
import type { LogEntry } from '../effect.ts';
import { shortened } from '../line/cells.ts';
import { COLUMNS } from './screen.ts';

export const logView = (entries: readonly LogEntry[]): string[] =>
  entries.map(({ time, level, event, fields }) =>
    shortened(`${time} ${level.padEnd(5)} ${event} ${fields}`, COLUMNS).trimEnd(),
  );
