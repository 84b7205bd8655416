/** `make sim SEED=7`: one village under virtual time, told and judged. Exit status 1 where an oracle complains. */
import { parseArgs } from 'node:util';
import { commandOf, liveThrough, speechS, violationLines } from './one-run.ts';
import { MINUTES_MIN } from './plan/run-plan.ts';

const HELP = `Lives through a village of loudspeaker boxes under virtual time, with faults drawn from a seed.

  --seed N      what is drawn; chosen anew and printed where not given
  --boxes N     how many boxes (default 5)
  --minutes N   how long, at least ${MINUTES_MIN} (default 20)
  --verbose     every announcement as well
  --help        this`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    boxes: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '20' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const whole = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  console.error(`--${name} is a whole number of at least ${least}, not ${text}`);
  process.exit(2);
};

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const options = {
  seed: values.seed === undefined ? Date.now() % 1_000_000_007 : whole('seed', values.seed, 0),
  boxes: whole('boxes', values.boxes, 1),
  minutes: whole('minutes', values.minutes, MINUTES_MIN),
};
console.log(`Seed ${options.seed}: ${options.boxes} boxes for ${options.minutes} minutes ...`);
const before = process.cpuUsage();
const run = liveThrough(options);
const { user, system } = process.cpuUsage(before);

const { plan, verdict } = run;
const faults = plan.faults.size === 0 ? 'none' : [...plan.faults].join(', ');
console.log(`Faults: ${faults}`);
if (values.verbose) {
  for (const { announceUs, startUs, frames, class: bulletinClass, area } of plan.bulletins) {
    const times = `${(announceUs / 1e6).toFixed(1)} s, from ${(startUs / 1e6).toFixed(1)} s`;
    console.log(
      `  announced at ${times}: ${(frames * 0.02).toFixed(1)} s ${bulletinClass} to ${area}`,
    );
  }
}
console.log(
  `${plan.bulletins.length} announcements of ${speechS(plan).toFixed(0)} s; ` +
    `${verdict.demandedFrames} frames had to be heard; ${((user + system) / 1e6).toFixed(1)} s of processor.`,
);
if (verdict.violations.length === 0) {
  console.log('No oracle complains.');
} else {
  console.log(`${verdict.violations.length} complaints:`);
  for (const line of violationLines(run)) console.log(line);
  console.log(`Repeat it: ${commandOf(options)}`);
  process.exitCode = 1;
}
