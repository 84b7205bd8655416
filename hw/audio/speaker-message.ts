/** What the child that plays tells its parent, and how the parent reads it. Sound goes the other way, by the child's stdin. */

export type SpeakerMessage =
  /** The card is open and took its first samples. */
  | { readonly says: 'opened' }
  /** So many samples in all have been taken by the card, sound and silence, since it was opened. */
  | { readonly says: 'accepted'; readonly samples: number }
  /** `absent`: the package is not installed, or not built. `refused`: the card would not have it. */
  | {
      readonly says: 'failed';
      readonly cause: 'absent' | 'refused';
      readonly detail: string;
    };

/** Undefined for what is no such message. */
export const readSpeakerMessage = (message: unknown): SpeakerMessage | undefined => {
  if (typeof message !== 'object' || message === null || !('says' in message)) return undefined;
  if (message.says === 'opened') return { says: 'opened' };
  if (message.says === 'accepted' && 'samples' in message) {
    return typeof message.samples === 'number'
      ? { says: 'accepted', samples: message.samples }
      : undefined;
  }
  if (message.says === 'failed' && 'cause' in message && 'detail' in message) {
    const cause = message.cause === 'absent' ? 'absent' : 'refused';
    return { says: 'failed', cause, detail: String(message.detail) };
  }
  return undefined;
};
