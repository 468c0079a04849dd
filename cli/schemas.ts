import * as z from "zod";
import { graphSchema } from "../compiler/graph/schema.js";
import { modelSchemas } from "./model-schemas.js";
import { diffReportSchema } from "../runtime/live/compare/summary.js";
import { dryRunSchema, storedJudgementSchema, trainSummarySchema } from "../runtime/models/train/summary.js";
import { walkForwardSummarySchema } from "../runtime/modes/walk-forward/schema.js";
import { runSummarySchema } from "../runtime/run-summary.js";

const position = z.object({
  line: z.int().positive(),
  column: z.int().positive(),
  offset: z.int().nonnegative(),
});
const span = z.object({ start: position, end: position });

/** What `sage check --leakage` found of one strategy; null where it has errors. */
const leakageProof = z.object({
  strategy: z.string(),
  proof: z
    .object({
      bars: z.int().nonnegative(),
      rounds: z.int().nonnegative(),
      series: z.int().nonnegative(),
      compared: z.int().nonnegative(),
      decisions: z.int().nonnegative(),
      leaks: z.array(
        z.object({
          what: z.string(),
          bar: z.int().nonnegative(),
          time: z.number(),
          before: z.string(),
          after: z.string(),
          unchangedTo: z.int().nonnegative(),
        }),
      ),
    })
    .nullable(),
  foresight: z.array(
    z.object({
      model: z.string(),
      feature: z.string(),
      target: z.string(),
      feeds: z.array(z.string()),
      power: z.number(),
      powerBefore: z.number(),
      rows: z.int().nonnegative(),
    }),
  ),
});

/** The object of `sage check --json`. */
export const checkReportSchema = z.object({
  schema: z.literal("sage.check/1"),
  files: z.array(
    z.object({
      path: z.string(),
      diagnostics: z.array(
        z.object({
          code: z.string().regex(/^SAGE\d{4}$/),
          severity: z.enum(["error", "warning", "info"]),
          message: z.string(),
          why: z.string().nullable(),
          help: z.array(z.string()),
          span,
          related: z.array(z.object({ span, message: z.string() })),
          fixes: z.array(
            z.object({ title: z.string(), edits: z.array(z.object({ span, text: z.string() })) }),
          ),
        }),
      ),
      leakage: z.array(leakageProof).optional(),
    }),
  ),
  errors: z.int().nonnegative(),
  warnings: z.int().nonnegative(),
});

/** The object of `sage test --json`. */
export const testReportSchema = z.object({
  schema: z.literal("sage.test/1"),
  files: z.array(
    z.object({
      path: z.string(),
      /** Errors of the file, as in `sage check`; tests that they concern are not run. */
      errors: z.int().nonnegative(),
      tests: z.array(
        z.object({
          title: z.string(),
          strategy: z.string(),
          span,
          /** "broken": not run, because of an error in it or in its strategy. */
          status: z.enum(["passed", "failed", "broken"]),
          values: z.record(z.string(), z.number()),
          expectations: z.array(
            z.object({
              text: z.string(),
              span,
              passed: z.boolean(),
              /** What really happened. */
              happened: z.string(),
              bar: z.int().nonnegative().nullable(),
            }),
          ),
        }),
      ),
    }),
  ),
  passed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  broken: z.int().nonnegative(),
});

/** The object of `sage import pine --json`. */
export const pineReportSchema = z.object({
  schema: z.literal("sage.pine/1"),
  text: z.string(),
  notes: z.array(
    z.object({
      line: z.int().positive(),
      kind: z.enum(["not translated", "differs", "assumed", "decoration"]),
      what: z.string(),
      reason: z.string(),
    }),
  ),
  errors: z.int().nonnegative(),
});

/** The object of `sage run --portfolio --json`. */
export const portfolioRunSchema = z.object({
  schema: z.literal("sage.portfolio-run/1"),
  portfolio: z.string(),
  run: z.object({ id: z.string(), portfolio: z.string(), program: z.string(), seed: z.int() }),
  account: z.object({
    start: z.number(),
    end: z.number(),
    currency: z.string(),
    /** One for all members, or one each. */
    kind: z.enum(["separate", "shared"]),
  }),
  /** Of all members together. */
  metrics: runSummarySchema.shape.metrics,
  samples: runSummarySchema.shape.samples,
  uncertainty: runSummarySchema.shape.uncertainty,
  members: z.array(
    runSummarySchema.extend({
      label: z.string(),
      share: z.number(),
      /** What it won, and that as a fraction of the money at the start of the whole. */
      profit: z.number(),
      contribution: z.number(),
    }),
  ),
  /** Of the members' daily profits, row by row in their order; null where too few days have both. */
  correlation: z.array(z.array(z.number().nullable())),
  /** How often a limit of the portfolio halted it. */
  halts: z.int(),
  elapsedMs: z.number(),
  warnings: runSummarySchema.shape.warnings,
});

/** The object of `sage run --json` with several files or data sets. */
export const runsReportSchema = z.object({
  schema: z.literal("sage.runs/1"),
  runs: z.array(
    z.object({
      label: z.string(),
      /** Null where it failed. */
      run: runSummarySchema.nullable(),
      error: z.object({ code: z.string(), message: z.string(), help: z.string().nullable() }).nullable(),
    }),
  ),
  failed: z.int().nonnegative(),
});

const timeRangeSchema = z.object({ from: z.number(), to: z.number(), bars: z.int().nonnegative() });

/** What choosing on the training bars of the folds was worth on their test bars. */
const searchValidationSchema = z.object({
  method: z.enum(["holdout", "walk_forward", "purged", "combinatorial"]),
  learnsFromLater: z.boolean(),
  /** Return a year out of sample over that in sample. */
  efficiency: z.number().nullable(),
  /** Of each parameter: how far the choices of the folds lie apart, as a share of its range. */
  spread: z.record(z.string(), z.number()),
  folds: z.array(
    z.object({
      number: z.int().positive(),
      /** Open times of the first and last bars. */
      chosenOn: z.array(timeRangeSchema),
      judgedOn: z.array(timeRangeSchema),
      /** The best set of the training bars; null: none met every constraint. */
      trial: z.int().nonnegative().nullable(),
      parameters: z.record(z.string(), z.number()).nullable(),
      inSample: z.number().nullable(),
      outOfSample: z.number().nullable(),
      returnInSample: z.number().nullable(),
      returnOutOfSample: z.number().nullable(),
      /** Share of the sets that did worse on the test bars. */
      rank: z.number().nullable(),
    }),
  ),
  /** Of each way through all test bars what the choices of the folds made there. */
  paths: z.array(z.object({ objective: z.number().nullable(), totalReturn: z.number().nullable() })),
});

/** The object of `sage search --json` and of `search.json`. */
export const searchReportSchema = z.object({
  schema: z.literal("sage.search/1"),
  search: z.object({
    id: z.string(),
    strategy: z.string(),
    graphHash: z.string(),
    dataHash: z.string(),
    program: z.string(),
    sampler: z.string(),
    seed: z.number(),
    /** Names of the parameters that were searched. */
    searched: z.array(z.string()),
    optimise: z.string(),
    direction: z.enum(["maximise", "minimise"]),
    constraints: z.array(z.string()),
  }),
  data: runSummarySchema.shape.data.omit({ gaps: true, missingBars: true }),
  counts: z.object({
    cells: z.int().nonnegative(),
    forbidden: z.int().nonnegative(),
    /** Sets that were tried. */
    trials: z.int().nonnegative(),
    /** Of these: taken over from a search that was stopped. */
    resumed: z.int().nonnegative(),
    /** Seen on a part of the bars only (successive halving). */
    dropped: z.int().nonnegative(),
    refused: z.int().nonnegative(),
    failing: z.int().nonnegative(),
    valueless: z.int().nonnegative(),
  }),
  /** Why sets could not be run, the commonest reason first. */
  refusals: z.array(z.object({ reason: z.string(), sets: z.int().positive() })),
  best: z.array(
    z.object({
      rank: z.int().positive(),
      trial: z.int().nonnegative(),
      parameters: z.record(z.string(), z.number()),
      objective: z.number().nullable(),
      admitted: z.boolean(),
      metrics: runSummarySchema.shape.metrics,
      endEquity: z.number(),
      rejected: z.int().nonnegative(),
      /** Shows the set with its whole ledger. */
      command: z.string(),
    }),
  ),
  /** With `validate`: the sets are ranked by the test bars together. */
  validation: searchValidationSchema.nullable(),
  /** Of successive halving: what each rung saw. */
  rungs: z.array(
    z.object({
      bars: z.int(),
      sets: z.int(),
      promoted: z.int(),
      /** What is optimised, of the last one that went on. */
      last: z.number().nullable(),
    }),
  ),
  /** What the Sharpe ratio of the best is worth after so many trials; null where it cannot be said. */
  deflation: z
    .object({
      trials: z.int().nonnegative(),
      variance: z.number(),
      expectedSharpe: z.number(),
      probabilisticSharpe: z.number().nullable(),
      deflatedSharpe: z.number().nullable(),
    })
    .nullable(),
  /** What choosing on one half of the bars is worth on the other (CSCV); null where the returns were not kept. */
  overfitting: z
    .object({
      /** Share of the ways to halve the bars in which the best set of one half is among the worse half on the other. */
      probability: z.number(),
      splits: z.int().positive(),
      blocks: z.int().positive(),
      /** Bars that were halved. */
      bars: z.int().positive(),
      trials: z.int().positive(),
      meanLogit: z.number(),
      /** Share in which it loses on the other half. */
      lossProbability: z.number(),
      /** Line through (Sharpe ratio on the one half, on the other), per bar. */
      degradation: z.object({ slope: z.number(), intercept: z.number() }).nullable(),
    })
    .nullable(),
  /** How the sets beside the best do; null where hardly any was tried. */
  plateau: z
    .object({
      neighbours: z.int().positive(),
      best: z.number(),
      mean: z.number(),
      lowest: z.number(),
      median: z.number(),
      /** (mean − median) / (best − median). */
      score: z.number(),
      lowestScore: z.number(),
    })
    .nullable(),
  /** Share of the variance of what is optimised that parameters explain. */
  importance: z
    .object({
      method: z.enum(["grid", "forest"]),
      alone: z.array(z.object({ name: z.string(), share: z.number() })),
      together: z.array(z.object({ names: z.array(z.string()), share: z.number() })),
    })
    .nullable(),
  /** What is optimised over two parameters, in the mean over the others; rows from the lowest value up. */
  heatMaps: z.array(
    z.object({
      across: z.object({ name: z.string(), bins: z.array(z.object({ from: z.number(), to: z.number() })) }),
      up: z.object({ name: z.string(), bins: z.array(z.object({ from: z.number(), to: z.number() })) }),
      rows: z.array(z.array(z.number().nullable())),
    }),
  ),
  files: z.object({ journal: z.string(), trials: z.string().nullable(), report: z.string().nullable() }),
  /** Sets of values that models were trained for. */
  trainings: z.int().nonnegative(),
  /** Threads; null: the workers of a queue, which come and go. */
  workers: z.int().nonnegative().nullable(),
  elapsedMs: z.number().nonnegative(),
});

const finiteOrNull = z.number().nullable();

/** The object of `sage runs --json`. */
export const runListSchema = z.object({
  schema: z.literal("sage.run-list/1"),
  runs: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      /** When it was stored, epoch ms. */
      created: z.number(),
      strategy: z.string(),
      data: z.string(),
      interval: z.number(),
      bars: z.int().nonnegative(),
      from: finiteOrNull,
      to: finiteOrNull,
      totalReturn: finiteOrNull,
      sharpe: finiteOrNull,
      maxDrawdown: finiteOrNull,
      trades: z.int().nonnegative(),
      warnings: z.int().nonnegative(),
      parameters: z.record(z.string(), z.number()),
    }),
  ),
  /** Runs that match, also those that `--limit` left out. */
  count: z.int().nonnegative(),
  /** Stored runs whose record cannot be read. */
  damaged: z.array(z.object({ id: z.string(), problem: z.string() })),
});

/** The object of `sage report A B --json`. */
export const comparisonSchema = z.object({
  schema: z.literal("sage.comparison/1"),
  runs: z.array(runSummarySchema),
  /** What was not the same, one value a run. */
  differences: z.array(z.object({ name: z.string(), values: z.array(z.string().nullable()) })),
  /** Each value, and what it differs by from that of the first run. */
  metrics: z.array(
    z.object({ name: z.string(), values: z.array(finiteOrNull), differences: z.array(finiteOrNull) }),
  ),
  trades: z.object({
    /** Trades that all runs have. */
    shared: z.int().nonnegative(),
    only: z.array(z.object({ count: z.int().nonnegative(), ids: z.array(z.int().positive()) })),
  }),
});

/** The object of `sage worker --json`, when it ends. */
export const workerReportSchema = z.object({
  schema: z.literal("sage.worker/1"),
  /** Pieces of work; known: another had done them already; failed: by themselves, which is a result too. */
  done: z.int().nonnegative(),
  known: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  elapsedMs: z.number().nonnegative(),
});

/** What every command prints with `--json` when it fails. */
export const failureSchema = z.object({
  schema: z.literal("sage.error/1"),
  error: z.object({ code: z.string(), message: z.string(), help: z.string().nullable() }),
});

/** Every machine-readable form by the name of its file in `docs/schemas/`. */
export const publishedSchemas = {
  run: runSummarySchema,
  "walk-forward": walkForwardSummarySchema,
  train: trainSummarySchema,
  "train-dry-run": dryRunSchema,
  "train-model": storedJudgementSchema,
  check: checkReportSchema,
  test: testReportSchema,
  "portfolio-run": portfolioRunSchema,
  "run-list": runListSchema,
  comparison: comparisonSchema,
  diff: diffReportSchema,
  search: searchReportSchema,
  runs: runsReportSchema,
  pine: pineReportSchema,
  error: failureSchema,
  worker: workerReportSchema,
  graph: graphSchema,
  ...modelSchemas,
} as const;
