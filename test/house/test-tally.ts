/** What a run of node's test runner came to: its counts, and what it left out. Knows nothing of how tests are run. */

const COUNTS = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const;
type Count = (typeof COUNTS)[number];

/** The part of a `test:pass` or `test:fail` event that is counted by. */
export interface TestEnd {
  readonly name: string;
  readonly file: string;
  /** True, or why. */
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
}

/** A skip that no installed program could have helped says so by its first word. */
const BEYOND_PACKAGES = /^(?:hardware|kernel|root): /;

export class TestTally {
  readonly #counts = new Map<Count, number>();
  readonly #left: string[] = [];
  readonly #inexcusable: string[] = [];
  readonly #empty: string[] = [];
  #ran = 0;

  /** Takes a closing line of the runner, as `pass 12`, and answers whether it was one. */
  addClosingLine(line: string): boolean {
    const [name, count] = line.split(' ');
    if (name === 'duration_ms') return true;
    if (!isCount(name)) return false;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + Number(count));
    return true;
  }

  addTest({ name, file, skip, todo }: TestEnd): void {
    // Where a file holds no test, the runner counts the file itself as one, under the name of its path.
    if (name === file) this.#empty.push(file);
    else this.#ran += 1;
    const reason = skip ?? todo;
    if (reason === undefined || reason === false) return;
    const why = typeof reason === 'string' && reason !== '' ? reason : 'no reason given';
    this.#left.push(`${name}: ${why}`);
    if (!BEYOND_PACKAGES.test(why)) this.#inexcusable.push(name);
  }

  /** The runner's own closing lines, summed. */
  closingLines(durationMs: number): string[] {
    const counts = COUNTS.map((name) => `${name} ${this.#counts.get(name) ?? 0}`);
    return [...counts, `duration_ms ${Math.round(durationMs)}`];
  }

  /** Tests left out, each with why. */
  skipped(): readonly string[] {
    return this.#left;
  }

  /** Why this run cannot be trusted though no test failed, a sentence each. `inCi`: every program is installed. */
  faults(inCi: boolean): string[] {
    const failed = (this.#counts.get('fail') ?? 0) + (this.#counts.get('cancelled') ?? 0);
    return [
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(this.#ran === 0 ? ['no test ran'] : []),
      ...this.#empty.map((file) => `${file} holds no test`),
      ...(inCi ? this.#inexcusable.map((name) => `skipped though CI installs all: ${name}`) : []),
    ];
  }
}

const isCount = (name: string | undefined): name is Count => COUNTS.some((count) => count === name);
