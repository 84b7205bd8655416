/** The keys of `[store]`: what survives a power cut. */
import { path } from '../checkers.ts';
import { required } from './key.ts';

export const STORE_KEYS = {
  'store.file': required({
    doc: 'What must survive a power cut, and beside it one older generation and a temporary file.',
    example: '/var/lib/loa/state.json',
    check: path,
  }),
} as const;
