/** Waiting for something to become so, by looking again whenever anything happened: no polling, and always a deadline. */

export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Something happened: whoever waits looks again. */
  note(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Resolves true once `isSo`, false at the deadline or when `signal` is aborted. Never rejects. */
  waitFor(isSo: () => boolean, deadlineMs: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (): void => {
        if (isSo()) end(true);
      };
      const giveUp = (): void => {
        end(isSo());
      };
      const end = (answer: boolean): void => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', giveUp);
        this.#listeners.delete(settle);
        resolve(answer);
      };
      const deadline = setTimeout(giveUp, deadlineMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#listeners.add(settle);
      if (signal?.aborted) giveUp();
      else settle();
    });
  }
}
