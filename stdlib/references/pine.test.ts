import { test } from "vitest";
import { columnOf } from "../../kernels/references/columns.js";
import { readPine } from "../../kernels/references/files.js";
import { describeShared } from "../../tests/shared.js";
import { barsOfTable, compareAll, type Against } from "./against.js";

type Row = readonly [
  file: string,
  column: string,
  expression: string,
  tolerance?: Omit<Against, "expression" | "expected">,
];

const rows: readonly Row[] = [
  ["ma", "ta.alma(close, 5, 0.85, 6)", "alma(close, 5, 0.85, 6)"],
  ["ma", "ta.alma(close, 10, 0.55, 12)", "alma(close, 10, 0.55, 12)"],
  ["ma", "ta.swma(hlc3)", "average.swma(typical_price())"],
  ["linreg", "ta.linreg(close, 20, 0)", "average.lsma(close, 20, 0)"],
  ["linreg", "ta.linreg(close, 20, 10)", "average.lsma(close, 20, 10)"],
  ["cci+cmo+cog", "ta.cmo(close, 20)", "momentum.cmo(close, 20)", { absolute: 1e-8 }],
  ["cci+cmo+cog", "ta.cog(close, 21)", "momentum.center_of_gravity(close, 21)"],
  ["bb", "ta.bbw(close, 20, 2.1)", "100 * bands.bandwidth(close, 20, 2.1)", { relative: 1e-8 }],
  ["min+max+median+mode", "min(close)", "stats.lowest_ever(close)"],
  ["min+max+median+mode", "max(close)", "stats.highest_ever(close)"],
  ["min+max+median+mode", "mode(close)", "mode(close, 20)"],
  ["kc", "ta.kcw(close, 20, 2.1, useTrueRange=false)", "keltner(close, 20, 2.1, range: high_low).width"],
];

const modules = ["average", "momentum", "bands", "stats"];

describeShared("the library against TradingView", () => {
  const named = rows.map(([file, column, expression, how = {}]) => ({ file, column, expression, how }));
  test.each(named)("$file: $column is $expression", ({ file, column, expression, how }) => {
    const table = readPine(file);
    const expected = columnOf(table, column);
    compareAll(modules, barsOfTable(table), [{ expression, expected, ...how }]);
  });
});
