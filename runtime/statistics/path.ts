import { elementary } from "../../compiler/graph/elementary.js";
import { groupWidth, type ReturnGroups } from "./groups.js";
import { sampleDeviation } from "./moments.js";
import type { Blocks } from "./resampling.js";

/** What is recomputed on each path, by the names and in the units of a run's metrics; NaN where there is no number. */
export const pathMetrics = [
  "totalReturn",
  "cagr",
  "volatility",
  "sharpe",
  "sortino",
  "maxDrawdown",
  "calmar",
] as const;
export type PathMetric = (typeof pathMetrics)[number];

export interface PathSettings {
  readonly periodsPerYear: number;
  /** A year. */
  readonly riskFree: number;
  /** A period. */
  readonly target: number;
}

/** Gives the metrics of a path put together from blocks of groups, in the order of `pathMetrics`. */
export type PathWalk = (blocks: Pick<Blocks, "count" | "starts" | "lengths">, into: Float64Array) => void;

export function pathWalk(groups: ReturnGroups, settings: PathSettings): PathWalk {
  const { periodsPerYear: year, riskFree, target } = settings;
  const { count } = groups;
  const { rows, mean } = centred(groups);
  const root = Math.sqrt(year);
  const { power } = elementary();
  return ({ count: blocks, starts, lengths }, into) => {
    let level = 1;
    let peak = 1;
    let fall = 0;
    let n = 0;
    let sum = 0;
    let squares = 0;
    let losses = 0;
    for (let k = 0; k < blocks; k++) {
      let at = (starts[k] ?? 0) * groupWidth;
      for (let left = lengths[k] ?? 0; left > 0; left--) {
        if (at === count * groupWidth) at = 0;
        n += rows[at] ?? 0;
        sum += rows[at + 1] ?? 0;
        squares += rows[at + 2] ?? 0;
        losses += rows[at + 3] ?? 0;
        const lowest = (level * (rows[at + 6] ?? 1)) / peak - 1;
        if (lowest < fall) fall = lowest;
        const inside = rows[at + 7] ?? 0;
        if (inside < fall) fall = inside;
        const highest = level * (rows[at + 5] ?? 1);
        if (highest > peak) peak = highest;
        level *= rows[at + 4] ?? 1;
        at += groupWidth;
      }
    }
    const average = mean + sum / n;
    const deviation = sampleDeviation(Math.max(0, squares - (sum * sum) / n), n, average);
    const growth = power(level, year / n) - 1;
    into[0] = level - 1;
    into[1] = growth;
    into[2] = (deviation ?? 0) * root;
    into[3] = deviation === null ? Number.NaN : ((average - riskFree / year) / deviation) * root;
    into[4] = losses > 0 ? ((average - target) / Math.sqrt(losses / n)) * root : Number.NaN;
    into[5] = fall;
    into[6] = fall < 0 ? growth / -fall : Number.NaN;
  };
}

/** Sums and squares around the mean of all returns, so that no path's variance is a small difference of large numbers. */
function centred({ rows, count }: ReturnGroups): { readonly rows: Float64Array; readonly mean: number } {
  const moved = rows.slice(0, count * groupWidth);
  let [n, sum] = [0, 0];
  for (let at = 0; at < moved.length; at += groupWidth) {
    n += moved[at] ?? 0;
    sum += moved[at + 1] ?? 0;
  }
  const mean = sum / n;
  for (let at = 0; at < moved.length; at += groupWidth) {
    const size = moved[at] ?? 0;
    const apart = (moved[at + 1] ?? 0) - size * mean;
    moved[at + 1] = apart;
    moved[at + 2] = (moved[at + 2] ?? 0) + (apart * apart) / size;
  }
  return { rows: moved, mean };
}
