import { metricDefinitions } from "../metrics/catalog.js";
import type { MetricOf } from "./objective.js";
import { rowNames } from "./run-sets.js";

/** A run over a piece of the bars. */
export interface PieceRow {
  /** A set's row (`rowNames`). */
  readonly row: Float64Array;
  readonly bars: number;
}

/** How a metric of several pieces follows from those of each. */
type Joining = "sum" | "largest" | "compound" | "mean";

const summed = new Set([
  "netProfit",
  "fees",
  "slippage",
  "funding",
  "borrow",
  "grossProfit",
  "grossLoss",
  "longProfit",
  "shortProfit",
  "rejected",
]);
const extreme = new Set([
  "maxDrawdown",
  "maxDrawdownBars",
  "longestDrawdownBars",
  "largestWin",
  "largestLoss",
  "longestWinStreak",
  "longestLossStreak",
  "longestBars",
  "worstMae",
  "bestMfe",
  "worstMonth",
  "bestMonth",
  "buyAndHoldMaxDrawdown",
]);

function joiningOf(name: string): Joining {
  const definition = metricDefinitions.find((each) => each.name === name);
  if (extreme.has(name)) return "largest";
  if (summed.has(name) || definition?.unit === "count") return "sum";
  return name === "totalReturn" || name === "buyAndHoldReturn" ? "compound" : "mean";
}

const joinings = rowNames.map(joiningOf);
const endEquity = rowNames.indexOf("endEquity");
const netProfit = rowNames.indexOf("netProfit");

/** One metric (its place in `rowNames`) of several pieces together; see `combineRows`. */
function combined(pieces: readonly PieceRow[], metric: number, capital: number): number {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only.row[metric] ?? Number.NaN;
  if (metric === endEquity) return capital + combined(pieces, netProfit, capital);
  const known = pieces.flatMap(({ row, bars }) => {
    const value = row[metric] ?? Number.NaN;
    return Number.isNaN(value) ? [] : [{ value, bars }];
  });
  return known.length === 0 ? Number.NaN : join(joinings[metric] ?? "mean", known);
}

/**
 * Metrics of several pieces together: counts and money add up, returns compound, extremes are those of the worst piece (of
 * the best, where it is the largest gain), and everything else is the mean over the pieces that have a value, weighted by
 * their bars. Of one piece it is that piece's.
 */
export function combineRows(pieces: readonly PieceRow[], capital: number): Float64Array {
  return Float64Array.from(rowNames, (_, metric) => combined(pieces, metric, capital));
}

const placeOf = new Map<string, number>(rowNames.map((name, place) => [name, place]));

/** As `combineRows`, for the metrics that are asked for. */
export function combinedMetrics(pieces: readonly PieceRow[], capital: number): MetricOf {
  return (name) => {
    const metric = placeOf.get(name);
    return metric === undefined ? Number.NaN : combined(pieces, metric, capital);
  };
}

function join(joining: Joining, known: readonly { readonly value: number; readonly bars: number }[]): number {
  switch (joining) {
    case "sum":
      return known.reduce((sum, { value }) => sum + value, 0);
    case "largest":
      return known.reduce((far, { value }) => (Math.abs(value) > Math.abs(far) ? value : far), 0);
    case "compound":
      return known.reduce((growth, { value }) => growth * (1 + value), 1) - 1;
    case "mean": {
      const bars = known.reduce((sum, each) => sum + each.bars, 0);
      return known.reduce((sum, each) => sum + each.value * each.bars, 0) / bars;
    }
  }
}
