import type { ModelMetricName } from "./catalog.js";
import type { Judgement } from "./judge.js";

/** A figure over the folds of a validation. */
export interface FoldSpread {
  readonly mean: number;
  /** Deviation between folds, divisor folds − 1; null for one fold. */
  readonly deviation: number | null;
  readonly low: number;
  readonly high: number;
  /** Folds in which the figure has a value. */
  readonly folds: number;
}

/** How each figure lies over folds: where a mean hides that one fold carries all, this shows it. */
export function acrossFolds(
  folds: readonly Pick<Judgement, "metrics">[],
): Readonly<Partial<Record<ModelMetricName, FoldSpread>>> {
  const names = new Set(folds.flatMap(({ metrics }) => Object.keys(metrics) as ModelMetricName[]));
  const spreads: Partial<Record<ModelMetricName, FoldSpread>> = {};
  for (const name of names) {
    const values = folds.flatMap(({ metrics }) => metrics[name] ?? []);
    if (values.length === 0) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    spreads[name] = {
      mean,
      deviation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)),
      low: Math.min(...values),
      high: Math.max(...values),
      folds: values.length,
    };
  }
  return spreads;
}
