/** What the user of `loa-sim` can put right: the message is one line, cause and remedy, shown without a stack trace. */
export class UserMistake extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserMistake';
  }
}

/** Exit codes of `loa-sim`. */
export const EXIT = {
  /** Every box heard all of it. */
  ok: 0,
  /** Something was not heard, or could not be shown to have been. */
  failed: 1,
  /** The command cannot be carried out as it was given. */
  usage: 2,
  /** A box that was commanded or set did not answer in time. */
  unanswered: 3,
  /** Ended by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
