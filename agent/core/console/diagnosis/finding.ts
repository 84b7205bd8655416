/** What one step of the diagnosis came to. The steps are in the order in which a fault must be looked for. */
import type { Say } from '../phrases/language.ts';

export const STEPS = [
  'power',
  'box',
  'network',
  'dns',
  'tls',
  'broker',
  'time',
  'announcement',
  'decoder',
  'card',
  'amplifier',
  'line',
] as const;
export type Step = (typeof STEPS)[number];

/** `unknown`: nothing measures it here, or a step before it stands in the way. */
export type Mark = 'pass' | 'warn' | 'fail' | 'unknown';

export interface Finding {
  readonly step: Step;
  readonly mark: Mark;
  /** What was measured, or is wrong. */
  readonly measured: Say;
  /** What to do; always there where the mark is `fail`. */
  readonly remedy?: Say;
}

export const passes = (step: Step, measured: Say): Finding => ({ step, mark: 'pass', measured });
export const fails = (step: Step, measured: Say, remedy: Say): Finding => ({
  step,
  mark: 'fail',
  measured,
  remedy,
});
export const warns = (step: Step, measured: Say, remedy: Say): Finding => ({
  step,
  mark: 'warn',
  measured,
  remedy,
});
export const unknown = (step: Step, measured: Say): Finding => ({
  step,
  mark: 'unknown',
  measured,
});

/** The one thing that is wrong: the first failure on the way, else the first warning. */
export const firstTrouble = (findings: readonly Finding[]): Finding | undefined =>
  findings.find(({ mark }) => mark === 'fail') ?? findings.find(({ mark }) => mark === 'warn');
