/** The keys of `[heartbeat]`: what the box tells of itself. */
import { number } from '../values/checkers.ts';
import { defaulted } from './key.ts';

export const HEARTBEAT_KEYS = {
  'heartbeat.every_s': defaulted(60, {
    doc: 'Time between two telemetry reports.',
    unit: 's',
    check: number(0.1, 3_600),
  }),
} as const;
