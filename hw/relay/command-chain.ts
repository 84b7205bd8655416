/** One command after the other, in the order they were given, whatever became of the one before. Knows no relay. */

export class CommandChain {
  #last: Promise<void> = Promise.resolve();

  /** Whoever asked learns of a failure; the next command is carried out all the same. */
  add<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act);
    this.#last = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }
}
