/** The broadcast could not begin. `message` is one line for people; a source's own trouble was already told by the source. */
export class BroadcastError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BroadcastError';
  }
}
