/** Stretches of time: joined, and asked whether they hold an instant. */

export type Stretch = readonly [fromUs: number, toUs: number];

/** The same time in as few stretches as can be, in order. */
export const joined = (stretches: readonly Stretch[]): Stretch[] => {
  const result: [number, number][] = [];
  for (const [from, to] of [...stretches].sort(([one], [other]) => one - other)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) result.push([from, to]);
  }
  return result;
};

/** The stretch that holds all of `from … to`, if one does. */
export const holding = (
  stretches: readonly Stretch[],
  from: number,
  to: number,
): Stretch | undefined => stretches.find(([start, end]) => start <= from && to <= end);

/** How much of `from … to` the stretches (joined) cover. */
export const covered = (stretches: readonly Stretch[], from: number, to: number): number =>
  stretches.reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)),
    0,
  );
