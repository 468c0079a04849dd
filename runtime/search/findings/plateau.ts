import { quantileOf } from "../../statistics/quantile.js";
import type { ValuedCell } from "./cells.js";

/** How the neighbours of the best set do: a peak with nothing beside it is luck more often than a plateau is. */
export interface Plateau {
  /** Sets that were tried and whose every parameter is at most one step away. */
  readonly neighbours: number;
  /** What is optimised, of the best, of its neighbours in the mean, and of the worst of them. */
  readonly best: number;
  readonly mean: number;
  readonly lowest: number;
  /** Of all sets: the median. */
  readonly median: number;
  /** (mean − median) / (best − median): 1 where the neighbours are as good as the best, 0 where they are like any set. */
  readonly score: number;
  /** The same of the worst neighbour. */
  readonly lowestScore: number;
}

/**
 * @param best place of the best set
 * @param sign −1 where less is better
 * @returns null where fewer than two neighbours were tried, or the best is no better than the median
 */
export function plateauOf(cells: readonly ValuedCell[], best: number, sign: 1 | -1): Plateau | null {
  const own = cells.find(({ place }) => place === best);
  if (own === undefined) return null;
  const values = cells
    .filter(
      ({ place, cell }) => place !== best && cell.every((at, k) => Math.abs(at - (own.cell[k] ?? 0)) <= 1),
    )
    .map(({ value }) => value);
  const median = quantileOf(Float64Array.from(cells, ({ value }) => value).sort(), 0.5);
  const reach = own.value - median;
  if (values.length < 2 || !(reach > 0)) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const lowest = Math.min(...values);
  return {
    neighbours: values.length,
    best: sign * own.value,
    mean: sign * mean,
    lowest: sign * lowest,
    median: sign * median,
    score: (mean - median) / reach,
    lowestScore: (lowest - median) / reach,
  };
}
