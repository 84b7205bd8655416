/**
 * Runs every test there is a source for (so nothing stale in dist/ runs), on Node's own runner, and closes with one tally
 * and with what was left out. `node dist/test/run-tests.js [folder ...]`, such as `core` or `e2e/console`; the exit code says whether
 * to trust the code.
 */
import { join } from 'node:path';
import { run } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';
import { TestTally } from './house/test-tally.ts';
import { paths, ROOT } from './house/tree.ts';

interface Phase {
  readonly folders: readonly string[];
  /** Files that run at once. */
  readonly atOnce: number;
  readonly fileMsMax: number;
}

/** Where sound is measured against a clock, a test has the machine to itself. */
const MEASURED = 'e2e/sound';
const PHASES: readonly Phase[] = [
  { folders: ['core', 'sim'], atOnce: 2, fileMsMax: 180_000 },
  { folders: ['contract'], atOnce: 2, fileMsMax: 180_000 },
  { folders: ['e2e'], atOnce: 2, fileMsMax: 300_000 },
  { folders: [MEASURED], atOnce: 1, fileMsMax: 300_000 },
];
/** A child that will not end is stopped with its phase. */
const PHASE_MS_MAX = 1_200_000;

const tests = paths().filter((path) => path.startsWith('test/') && path.endsWith('.test.ts'));
const isIn = (folder: string, path: string): boolean => path.startsWith(`test/${folder}/`);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['core', 'sim', 'contract', 'e2e'];
const unknown = wanted.find((folder) => !tests.some((path) => isIn(folder, path)));
if (unknown !== undefined) {
  console.error(`There are no tests in test/${unknown}: name a folder of test/ that has some.`);
  process.exit(2);
}

const startedMs = performance.now();
const reporter = new spec();
reporter.pipe(process.stdout, { end: false });
const tally = new TestTally();

for (const { folders, atOnce, fileMsMax } of PHASES) {
  const files = folders.flatMap(wantedOf).map(compiled);
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

function wantedOf(folder: string): string[] {
  return tests.filter(
    (path) =>
      isIn(folder, path) &&
      (folder === MEASURED || !isIn(MEASURED, path)) &&
      wanted.some((one) => isIn(one, path)),
  );
}

function compiled(path: string): string {
  return join(ROOT, 'dist', path.replace(/\.ts$/, '.js'));
}
