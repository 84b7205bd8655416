/** What passes between the speaker card and the process that plays for it, in one ordered channel (IPC, structured clone). */

/** From the parent: sound to play. */
export interface PlayMessage {
  readonly pcm: Int16Array;
  /** Where the card stands still before it: the instant at which the first sample leaves, in µs of CLOCK_MONOTONIC. */
  readonly startsAtUs?: number;
}

/** From the child. */
export type SpeakerMessage =
  /** The card is open and took its first samples. */
  | { readonly says: 'opened' }
  /** So many samples of the sound sent are done with, since the card was opened. */
  | { readonly says: 'accepted'; readonly samples: number }
  /** `absent`: the package is not installed, or not built. `refused`: the card would not have it. */
  | {
      readonly says: 'failed';
      readonly cause: 'absent' | 'refused';
      readonly detail: string;
    };
