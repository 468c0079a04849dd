/** What a metric's number is counted in; says how it is printed. */
export type MetricUnit =
  /** 0.12 is 12 %. */
  | "fraction"
  /** Percent points, where the definition itself has the factor 100 (Ulcer index). */
  | "points"
  | "ratio"
  /** Currency of the account. */
  | "money"
  | "bars"
  | "count"
  /** Epoch milliseconds UTC. */
  | "time";

/** What the number was computed from; the report prints how many there were. */
export type MetricSample =
  "returns" | "marks" | "groups" | "trades" | "longs" | "shorts" | "wins" | "losses" | "months";

/** How many there were of each. */
export type MetricSamples = Readonly<Record<MetricSample, number>>;

export interface MetricDefinition {
  /** Key in `metrics` of `sage run --json`. */
  readonly name: string;
  /** A short name for people. */
  readonly title: string;
  readonly unit: MetricUnit;
  /** One line in the notation of `docs/metrics.md`. */
  readonly formula: string;
  /** What it tells; "" where the title says it. */
  readonly meaning: string;
  /** What to beware of. */
  readonly caveat?: string;
  /** Where the definition is from. */
  readonly source?: string;
  readonly sample: MetricSample;
  /** Whether it is scaled to a year with the calendar's bars. */
  readonly annual?: boolean;
  /** When there is no number (`null`). */
  readonly missing?: string;
}

export interface MetricGroup<Definitions extends readonly MetricDefinition[]> {
  readonly title: string;
  readonly metrics: Definitions;
}

/** Keeps the names as literal types, so that a metric that nobody computes does not compile. */
export function metricGroup<const Definitions extends readonly MetricDefinition[]>(
  title: string,
  metrics: Definitions,
): MetricGroup<Definitions> {
  return { title, metrics };
}
