import * as z from "zod";
import { runSummarySchema } from "../../run-summary.js";

const count = z.int().nonnegative();
const finiteOrNull = z.number().nullable();
/** Open times of the first and last bar, epoch milliseconds. */
const period = z.object({ from: z.number(), to: z.number() });
const { metrics } = runSummarySchema.shape;

const validation = z.discriminatedUnion("method", [
  z.object({ method: z.literal("none") }),
  z.object({ method: z.literal("holdout"), test: count, purge: count }),
  z.object({
    method: z.literal("walk_forward"),
    window: z.enum(["rolling", "expanding"]),
    train: count,
    test: count,
    step: count,
    folds: count.nullable(),
    purge: count,
    embargo: count,
  }),
  z.object({ method: z.literal("purged"), folds: count, purge: count, embargo: count }),
  z.object({
    method: z.literal("combinatorial"),
    groups: count,
    test: count,
    splits: count,
    purge: count,
    embargo: count,
  }),
]);

/** The object of `sage run --mode walk-forward --json`; metrics, account and trades are of the tests chained. */
export const walkForwardSummarySchema = runSummarySchema.extend({
  schema: z.literal("sage.walk-forward/1"),
  validation,
  /** Names of the parameters that were chosen in each fold. */
  searched: z.array(z.string()),
  /** What was optimised on the training bars; null where nothing was searched. */
  optimise: z.string().nullable(),
  folds: z.array(
    z.object({
      fold: count,
      train: z.array(period),
      test: z.array(period),
      trainBars: count,
      testBars: count,
      /** Null: no set met every constraint, and nothing was traded. */
      parameters: z.record(z.string(), z.number()).nullable(),
      objective: finiteOrNull,
      /** Sets that were tried. */
      tried: count,
      /** Of what was chosen, on the training bars. */
      inSample: metrics.nullable(),
      outOfSample: metrics,
      account: z.object({ start: z.number(), end: z.number() }),
      trades: count,
    }),
  ),
  measures: z.object({
    /** Return a year on the training bars and on the test bars, and how much of the one the other is. */
    inSampleAnnual: finiteOrNull,
    outOfSampleAnnual: finiteOrNull,
    efficiency: finiteOrNull,
    /** Share of the folds with a profit. */
    profitableFolds: z.number(),
    /** How far each parameter's choice moved; `share` is the deviation as a part of its range. */
    stability: z.array(
      z.object({
        name: z.string(),
        mean: z.number(),
        deviation: finiteOrNull,
        share: finiteOrNull,
        changes: count,
      }),
    ),
  }),
  /** Of combinatorial folds every way through the data; else the one. */
  paths: z.array(z.object({ metrics, end: z.number() })),
  /** Every set tried on every fold's training bars, and what that leaves of the Sharpe ratio. */
  trialsOfFolds: z.object({
    count,
    sharpeDeviation: finiteOrNull,
    expectedSharpe: finiteOrNull,
    deflatedSharpe: finiteOrNull,
  }),
  /** Bars behind the last test window. */
  leftOver: count,
});

export type WalkForwardSummary = z.infer<typeof walkForwardSummarySchema>;
