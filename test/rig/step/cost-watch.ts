/** What processes cost over a while: processor and memory, read twice a second. */
import { cpuSeconds, residentMiB } from '../../bench/process-cost.ts';

const LOOK_EVERY_MS = 500;

export interface ProcessCost {
  readonly cpuPercent: number;
  /** The most that was seen. */
  readonly residentMiB: number;
}

export class CostWatch {
  readonly #pids: readonly number[];
  readonly #cpuBefore: readonly number[];
  readonly #startedMs = performance.now();
  readonly #mostMiB: number[];
  readonly #timer: NodeJS.Timeout;

  constructor(pids: readonly number[]) {
    this.#pids = pids;
    this.#cpuBefore = pids.map(cpuSeconds);
    this.#mostMiB = pids.map(residentMiB);
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
  }

  /** While they still run. */
  end(): ProcessCost[] {
    clearInterval(this.#timer);
    this.#look();
    const seconds = (performance.now() - this.#startedMs) / 1_000;
    return this.#pids.map((pid, at) => ({
      cpuPercent: ((cpuSeconds(pid) - (this.#cpuBefore[at] ?? 0)) / seconds) * 100,
      residentMiB: this.#mostMiB[at] ?? Number.NaN,
    }));
  }

  #look(): void {
    for (const [at, pid] of this.#pids.entries()) {
      this.#mostMiB[at] = Math.max(this.#mostMiB[at] ?? 0, residentMiB(pid));
    }
  }
}
