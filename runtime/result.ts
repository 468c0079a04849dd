import * as z from "zod";
import type { DatasetInformation } from "./data/dataset.js";
import { metricDefinitions } from "./metrics/catalog.js";
import type { Metrics } from "./metrics/catalog.js";
import type { EquityCurve, Order, Signal, Trade } from "./record.js";

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

export interface BacktestResult {
  readonly run: RunIdentity;
  readonly data: DatasetInformation;
  readonly warmup: RunWarmup;
  readonly account: RunAccount;
  readonly metrics: Metrics;
  readonly months: readonly MonthReturn[];
  readonly trades: readonly Trade[];
  readonly orders: readonly Order[];
  /** Trades closed and orders rejected, also where the run kept none of them. */
  readonly counts: { readonly trades: number; readonly rejected: number };
  readonly signals: readonly Signal[];
  /** `null` when the run kept none. */
  readonly equity: EquityCurve | null;
  /** Bars a row of `equity` stands for: 1 when every bar was kept, more when it was sampled. */
  readonly equityStep: number;
  readonly plots: readonly PlotColumn[];
  readonly warnings: readonly RunWarning[];
  readonly elapsedMs: number;
}

const finiteOrNull = z.number().nullable();
/** Partial, so that summaries kept by an older version can be read. */
const metricsSchema = z.partialRecord(z.enum(metricDefinitions.map((metric) => metric.name)), finiteOrNull);

/** The object of `sage run --json` and of `run.json` (interface contract; additions only). */
export const runSummarySchema = z.object({
  schema: z.literal("sage.run/1"),
  run: z.object({
    id: z.string(),
    mode: z.enum(["backtest", "walk-forward", "live"]),
    strategy: z.string(),
    graphHash: z.string(),
    dataHash: z.string(),
    program: z.string(),
    seed: z.number(),
    parameters: z.record(z.string(), z.number()),
  }),
  data: z.object({
    source: z.string(),
    symbol: z.string().nullable(),
    bars: z.int().nonnegative(),
    /** Open times of the first and last bar, epoch ms; `null` when there is no bar. */
    from: finiteOrNull,
    to: finiteOrNull,
    interval: z.number().positive(),
    gaps: z.int().nonnegative(),
    missingBars: z.int().nonnegative(),
  }),
  warmup: z.object({ first: z.int().nonnegative(), settled: finiteOrNull }),
  account: z.object({ start: z.number(), end: z.number(), currency: z.string() }),
  metrics: metricsSchema,
  trades: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), help: z.string().nullable() })),
  elapsedMs: z.number().nonnegative(),
});

export type RunSummary = z.infer<typeof runSummarySchema>;

/** The machine-readable summary of a result; every number in it is finite or `null`. */
export function summarizeRun(result: BacktestResult): RunSummary {
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
    warmup: { first: warmup.first, settled: warmup.settled },
    account: { ...account },
    metrics: { ...result.metrics },
    ...result.counts,
    warnings: result.warnings.map((warning) => ({ ...warning })),
    elapsedMs: result.elapsedMs,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
