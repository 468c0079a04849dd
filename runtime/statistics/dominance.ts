/** Whether one distribution is better than another whatever one's taste (first), or for all who dislike risk (second). */
export interface Dominance {
  /** At every level the first sample reaches it at least as often, and at some level more often. */
  readonly first: boolean;
  /** The same for the areas below the distribution functions. */
  readonly second: boolean;
}

/** Stochastic dominance of one sample over another (Hadar & Russell 1969). */
export function dominance(sample: Float64Array, other: Float64Array): Dominance {
  const one = sample.toSorted();
  const two = other.toSorted();
  const levels = Float64Array.from([...one, ...two]).sort();
  let [i, j, area] = [0, 0, 0];
  let [first, second, strictFirst, strictSecond] = [true, true, false, false];
  let before = levels[0] ?? 0;
  let gap = 0;
  for (const level of levels) {
    area += gap * (level - before);
    before = level;
    while (i < one.length && (one[i] ?? 0) <= level) i++;
    while (j < two.length && (two[j] ?? 0) <= level) j++;
    gap = j / two.length - i / one.length;
    if (gap < 0) first = false;
    if (gap > 0) strictFirst = true;
    if (area < 0) second = false;
    if (area > 0) strictSecond = true;
  }
  return { first: first && strictFirst, second: second && strictSecond };
}
