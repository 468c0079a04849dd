import type { Axis, ValuedCell } from "./cells.js";

/** What is optimised over two parameters, in the mean over all others. */
export interface HeatMap {
  readonly across: HeatAxis;
  readonly up: HeatAxis;
  /** Rows from the lowest value up, null where nothing was tried. */
  readonly rows: readonly (readonly (number | null)[])[];
  readonly low: number;
  readonly high: number;
}

export interface HeatAxis {
  readonly name: string;
  /** First and last value of each column or row; the same where it has one only. */
  readonly bins: readonly { readonly from: number; readonly to: number }[];
}

/** Columns and rows that an eye takes in. */
const mostBins = 32;

/** @param sign −1 where less is better: values are given as they are */
export function heatMapOf(
  cells: readonly ValuedCell[],
  [across, up]: readonly [Axis, Axis],
  [x, y]: readonly [number, number],
  sign: 1 | -1,
): HeatMap {
  const [columns, rows] = [binsOf(across), binsOf(up)];
  const sums = rows.bins.map(() => columns.bins.map(() => ({ sum: 0, count: 0 })));
  for (const { cell, value } of cells) {
    const at = sums[Math.floor((cell[y] ?? 0) / rows.each)]?.[Math.floor((cell[x] ?? 0) / columns.each)];
    if (at === undefined) continue;
    at.sum += sign * value;
    at.count++;
  }
  const means = sums.map((row) => row.map(({ sum, count }) => (count === 0 ? null : sum / count)));
  const known = means.flat().filter((value) => value !== null);
  return {
    across: { name: across.name, bins: columns.bins },
    up: { name: up.name, bins: rows.bins },
    rows: means,
    low: known.length === 0 ? 0 : Math.min(...known),
    high: known.length === 0 ? 0 : Math.max(...known),
  };
}

function binsOf({ values }: Axis) {
  const each = Math.ceil(values.length / mostBins);
  const bins = Array.from({ length: Math.ceil(values.length / each) }, (_, k) => ({
    from: values[k * each] ?? Number.NaN,
    to: values[Math.min(values.length, (k + 1) * each) - 1] ?? Number.NaN,
  }));
  return { each, bins };
}
