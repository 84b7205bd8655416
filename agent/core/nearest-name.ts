/** Which known name somebody may have meant by an unknown one. */

/** The nearest of `names` where it is near enough to be worth suggesting. */
export const nearestName = <T extends string>(
  wanted: string,
  names: readonly T[],
): T | undefined => {
  const nearEnough = Math.max(1, Math.min(3, Math.floor(wanted.length / 4)));
  let best: T | undefined;
  let bestDistance = nearEnough + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > nearEnough) continue;
    const distance = editDistance(wanted, name);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
};

/** Fewest insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
const editDistance = (from: string, to: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min(
        cell(last, column) + 1,
        cell(current, column - 1) + 1,
        cell(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, cell(beforeLast, column - 2) + 1);
      current.push(least);
    }
    [beforeLast, last] = [last, current];
  }
  return cell(last, to.length);
};

const cell = (row: readonly number[], column: number): number =>
  row[column] ?? Number.POSITIVE_INFINITY;
