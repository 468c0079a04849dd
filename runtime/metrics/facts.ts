import type { Interval } from "../statistics/interval.js";
import {
  metricDefinitions,
  type MetricDefinition,
  type MetricName,
  type Metrics,
  type MetricSamples,
} from "./catalog.js";
import type { Uncertainty } from "./uncertainty.js";

/** A metric with all that must stand beside its number: what it is, from how many it was computed, how far it may be off. */
export interface MetricFact {
  readonly definition: MetricDefinition & { readonly name: MetricName };
  readonly value: number | null;
  /** Bars, returns, trades …: `definition.sample` says which. */
  readonly count: number;
  /** Bars of a year with which it was scaled; `null` where it is not. */
  readonly periodsPerYear: number | null;
  readonly standardError: number | null;
  readonly interval: Interval | null;
}

/** Every metric of a run, in the order of the catalogue. */
export function metricFacts(run: {
  readonly metrics: Metrics;
  readonly samples: MetricSamples;
  readonly uncertainty: Uncertainty;
}): readonly MetricFact[] {
  const { metrics, samples, uncertainty } = run;
  return metricDefinitions.map((definition) => ({
    definition,
    value: metrics[definition.name],
    count: samples[definition.sample],
    periodsPerYear: definition.annual === true ? metrics.periodsPerYear : null,
    standardError: uncertainty.standardErrors[definition.name] ?? null,
    interval: uncertainty.intervals[definition.name] ?? null,
  }));
}
