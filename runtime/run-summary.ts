import * as z from "zod";
import { metricDefinitions } from "./metrics/catalog.js";

const finiteOrNull = z.number().nullable();
const metricName = z.enum(metricDefinitions.map((metric) => metric.name));
/** Partial, so that summaries kept by an older version can be read. */
const metricsSchema = z.partialRecord(metricName, finiteOrNull);

/** How far the metrics may be off; what cannot be known is left out. */
const uncertaintySchema = z.object({
  /** Of the intervals. */
  confidence: z.number(),
  standardErrors: z.partialRecord(metricName, z.number()),
  intervals: z.partialRecord(metricName, z.object({ low: z.number(), high: z.number() })),
  /** How the intervals of what follows from equity were found; `null`: too few bars, or equity never moved. */
  bootstrap: z
    .object({
      method: z.literal("stationary"),
      paths: z.int(),
      seed: z.int(),
      /** Pieces of the run that paths are put together from, bars of each, and mean bars of a block. */
      groups: z.int(),
      groupBars: z.int(),
      blockBars: z.number(),
    })
    .nullable(),
  /** Variants of the strategy that were ever run on the data, this one among them; absent where that is not known. */
  trials: z
    .object({
      count: z.int().positive(),
      /** Standard deviation of their Sharpe ratios, annual. */
      sharpeDeviation: finiteOrNull,
      /** The Sharpe ratio that the luckiest of as many worthless ones would show, annual. */
      expectedSharpe: finiteOrNull,
      /** Probability that the Sharpe ratio is above that. */
      deflatedSharpe: finiteOrNull,
    })
    .optional(),
});

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
  /** Other markets and files that were read; absent where there were none. */
  feeds: z
    .array(
      z.object({
        name: z.string(),
        source: z.string(),
        symbol: z.string().nullable(),
        rows: z.int().nonnegative(),
        from: finiteOrNull,
        to: finiteOrNull,
        hash: z.string(),
      }),
    )
    .optional(),
  warmup: z.object({ first: z.int().nonnegative(), settled: finiteOrNull }),
  account: z.object({ start: z.number(), end: z.number(), currency: z.string() }),
  metrics: metricsSchema,
  /** How many bars, returns, trades … the metrics were computed from; absent in runs of older versions. */
  samples: z
    .partialRecord(
      z.enum(["marks", "returns", "groups", "trades", "longs", "shorts", "wins", "losses", "months"]),
      z.int(),
    )
    .optional(),
  uncertainty: uncertaintySchema.optional(),
  trades: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  /** How often an alert spoke; absent in runs of older versions. */
  alerts: z.int().nonnegative().optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), help: z.string().nullable() })),
  elapsedMs: z.number().nonnegative(),
});

export type RunSummary = z.infer<typeof runSummarySchema>;
