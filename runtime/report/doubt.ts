import type { MetricSample } from "../metrics/catalog.js";
import type { MetricFact } from "../metrics/facts.js";
import { metricValue } from "./format.js";

const sampleNames: Readonly<Record<MetricSample, readonly [one: string, many: string]>> = {
  marks: ["bar", "bars"],
  returns: ["bar return", "bar returns"],
  groups: ["group of bars", "groups of bars"],
  trades: ["trade", "trades"],
  longs: ["long trade", "long trades"],
  shorts: ["short trade", "short trades"],
  wins: ["winning trade", "winning trades"],
  losses: ["losing trade", "losing trades"],
  months: ["month", "months"],
};

/** What a metric is computed from, in words that fit the number before them. */
export function sampleName(sample: MetricSample, count: number): string {
  return sampleNames[sample][count === 1 ? 0 : 1];
}

/** How far a metric may be off: its standard error, the interval that holds it 19 times in 20; "" where neither is known. */
export function doubtText({ definition, standardError, interval }: MetricFact, barInterval: number): string {
  const show = (value: number): string => metricValue(value, definition.unit, barInterval);
  return [
    standardError === null ? "" : `± ${show(standardError)}`,
    interval === null ? "" : `95 %: ${show(interval.low)} to ${show(interval.high)}`,
  ]
    .filter((text) => text !== "")
    .join(", ");
}
