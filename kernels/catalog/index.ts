import { arithmetic } from "./arithmetic.js";
import { average } from "./average.js";
import { band } from "./band.js";
import { bar } from "./bar.js";
import { change } from "./change.js";
import { clock } from "./clock.js";
import { comparison } from "./comparison.js";
import { cycle } from "./cycle.js";
import { distribution } from "./distribution.js";
import { history } from "./history.js";
import { label } from "./label.js";
import { logic } from "./logic.js";
import type { Operation } from "./operation.js";
import { oscillator } from "./oscillator.js";
import { recurrence } from "./recurrence.js";
import { time } from "./time.js";
import { trend } from "./trend.js";
import { volume } from "./volume.js";
import { windowStatistics } from "./window.js";

export { exponentialDecay, forgettingBars, wilderDecay } from "./declare.js";
export * from "./interval.js";
export * from "./operation.js";
export * from "./range.js";
export * from "./series.js";
export * from "./unit.js";

/** Every operation there is, in the order of the reference page. */
export const operations: readonly Operation[] = [
  ...bar,
  ...arithmetic,
  ...comparison,
  ...logic,
  ...history,
  ...recurrence,
  ...average,
  ...windowStatistics,
  ...distribution,
  ...oscillator,
  ...cycle,
  ...band,
  ...trend,
  ...volume,
  ...change,
  ...time,
  ...label,
  ...clock,
];

/** Other names under which an operation is found. */
export const aliases: Readonly<Record<string, string>> = {
  abs: "absolute",
  max: "maximum",
  mean: "sma",
  min: "minimum",
  rank: "percent_rank",
};

const byName: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [operation.name, operation]),
);

/** The operation of this name or alias. */
export function findOperation(name: string): Operation | undefined {
  return byName.get(name) ?? (Object.hasOwn(aliases, name) ? byName.get(aliases[name] ?? "") : undefined);
}
