import * as z from "zod";
import { metricDefinitions } from "./metrics/catalog.js";

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
  trades: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  /** How often an alert spoke; absent in runs of older versions. */
  alerts: z.int().nonnegative().optional(),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), help: z.string().nullable() })),
  elapsedMs: z.number().nonnegative(),
});

export type RunSummary = z.infer<typeof runSummarySchema>;
