/** One village from one seed: lived through, judged, and told in lines. The runner, the tests and the bench all go through here. */
import { judge, type Verdict } from './oracle/verdict.ts';
import { drawPlan, type RunOptions, type RunPlan } from './plan/run-plan.ts';
import { Village } from './world/village.ts';

export interface OneRun {
  readonly plan: RunPlan;
  readonly verdict: Verdict;
}

export const liveThrough = (options: RunOptions): OneRun => {
  const plan = drawPlan(options);
  return { plan, verdict: judge(new Village(plan).live()) };
};

/** The command that repeats a run, from the root of the house. */
export const commandOf = ({ seed, boxes, minutes }: RunOptions): string =>
  `node dist/test/sim/run.js --seed ${seed} --boxes ${boxes} --minutes ${minutes}`;

const SHOWN_MOST = 12;

/** What was wrong, first things first, in one line each. */
export const violationLines = ({ verdict }: OneRun): string[] => {
  const { violations } = verdict;
  const shown = violations.slice(0, SHOWN_MOST).map(({ atUs, oracle, box, says }) => {
    const at = (atUs / 1e6).toFixed(3).padStart(9);
    return `  ${at} s  ${box ?? 'village'}  ${oracle}: ${says}`;
  });
  const hidden = violations.length - shown.length;
  return hidden > 0 ? [...shown, `  and ${hidden} more`] : shown;
};

/** Seconds of speech that were planned, each bulletin once. */
export const speechS = ({ bulletins }: RunPlan): number =>
  bulletins.reduce((total, { frames }) => total + frames * 0.02, 0);
