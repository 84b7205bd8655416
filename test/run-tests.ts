/**
 * Runs every test there is a source for (so nothing stale in dist/ runs), on Node's own runner, and closes with one tally
 * and with what was left out. `node dist/test/run-tests.js [kind ...]`; the exit code says whether to trust the code.
 */
import { join } from 'node:path';
import { run } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';
import { TestTally } from './house/test-tally.ts';
import { paths, ROOT } from './house/tree.ts';

interface Phase {
  readonly kinds: readonly string[];
  /** Files that run at once. Where time is measured, a test has the machine to itself. */
  readonly atOnce: number;
  readonly fileMsMax: number;
}

const PHASES: readonly Phase[] = [
  { kinds: ['core', 'sim'], atOnce: 2, fileMsMax: 180_000 },
  { kinds: ['contract'], atOnce: 2, fileMsMax: 180_000 },
  { kinds: ['e2e'], atOnce: 1, fileMsMax: 300_000 },
];
/** A child that will not end is stopped with its phase. */
const PHASE_MS_MAX = 1_200_000;

const allKinds = PHASES.flatMap(({ kinds }) => kinds);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : allKinds;
const unknown = wanted.find((kind) => !allKinds.includes(kind));
if (unknown !== undefined) {
  console.error(`There is no kind of test called ${unknown}: choose of ${allKinds.join(', ')}.`);
  process.exit(2);
}

const startedMs = performance.now();
const reporter = new spec();
reporter.pipe(process.stdout, { end: false });
const tally = new TestTally();

for (const { kinds, atOnce, fileMsMax } of PHASES) {
  const files = kinds.filter((kind) => wanted.includes(kind)).flatMap(compiledTests);
  if (files.length === 0) continue;
  const signal = AbortSignal.timeout(PHASE_MS_MAX);
  const events: AsyncIterable<TestEvent> = run({
    files,
    concurrency: atOnce,
    timeout: fileMsMax,
    signal,
  });
  for await (const event of events) {
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      const { name, file, skip, todo } = event.data;
      tally.addTest({ name: sourceOf(name), file: sourceOf(file ?? ''), skip, todo });
    }
    const isClosing =
      event.type === 'test:diagnostic' &&
      event.data.nesting === 0 &&
      tally.addClosingLine(event.data.message);
    if (!isClosing) reporter.write(event);
  }
}

for (const message of tally.closingLines(performance.now() - startedMs)) {
  reporter.write({ type: 'test:diagnostic', data: { nesting: 0, message, level: 'info' } });
}
await new Promise((resolve) => reporter.on('end', resolve).end());

const skipped = tally.skipped();
if (skipped.length > 0) {
  console.log(`\nNOT TESTED here (${skipped.length}):`);
  for (const sentence of skipped) console.log(`  - ${sentence}`);
}
const faults = tally.faults(process.env['CI'] === 'true');
for (const fault of faults) console.error(`tests: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** A source file by its path from the root, however the runner names it: by what was compiled, or by its source map. */
function sourceOf(path: string): string {
  if (!path.startsWith(ROOT)) return path;
  return path.slice(ROOT.length).replace(/^dist\/(.*)\.js$/, '$1.ts');
}

function compiledTests(kind: string): string[] {
  return paths()
    .filter((path) => path.startsWith(`test/${kind}/`) && path.endsWith('.test.ts'))
    .map((path) => join(ROOT, 'dist', path.replace(/\.ts$/, '.js')));
}
