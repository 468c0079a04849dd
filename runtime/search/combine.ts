import { joinStretches } from "../metrics/stretches.js";
import type { MetricOf } from "./objective.js";
import { rowNames } from "./run-sets.js";

/** A run over a piece of the bars. */
export interface PieceRow {
  /** A set's row (`rowNames`). */
  readonly row: Float64Array;
  readonly bars: number;
}

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
  return joinStretches(rowNames[metric] ?? "", known);
}

/** Metrics of several pieces together; see `joinStretches`. */
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
