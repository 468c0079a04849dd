import type { DatasetInformation } from "./data/dataset.js";
import type { Metrics, MetricSamples } from "./metrics/catalog.js";
import type { Uncertainty } from "./metrics/uncertainty.js";
import { describeTrials, type Trials } from "./metrics/trials.js";
import type { Alert, EquityCurve, Order, RefusedRecords, Signal, Trade } from "./record.js";
import type { RunSummary } from "./run-summary.js";

/** What a run is a function of: the same identity gives the same ledger, to the last bit. */
export interface RunIdentity {
  /** Hash of the other fields; names the run's files. */
  readonly id: string;
  readonly mode: "backtest" | "walk-forward" | "live";
  readonly strategy: string;
  readonly graphHash: string;
  readonly dataHash: string;
  /** Name and version of the program, "nailsage 0.1.0". */
  readonly program: string;
  readonly seed: number;
  /** Values used, by parameter name. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** Something about a run that a person should know before trusting its numbers. */
export interface RunWarning {
  /** `sage explain CODE` tells more. */
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly help: string | null;
}

/** Return of one calendar month (UTC), from the close before it (or the run's first close) to its last close. */
export interface MonthReturn {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly return: number;
  readonly buyAndHold: number;
}

export interface RunWarmup {
  /** First bar on which a decision was possible. */
  readonly first: number;
  /** Bar from which the start no longer matters; `null`: never. */
  readonly settled: number | null;
}

export interface RunAccount {
  readonly start: number;
  readonly end: number;
  readonly currency: string;
}

export interface PlotColumn {
  readonly label: string;
  /** One value a bar of the run, NaN where missing. */
  readonly values: Float64Array;
}

/** Other data that a run read beside its candles. */
export interface FeedRecord {
  readonly name: string;
  readonly source: string;
  readonly symbol: string | null;
  readonly rows: number;
  /** Times of the first and last row, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** SHA-256 of its rows. */
  readonly hash: string;
}

/** Account and market at the last bar of each UTC day that has one. */
export interface EquityDays {
  /** Midnight at which the day begins, epoch milliseconds. */
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly close: Float64Array;
}

export interface BacktestResult {
  readonly run: RunIdentity;
  readonly data: DatasetInformation;
  /** In the order the strategy first reads them. */
  readonly feeds: readonly FeedRecord[];
  readonly warmup: RunWarmup;
  readonly account: RunAccount;
  readonly metrics: Metrics;
  /** How many numbers each kind of metric rests on. */
  readonly samples: MetricSamples;
  /** How far the metrics may be off. */
  readonly uncertainty: Uncertainty;
  readonly months: readonly MonthReturn[];
  readonly trades: readonly Trade[];
  readonly orders: readonly Order[];
  /** Trades closed and orders rejected, also where the run kept none of them. */
  readonly counts: { readonly trades: number; readonly rejected: number; readonly alerts: number };
  readonly signals: readonly Signal[];
  /** What came to nothing; cheaper than going through all `orders` and `signals`. Absent: go through them. */
  readonly refused?: RefusedRecords;
  /** In the order of time. */
  readonly alerts: readonly Alert[];
  /** `null` when the run kept none. */
  readonly equity: EquityCurve | null;
  /** Bars a row of `equity` stands for: 1 when every bar was kept, more when it was sampled. */
  readonly equityStep: number;
  /** The account at the end of each day; absent when the run kept no equity. */
  readonly days?: EquityDays;
  readonly plots: readonly PlotColumn[];
  readonly warnings: readonly RunWarning[];
  readonly elapsedMs: number;
}

/**
 * The machine-readable summary of a result; every number in it is finite or `null`.
 * @param trials all variants of the strategy that were run on the data, where that is known
 */
export function summarizeRun(result: BacktestResult, trials?: Trials): RunSummary {
  const { run, data, warmup, account } = result;
  return {
    schema: "sage.run/1",
    run: { ...run, parameters: { ...run.parameters } },
    data: {
      source: data.source,
      symbol: data.symbol,
      bars: data.bars,
      from: finite(data.from),
      to: finite(data.to),
      interval: data.interval,
      gaps: data.gaps,
      missingBars: data.missingBars,
    },
    ...(result.feeds.length > 0 && {
      feeds: result.feeds.map((feed) => ({ ...feed, from: finite(feed.from), to: finite(feed.to) })),
    }),
    warmup: { first: warmup.first, settled: warmup.settled },
    account: { ...account },
    metrics: { ...result.metrics },
    samples: { ...result.samples },
    uncertainty: {
      ...result.uncertainty,
      ...(trials !== undefined && { trials: describeTrials(result.metrics, trials) }),
    },
    ...result.counts,
    warnings: result.warnings.map((warning) => ({ ...warning })),
    elapsedMs: result.elapsedMs,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
