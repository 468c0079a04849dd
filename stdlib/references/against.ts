import { columnOf, type Table } from "../../kernels/references/columns.js";
import { expectColumn, type Tolerance } from "../../kernels/references/compare.js";
import type { BarColumns } from "../../runtime/index.js";
import { firstTime } from "../../runtime/testing/feed.js";
import { compute } from "../testing/compute.js";

const hour = 3_600_000;

/** One of our values and the column of another program that it must equal. */
export interface Against extends Tolerance {
  readonly expression: string;
  readonly expected: Float64Array;
  /** Where ours is missing (a flat window), the other program's answer (0, or what rounding left) is not compared. */
  readonly whereKnown?: boolean;
}

/** Bars of a table of prices, an hour apart. */
export function barsOfTable(table: Table): BarColumns {
  const close = columnOf(table, "close");
  const time = close.map((_, bar) => firstTime + hour * bar);
  const [open, high, low] = ["open", "high", "low"].map((name) => columnOf(table, name));
  const volume = table.get("volume") ?? table.get("Volume");
  if (open === undefined || high === undefined || low === undefined || volume === undefined)
    throw new Error("Prices are missing.");
  return { time, open, high, low, close, volume };
}

/** Computes all expressions over the bars at once and compares each with its column. */
export function compareAll(modules: readonly string[], bars: BarColumns, all: readonly Against[]): void {
  const ours = compute(modules, [...new Set(all.map(({ expression }) => expression))], { bars });
  const faults = all.flatMap((each) => {
    const mine = ours.get(each.expression);
    const wanted =
      each.whereKnown === true
        ? each.expected.map((x, bar) => (Number.isNaN(mine?.[bar] ?? NaN) ? NaN : x))
        : each.expected;
    try {
      expectColumn(mine, wanted, each);
      return [];
    } catch (error) {
      return [`${each.expression}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  if (faults.length > 0) throw new Error(faults.join("\n"));
}
