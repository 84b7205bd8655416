/** What an oracle says when something was wrong, and how much it had to judge where nothing was. */

export interface Violation {
  readonly oracle: string;
  /** The box, or undefined where it is the village. */
  readonly box: string | undefined;
  readonly atUs: number;
  readonly says: string;
}

/** Answers the complaints of one oracle, by a short form for making them. */
export const complaints = (
  oracle: string,
): {
  readonly found: Violation[];
  readonly complain: (box: string | undefined, atUs: number, says: string) => void;
} => {
  const found: Violation[] = [];
  return {
    found,
    complain: (box, atUs, says) => {
      found.push({ oracle, box, atUs, says });
    },
  };
};
