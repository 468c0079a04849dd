import { metricDefinitions } from "../../metrics/catalog.js";
import { joinStretches } from "../../metrics/stretches.js";
import type { MetricName, Metrics } from "../../metrics/catalog.js";

/** Metrics of a stretch of bars on which a set of values was run by itself. */
export interface StretchMetrics {
  readonly metrics: Metrics;
  readonly bars: number;
}

/** Metrics of several stretches together, for a choice on bars on both sides of a test; see `joinStretches`. */
export function combineMetrics(stretches: readonly StretchMetrics[]): Metrics {
  const [only] = stretches;
  if (only !== undefined && stretches.length === 1) return only.metrics;
  const out: Partial<Record<MetricName, number | null>> = {};
  for (const { name } of metricDefinitions) {
    const known = stretches.flatMap(({ metrics, bars }) => {
      const value = metrics[name];
      return value === null ? [] : [{ value, bars }];
    });
    out[name] = known.length === 0 ? null : joinStretches(name, known);
  }
  // Every name of the catalogue has been set.
  return out as Metrics;
}
