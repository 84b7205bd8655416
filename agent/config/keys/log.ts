/** The keys of `[log]`: the log. */
import { oneOf } from '../values/checkers.ts';
import { defaulted } from './key.ts';

export const LOG_KEYS = {
  'log.level': defaulted('info', {
    doc: 'Least severe log lines that are written.',
    check: oneOf(['debug', 'info', 'warn', 'error', 'fatal']),
  }),
} as const;
