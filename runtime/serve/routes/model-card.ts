import { z } from "@hono/zod-openapi";
import { loadModel, type ModelRecord } from "../../models/registry/index.js";
import type { ServeContext } from "../context.js";
import { liveModel } from "../ledger/live-model.js";
import type { StrategyTexts } from "../ledger/text.js";
import { addRoute, type Api } from "../route.js";
import { figure, time } from "../schemas/records.js";
import { ServeError } from "../serve-error.js";
import { identityInPath } from "./fields.js";
import { strategyOf } from "./find.js";

const figures = z.record(z.string(), figure);

const recordSchema = z.object({
  learner: z.string(),
  created: z.string(),
  schema_hash: z.string().openapi({ description: "of the features' names, types, order and computation" }),
  features: z.int(),
  target: z.string(),
  target_kind: z.enum(["binary", "classes", "regression"]),
  trained_from: time,
  trained_to: time,
  known_until: time.openapi({ description: "it may be asked on bars that open then or later" }),
  rows: z.int(),
  scheme: z.string().nullable(),
  folds: z.int(),
  validation: figures.nullable(),
  training: figures,
  calibration: z.object({
    kind: z.enum(["none", "sigmoid", "isotonic"]),
    brier: figure,
    curve: z.array(z.object({ predicted: figure, observed: figure, count: z.int() })),
  }),
  notes: z.string(),
});

const liveSchema = z.object({
  from: time.nullable(),
  to: time.nullable(),
  bars: z.int().openapi({ description: "traded bars that were looked at, the newest" }),
  drift: z.array(
    z.object({
      feature: z.string(),
      psi: figure.openapi({ description: "population stability index against training" }),
      noise: figure.openapi({ description: "what chance alone gives for so few rows" }),
      level: z.enum(["none", "some", "strong", "unknown"]),
      rows: z.int(),
    }),
  ),
  judged: z.int().openapi({ description: "rows whose outcome is known by now" }),
  calibration: z.array(
    z.object({
      class_name: z.string(),
      error: figure,
      bins: z.array(z.object({ said: figure, came: figure, low: figure, high: figure, rows: z.int() })),
    }),
  ),
});

const cardSchema = z
  .object({
    name: z.string(),
    id: z.string(),
    chosen: z.enum(["champion", "pinned"]),
    record: recordSchema.nullable().openapi({ description: "null where the registry has no such model" }),
    live: liveSchema.nullable(),
    live_problem: z.string().nullable().openapi({ description: "why nothing is said of live bars" }),
  })
  .openapi("ModelCard");

/** Cards take long to make: each is kept until so many bars have come. */
const keptBars = 50;

/** What models answer for a strategy, how they were judged, and how they do on live bars. */
export function addModelCard(api: Api, { store: { database } }: ServeContext, texts: StrategyTexts): void {
  const kept = new Map<
    number,
    { readonly bars: number; readonly cards: Promise<z.input<typeof cardSchema>[]> }
  >();
  addRoute(
    api,
    {
      path: "/strategies/{id}/model-card",
      summary:
        "Models that answer for a strategy: how they were trained and judged, their drift and calibration on live bars",
      group: "Strategies",
      params: identityInPath,
      answer: z.object({ models: z.array(cardSchema) }),
    },
    async ({ params }) => {
      const strategy = await strategyOf(database, params.id);
      const bars = strategy.standing?.number ?? 0;
      const before = kept.get(strategy.id);
      if (before !== undefined && bars - before.bars < keptBars) return { models: await before.cards };
      const cards = Promise.all(
        strategy.models.map(async ({ name, id, chosen }) => {
          const record = recordOf(id);
          const live = await liveModel(database, texts, strategy, name, record).catch((error: unknown) => {
            if (error instanceof ServeError) return error.message;
            return "The model could not be asked.";
          });
          return {
            name,
            id,
            chosen,
            record: record === null ? null : recordView(record),
            live: typeof live === "string" ? null : live,
            live_problem: typeof live === "string" ? live : null,
          };
        }),
      );
      kept.set(strategy.id, { bars, cards });
      return { models: await cards };
    },
  );
}

function recordOf(id: string): ModelRecord | null {
  try {
    return loadModel(id).record;
  } catch {
    return null;
  }
}

function recordView(model: ModelRecord): z.input<typeof recordSchema> {
  const { training, validation, calibration, target, features } = model;
  return {
    learner: model.learner.name,
    created: model.created,
    schema_hash: features.schemaHash,
    features: features.features.length,
    target: target.name,
    target_kind: target.kind,
    trained_from: training.from,
    trained_to: training.to,
    known_until: training.knownUntil,
    rows: training.rows,
    scheme: validation?.scheme ?? null,
    folds: validation?.folds.length ?? 0,
    validation: validation === null ? null : { ...validation.metrics },
    training: { ...training.metrics },
    calibration: {
      kind: calibration.kind,
      brier: calibration.brier,
      curve: calibration.curve.map((point) => ({ ...point })),
    },
    notes: model.notes,
  };
}
