import type { Graph } from "../../../compiler/graph/schema.js";
import { metricGroups } from "../../metrics/catalog.js";
import type { MetricDefinition, MetricName, MetricUnit } from "../../metrics/catalog.js";
import type { Trade } from "../../record.js";
import type { BacktestResult } from "../../result.js";
import { interval, time } from "../format.js";

/** A run that is set beside others. */
export interface ComparedRun {
  readonly result: BacktestResult;
  readonly graph: Graph | null;
}

/** Something that was not the same in all runs. */
export interface Difference {
  readonly name: string;
  /** One value a run; null where it has none. */
  readonly values: readonly (string | null)[];
}

export interface ComparedMetric {
  readonly name: MetricName;
  readonly title: string;
  readonly unit: MetricUnit;
  readonly group: string;
  readonly values: readonly (number | null)[];
  /** Each value minus that of the first run; null where one of the two is missing. */
  readonly differences: readonly (number | null)[];
}

/** Growth of the starting capital, day by day. */
export interface ComparedCurve {
  readonly time: readonly number[];
  /** Equity / capital at the start. */
  readonly growth: readonly number[];
}

export interface TradesOfOne {
  readonly count: number;
  /** Trades of this run that no other has: same side, entered at the same time. */
  readonly only: readonly Trade[];
}

/** Runs side by side; the first is what the others are measured against. */
export interface Comparison {
  readonly runs: readonly { readonly letter: string; readonly run: ComparedRun }[];
  readonly differences: readonly Difference[];
  readonly metrics: readonly ComparedMetric[];
  readonly curves: readonly ComparedCurve[];
  readonly trades: readonly TradesOfOne[];
  /** Trades that all runs have. */
  readonly shared: number;
}

export function compareRuns(runs: readonly ComparedRun[]): Comparison {
  const results = runs.map(({ result }) => result);
  return {
    runs: runs.map((run, k) => ({ letter: String.fromCodePoint(65 + (k % 26)), run })),
    differences: differencesOf(runs),
    metrics: metricGroups.flatMap((group) =>
      group.metrics.map((metric) => comparedMetric(results, metric, group.title)),
    ),
    curves: results.map(growthOf),
    ...tradesOf(results),
  };
}

function comparedMetric(
  results: readonly BacktestResult[],
  { name, title, unit }: MetricDefinition & { readonly name: MetricName },
  group: string,
): ComparedMetric {
  const values = results.map(({ metrics }) => metrics[name]);
  const first = values[0] ?? null;
  const differences = values.map((value) => (value === null || first === null ? null : value - first));
  return { name, title, unit, group, values, differences };
}

/** What was not the same, in the order in which it explains the rest: strategy, values, data, money. */
function differencesOf(runs: readonly ComparedRun[]): readonly Difference[] {
  const results = runs.map(({ result }) => result);
  const of = (name: string, value: (run: ComparedRun) => string | null): Difference => ({
    name,
    values: runs.map(value),
  });
  const parameters = [...new Set(results.flatMap(({ run }) => Object.keys(run.parameters)))];
  const all = [
    of("Strategy", ({ result }) => result.run.strategy),
    of("Meaning of the strategy (hash)", ({ result }) => result.run.graphHash.slice(0, 12)),
    ...parameters.map((name) =>
      of(`Parameter ${name}`, ({ result }) => {
        const value = result.run.parameters[name];
        return value === undefined ? null : String(value);
      }),
    ),
    of("Market", ({ result }) => result.data.symbol),
    of("Timeframe", ({ result }) => interval(result.data.interval)),
    of("Data", ({ result }) => result.data.source),
    of("Data (hash)", ({ result }) => result.run.dataHash.slice(0, 12)),
    of("First bar", ({ result }) => time(result.data.from)),
    of("Last bar", ({ result }) => time(result.data.to)),
    of("Starting capital", ({ result }) => `${result.account.start} ${result.account.currency}`),
    of("Seed", ({ result }) => String(result.run.seed)),
    of("Program", ({ result }) => result.run.program),
  ];
  return all.filter(({ values }) => new Set(values).size > 1);
}

function growthOf({ days, account }: BacktestResult): ComparedCurve {
  if (days === undefined || !(account.start > 0)) return { time: [], growth: [] };
  return { time: [...days.time], growth: Array.from(days.equity, (value) => value / account.start) };
}

function tradesOf(results: readonly BacktestResult[]): Pick<Comparison, "trades" | "shared"> {
  const keyOf = ({ side, entryTime }: Trade): string => `${side} ${entryTime}`;
  const keys = results.map(({ trades }) => new Set(trades.map(keyOf)));
  const [first, ...others] = keys;
  const shared = [...(first ?? [])].filter((key) => others.every((other) => other.has(key))).length;
  const trades = results.map((result, k) => ({
    count: result.trades.length,
    only: result.trades.filter((trade) => keys.every((other, j) => j === k || !other.has(keyOf(trade)))),
  }));
  return { trades, shared };
}
