import { summarizeRun } from "../../result.js";
import type { Comparison } from "./comparison.js";

/** Runs side by side for machines; every number in it is finite or `null`. */
export function comparisonToJson({ runs, differences, metrics, trades, shared }: Comparison) {
  return {
    schema: "sage.comparison/1" as const,
    runs: runs.map(({ run }) => summarizeRun(run.result)),
    differences: differences.map(({ name, values }) => ({ name, values: [...values] })),
    metrics: metrics.map(({ name, values, differences: difference }) => ({
      name,
      values: [...values],
      differences: [...difference],
    })),
    trades: {
      shared,
      only: trades.map(({ count, only }) => ({ count, ids: only.map(({ id }) => id) })),
    },
  };
}
