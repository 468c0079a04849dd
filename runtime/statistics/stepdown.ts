import { bootstrapMeans } from "./bootstrap-means.js";
import { rowsOf, type ReturnColumns } from "./columns.js";
import { studentised } from "./reality-check.js";
import type { Resampling } from "./resampling.js";

/**
 * p-values of every strategy, such that naming all below α as better than the benchmark is wrong about even one of them
 * with probability α at most (Romano & Wolf 2005; p-values as in Romano & Wolf 2016). Studentised; 1 for a strategy that
 * does not vary.
 * @param columns each strategy's returns over the benchmark's
 */
export function stepdown(columns: ReturnColumns, resampling: Resampling): Float64Array {
  const root = Math.sqrt(rowsOf(columns));
  const { scales, ratios } = studentised(columns, resampling.length);
  const order = ratios.map((_, k) => k).sort((a, b) => (ratios[b] ?? 0) - (ratios[a] ?? 0));
  const above = new Float64Array(columns.length);
  bootstrapMeans(columns, resampling, (apart) => {
    // From the poorest up: the largest of those that are not yet named when the strategy's turn comes.
    let largest = Number.NEGATIVE_INFINITY;
    for (let place = order.length - 1; place >= 0; place--) {
      const k = order[place] ?? 0;
      largest = Math.max(largest, root * (apart[k] ?? 0) * (scales[k] ?? 0));
      if (largest >= (ratios[k] ?? 0)) above[k] = (above[k] ?? 0) + 1;
    }
  });
  const values = new Float64Array(columns.length);
  let least = 0;
  for (const k of order) {
    const value = scales[k] === 0 ? 1 : ((above[k] ?? 0) + 1) / (resampling.paths + 1);
    // A strategy is not named before a better one.
    least = Math.max(least, value);
    values[k] = least;
  }
  return values;
}
