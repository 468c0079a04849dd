import { elementary } from "../../compiler/graph/elementary.js";
import { bootstrapMeans } from "./bootstrap-means.js";
import { rowsOf, type ReturnColumns } from "./columns.js";
import { longRunDeviation } from "./long-run-deviation.js";
import { mean } from "./moments.js";
import type { Resampling } from "./resampling.js";

/** A test that the best of many strategies is better than the benchmark, though many were tried. */
export interface SnoopingTest {
  /** How good the best one looks. */
  readonly statistic: number;
  /** Column of the best one. */
  readonly best: number;
  /** How often luck alone makes the best of as many worthless ones look better. */
  readonly pValue: number;
}

/**
 * White's Reality Check (2000): V = max_k √T·d̄_k against max_k √T·(d̄*_k − d̄_k) over the paths.
 * @param columns d: each strategy's returns over the benchmark's
 */
export function realityCheck(columns: ReturnColumns, resampling: Resampling): SnoopingTest {
  const root = Math.sqrt(rowsOf(columns));
  const means = columns.map(mean);
  const best = indexOfLargest(means);
  const statistic = root * (means[best] ?? Number.NaN);
  let above = 0;
  bootstrapMeans(columns, resampling, (apart) => {
    let largest = Number.NEGATIVE_INFINITY;
    for (const value of apart) if (value > largest) largest = value;
    if (root * largest > statistic) above++;
  });
  return { statistic, best, pValue: above / resampling.paths };
}

/** p-values when the poor strategies count fully (upper), hardly (lower), or only as far as they might be good. */
export interface SuperiorAbility extends Omit<SnoopingTest, "pValue"> {
  readonly lower: number;
  readonly consistent: number;
  readonly upper: number;
}

/**
 * Hansen's test of superior predictive ability (2005): studentised, and poor strategies do not hide good ones. ω̂ is that
 * of the stationary bootstrap with the same mean block length. Strategies that do not vary are left out.
 * @param studentises false: means are compared as they are, in return a period, as the Python package arch does
 */
export function superiorAbility(
  columns: ReturnColumns,
  resampling: Resampling,
  studentises = true,
): SuperiorAbility {
  const rows = rowsOf(columns);
  const root = Math.sqrt(rows);
  const student = studentised(columns, resampling.length);
  const scaled = studentises
    ? student
    : { scales: columns.map(() => 1), ratios: columns.map((column) => root * mean(column)) };
  const best = indexOfLargest(scaled.ratios);
  const statistic = Math.max(scaled.ratios[best] ?? 0, 0);
  const { log } = elementary();
  const poor = -Math.sqrt(2 * log(Math.max(1, log(rows))));
  // d̄*/ω̂·√T recentred by g(d̄): apart + d̄ − g(d̄).
  const rest = {
    lower: scaled.ratios.map((ratio) => Math.min(ratio, 0)),
    consistent: scaled.ratios.map((ratio, k) => ((student.ratios[k] ?? 0) >= poor ? 0 : ratio)),
    upper: scaled.ratios.map(() => 0),
  };
  const above = { lower: 0, consistent: 0, upper: 0 };
  const kinds = ["lower", "consistent", "upper"] as const;
  bootstrapMeans(columns, resampling, (apart) => {
    for (const kind of kinds) {
      const shift = rest[kind];
      let largest = 0;
      for (let k = 0; k < apart.length; k++) {
        const value = root * (apart[k] ?? 0) * (scaled.scales[k] ?? 0) + (shift[k] ?? 0);
        if (value > largest) largest = value;
      }
      if (largest > statistic) above[kind]++;
    }
  });
  return {
    statistic,
    best,
    lower: above.lower / resampling.paths,
    consistent: above.consistent / resampling.paths,
    upper: above.upper / resampling.paths,
  };
}

/** √T·d̄/ω̂ of each column, and 1/ω̂ (0 where a column does not vary). */
export function studentised(columns: ReturnColumns, length: number) {
  const root = Math.sqrt(rowsOf(columns));
  const scales = columns.map((column) => {
    const deviation = longRunDeviation(column, length);
    return deviation > 0 ? 1 / deviation : 0;
  });
  const ratios = columns.map((column, k) => root * mean(column) * (scales[k] ?? 0));
  return { scales, ratios };
}

function indexOfLargest(values: readonly number[]): number {
  let best = 0;
  for (const [k, value] of values.entries()) if (value > (values[best] ?? Number.NaN)) best = k;
  return best;
}
