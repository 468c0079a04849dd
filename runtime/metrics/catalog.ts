import { activityMetrics } from "./catalog/activity.js";
import { marketMetrics } from "./catalog/market.js";
import { ratioMetrics } from "./catalog/ratios.js";
import { returnMetrics } from "./catalog/returns.js";
import { riskMetrics } from "./catalog/risk.js";
import { tradeMetrics } from "./catalog/trades.js";
import type { MetricDefinition, MetricGroup } from "./catalog/definition.js";

export type {
  MetricDefinition,
  MetricGroup,
  MetricSample,
  MetricSamples,
  MetricUnit,
} from "./catalog/definition.js";

/** Every metric once, grouped as the report shows them; `docs/metrics.md` is generated from here. */
export const metricGroups = [
  returnMetrics,
  riskMetrics,
  ratioMetrics,
  tradeMetrics,
  activityMetrics,
  marketMetrics,
] as const satisfies readonly MetricGroup<readonly MetricDefinition[]>[];

export type MetricName = (typeof metricGroups)[number]["metrics"][number]["name"];

/** Finite numbers only; `null` where the formula has no value. */
export type Metrics = Readonly<Record<MetricName, number | null>>;

export const metricDefinitions: readonly (MetricDefinition & { readonly name: MetricName })[] =
  metricGroups.flatMap((group) => [...group.metrics]);
