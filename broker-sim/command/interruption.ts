/** Ctrl-C and its kin: the first asks for an end in good order, the second insists. It knows nothing of what is ended. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** From here on, signals do what they do by default. */
  release(): void;
}

/** `insist` is called by the second signal, and by every later one. */
export const interruptible = (insist: () => void): Interruption => {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) insist();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
};
