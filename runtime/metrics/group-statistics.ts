import { autocorrelations, sharpeScale, usefulLags } from "../statistics/autocorrelation.js";
import { groupMarks, groupReturns, type ReturnGroups } from "../statistics/groups.js";
import { mean, sampleDeviation } from "../statistics/moments.js";

/** Fewer groups than this have no autocorrelation to speak of. */
const fewest = 20;

/**
 * The Sharpe ratio of a year when bars are correlated (Lo 2002), from the sums of the returns of each whole group of
 * bars: what goes on inside a group is in the groups' variance, what goes on between them in η. `null` with fewer than
 * 20 groups, or when they do not vary.
 */
export function correctedSharpe(
  groups: ReturnGroups,
  periodsPerYear: number,
  riskFree: number,
): number | null {
  const returns = groupReturns(groups);
  if (returns.length < fewest) return null;
  const average = mean(returns);
  let m2 = 0;
  for (const value of returns) m2 += (value - average) ** 2;
  const deviation = sampleDeviation(m2, returns.length, average);
  const groupsPerYear = periodsPerYear / groups.length;
  const scale = sharpeScale(autocorrelations(returns, usefulLags(returns.length)), groupsPerYear);
  if (deviation === null || scale === null) return null;
  return ((average - riskFree / groupsPerYear) / deviation) * scale;
}

/** Mean of the deepest twentieth of the falls from the peak at the ends of the groups; 0 or negative, `null` of none. */
export function deepFalls(groups: ReturnGroups): number | null {
  const { count, rows } = groups;
  if (count === 0) return null;
  const marks = groupMarks(groups);
  const falls = new Float64Array(count);
  let peak = 1;
  for (let k = 0; k < count; k++) {
    // The peak may lie inside the group.
    peak = Math.max(peak, (marks[k] ?? 1) * (rows[k * 8 + 5] ?? 1));
    falls[k] = (marks[k + 1] ?? 1) / peak - 1;
  }
  const worst = Math.floor(0.05 * (count - 1)) + 1;
  return mean(falls.sort().subarray(0, worst));
}
