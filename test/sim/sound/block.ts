/** Sound that left a horn: a stretch of the ring that a card keeps, as samples and as the bytes of the same memory. */

export interface Block {
  readonly ring: Int16Array;
  readonly bytes: Buffer;
  readonly from: number;
  readonly samples: number;
  readonly firstUs: number;
}

const ZEROS = Buffer.alloc(1 << 17);

/** Nothing but zeros from `at` to `until`. */
export const isZero = ({ bytes, from, samples }: Block, at: number, until: number): boolean => {
  const start = 2 * (from + at);
  return (
    until <= samples && bytes.compare(ZEROS, 0, 2 * (until - at), start, 2 * (from + until)) === 0
  );
};
