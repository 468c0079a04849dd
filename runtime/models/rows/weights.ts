import { elementary } from "../../../compiler/graph/elementary.js";
import type { TargetColumn } from "../training-rows.js";
import type { RowWeighting } from "../train-settings.js";

/** The rows that are weighed, and what of the bars they rest on. */
export interface Weighed {
  /** Place of each row's bar, ascending. */
  readonly bars: Int32Array;
  readonly target: TargetColumn;
  /** By bar of the data. */
  readonly close: Float64Array;
  /** Bars after its own until a row's target is known; null: `delay` for all. By bar of the data. */
  readonly lives: Float64Array | null;
  readonly delay: number;
}

export interface Weighting {
  readonly weights: RowWeighting;
  /** Bars. */
  readonly halfLife: number | null;
  readonly balance: boolean;
  /** By the number of the class; null: all alike. */
  readonly classWeights: readonly number[] | null;
}

/** Of the mean: what a row without a move weighs, because a row that weighs nothing is none. */
const leastSize = 1e-6;

/**
 * How much each row counts, with a mean of 1; null where all count the same. What several settings say is multiplied.
 */
export function rowWeights(rows: Weighed, weighting: Weighting): Float64Array | null {
  const { weights, halfLife, balance, classWeights } = weighting;
  const parts = [
    ...(weights === "uniqueness" ? [uniqueness(rows)] : []),
    ...(weights === "size" ? [sizes(rows)] : []),
    ...(weights === "recency" && halfLife !== null ? [recency(rows.bars, halfLife)] : []),
    ...(balance && rows.target.kind !== "regression" ? [balanced(rows.target)] : []),
    ...(classWeights === null ? [] : [rows.target.values.map((value) => classWeights[value] ?? 1)]),
  ];
  const [first, ...others] = parts;
  if (first === undefined) return null;
  for (const part of others) {
    for (let row = 0; row < first.length; row++) first[row] = (first[row] ?? 0) * (part[row] ?? 0);
  }
  return withMeanOne(first);
}

/** Bars for which the target of a row is alive, its own not counted. */
function lifeOf({ bars, lives, delay }: Weighed, row: number): number {
  const life = lives?.[bars[row] ?? -1] ?? delay;
  return Number.isNaN(life) ? delay : Math.min(life, delay);
}

/**
 * Mean over a target's life of one over the number of targets that are alive at that bar. A target of bar t with a life of
 * n is decided by bars t + 1 to t + n. López de Prado, Advances in Financial Machine Learning, 2018, sections 4.3 and 4.4.
 */
export function uniqueness(rows: Weighed): Float64Array {
  const { bars } = rows;
  const start = bars[0] ?? 0;
  const length = (bars.at(-1) ?? start) - start + rows.delay + 2;
  const alive = new Int32Array(length);
  for (let row = 0; row < bars.length; row++) {
    const from = (bars[row] ?? 0) - start + 1;
    const to = from + Math.max(1, lifeOf(rows, row));
    alive[from] = (alive[from] ?? 0) + 1;
    if (to < length) alive[to] = (alive[to] ?? 0) - 1;
  }
  const shares = new Float64Array(length + 1);
  let count = 0;
  for (let bar = 0; bar < length; bar++) {
    count += alive[bar] ?? 0;
    shares[bar + 1] = (shares[bar] ?? 0) + (count === 0 ? 0 : 1 / count);
  }
  return eachRow(bars, (bar, row) => {
    const life = Math.max(1, lifeOf(rows, row));
    const from = bar - start + 1;
    return ((shares[Math.min(length, from + life)] ?? 0) - (shares[from] ?? 0)) / life;
  });
}

/** 2^(−age / half life); the last row has the age 0. */
export function recency(bars: Int32Array, halfLife: number): Float64Array {
  const last = bars.at(-1) ?? 0;
  const { power } = elementary();
  return eachRow(bars, (bar) => power(2, (bar - last) / halfLife));
}

/** How far the price moved in a target's life, as a fraction. */
export function sizes(rows: Weighed): Float64Array {
  const { bars, close } = rows;
  const moves = eachRow(bars, (bar, row) => {
    const move = Math.abs((close[bar + lifeOf(rows, row)] ?? Number.NaN) / (close[bar] ?? Number.NaN) - 1);
    return Number.isFinite(move) ? move : 0;
  });
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
  return mean === 0 ? moves.fill(1) : moves.map((move) => Math.max(move, leastSize * mean));
}

/** Rows over classes over rows of the class: all classes weigh the same together. */
export function balanced({ values, kind, classes }: TargetColumn): Float64Array {
  const counts = new Float64Array(kind === "binary" ? 2 : classes.length);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const there = counts.filter((count) => count > 0).length;
  return values.map((value) => values.length / (there * (counts[value] ?? 1)));
}

/** As `Float64Array.from`, which takes ten times as long. */
function eachRow(bars: Int32Array, value: (bar: number, row: number) => number): Float64Array {
  const values = new Float64Array(bars.length);
  for (let row = 0; row < bars.length; row++) values[row] = value(bars[row] ?? 0, row);
  return values;
}

function withMeanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}
