import * as z from "zod/mini";
import type { SearchView, WalkView } from "../experiments/protocol.js";

// What the program's commands print, as far as the page shows it.
const figure = z.nullable(z.number());
const figures = z.record(z.string(), figure);
const values = z.record(z.string(), z.number());
const period = z.object({ from: z.number(), to: z.number() });
const axis = z.object({ name: z.string(), bins: z.array(period) });

const searchJson = z.object({
  search: z.object({
    id: z.string(),
    strategy: z.string(),
    sampler: z.string(),
    searched: z.array(z.string()),
    optimise: z.string(),
    direction: z.enum(["maximise", "minimise"]),
  }),
  data: z.object({
    source: z.string(),
    symbol: z.nullable(z.string()),
    bars: z.number(),
    from: z.number(),
    to: z.number(),
  }),
  counts: z.object({
    cells: z.number(),
    trials: z.number(),
    forbidden: z.number(),
    refused: z.number(),
    failing: z.number(),
    valueless: z.number(),
  }),
  best: z.array(z.object({ parameters: values, objective: figure, metrics: figures })),
  deflation: z.nullable(
    z.object({
      trials: z.number(),
      expectedSharpe: figure,
      probabilisticSharpe: figure,
      deflatedSharpe: figure,
    }),
  ),
  plateau: z.nullable(
    z.object({
      neighbours: z.number(),
      best: z.number(),
      mean: z.number(),
      lowest: z.number(),
      score: z.number(),
    }),
  ),
  importance: z.nullable(z.object({ alone: z.array(z.object({ name: z.string(), share: z.number() })) })),
  heatMaps: z.array(z.object({ across: axis, up: axis, rows: z.array(z.array(figure)) })),
  overfitting: z.nullable(z.object({ probability: figure })),
  elapsedMs: z.number(),
});

/** @throws where it is no search of this version */
export function searchViewOfJson(value: unknown): SearchView {
  const { search, data, best, importance, overfitting, ...rest } = searchJson.parse(value);
  const { id, strategy, sampler, optimise, direction, searched } = search;
  return {
    ...rest,
    id,
    strategy,
    sampler,
    optimise,
    direction,
    data: { source: data.symbol ?? data.source, bars: data.bars, from: data.from, to: data.to },
    axes: searched.map((name) => ({ name, kind: "number" })),
    rows: best.map(({ parameters, objective, metrics }) => ({
      values: parameters,
      objective,
      totalReturn: metrics["totalReturn"] ?? null,
      sharpe: metrics["sharpe"] ?? null,
      maxDrawdown: metrics["maxDrawdown"] ?? null,
      trades: metrics["tradeCount"] ?? null,
    })),
    importance: importance?.alone ?? [],
    overfitting: overfitting?.probability ?? null,
    book: null,
    bestMetrics: null,
  };
}

const walkJson = z.object({
  run: z.object({ strategy: z.string() }),
  searched: z.array(z.string()),
  optimise: z.nullable(z.string()),
  folds: z.array(
    z.object({
      fold: z.number(),
      train: z.array(period),
      test: z.array(period),
      parameters: z.nullable(values),
      tried: z.number(),
      trades: z.number(),
      inSample: z.nullable(figures),
      outOfSample: figures,
    }),
  ),
  metrics: figures,
  account: z.object({ start: z.number(), end: z.number() }),
  measures: z.object({
    inSampleAnnual: figure,
    outOfSampleAnnual: figure,
    efficiency: figure,
    profitableFolds: z.number(),
    stability: z.array(
      z.object({ name: z.string(), mean: z.number(), deviation: figure, changes: z.number() }),
    ),
  }),
  trialsOfFolds: z.object({ count: z.number(), deflatedSharpe: figure }),
  leftOver: z.number(),
  elapsedMs: z.number(),
});

/** @throws where it is no walk-forward of this version */
export function walkViewOfJson(
  value: unknown,
  equity: { readonly time: readonly number[]; readonly value: readonly number[] },
): WalkView {
  const { run, folds, trialsOfFolds, ...rest } = walkJson.parse(value);
  const spanOf = (periods: readonly { readonly from: number; readonly to: number }[]) => ({
    from: periods[0]?.from ?? Number.NaN,
    to: periods.at(-1)?.to ?? Number.NaN,
  });
  return {
    ...rest,
    strategy: run.strategy,
    folds: folds.map((fold) => ({ ...fold, train: spanOf(fold.train), test: spanOf(fold.test) })),
    trials: trialsOfFolds,
    book: null,
    equity: { time: Float64Array.from(equity.time), value: Float64Array.from(equity.value) },
  };
}

export const searches = z.object({
  searches: z.array(z.object({ created: z.number(), search: z.unknown() })),
});
export interface StoredSearch {
  readonly created: number;
  readonly search?: unknown;
}

const judgement = z.object({ rows: z.number(), metrics: figures, errors: figures });
const reliability = z.array(
  z.object({
    className: z.string(),
    error: figure,
    bins: z.array(
      z.object({ rows: z.number(), said: z.number(), came: z.number(), low: z.number(), high: z.number() }),
    ),
  }),
);
const modelReport = z.object({
  overall: z.extend(judgement, { reliability }),
  folds: z.array(
    z.object({
      number: z.number(),
      name: z.optional(z.string()),
      train: z.object({ from: z.number(), to: z.number(), rows: z.number() }),
      test: z.object({ from: z.number(), to: z.number(), rows: z.number() }),
      judgement,
    }),
  ),
  importance: z.array(
    z.object({
      feature: z.string(),
      permutation: z.nullable(z.object({ mean: figure, error: figure })),
      gainShare: figure,
    }),
  ),
  drift: z.array(
    z.object({
      feature: z.string(),
      psi: figure,
      noise: figure,
      level: z.enum(["none", "some", "strong", "unknown"]),
      rows: z.number(),
    }),
  ),
});

const storedModel = z.object({
  id: z.string(),
  created: z.number(),
  isChampion: z.boolean(),
  model: z.string(),
  learner: z.string(),
  target: z.object({ name: z.string(), kind: z.string(), reach: z.number() }),
  data: z.object({ source: z.string(), interval: z.number(), from: z.number(), to: z.number() }),
  training: z.object({
    rows: z.number(),
    from: z.number(),
    to: z.number(),
    durationMs: z.number(),
    metrics: figures,
  }),
  validation: z.nullable(
    z.object({
      scheme: z.string(),
      metrics: figures,
      folds: z.array(
        z.object({
          number: z.number(),
          test: z.array(period),
          trainRows: z.number(),
          testRows: z.number(),
          metrics: figures,
        }),
      ),
    }),
  ),
  importance: z.array(z.object({ feature: z.string(), gain: figure, permutation: figure })),
  calibration: z.object({
    kind: z.string(),
    brier: figure,
    curve: z.array(z.object({ predicted: z.number(), observed: z.number(), count: z.number() })),
  }),
  report: z.nullable(modelReport),
});
export const models = z.object({ models: z.array(storedModel) });
export type StoredModel = z.infer<typeof storedModel>;
