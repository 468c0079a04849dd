import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";
import { listChampions, listModels, type Champion, type ModelRecord } from "../../models/registry/index.js";
import { listRuns, runsFolder, type RunListing } from "../../store/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { figure, time } from "../schemas/records.js";
import { ServeError } from "../serve-error.js";
import { identityInPath, limitUpTo, next } from "./fields.js";
import { strategyOf } from "./find.js";

const metrics = z.record(z.string(), figure);
const modelSchema = z
  .object({
    model_id: z.string(),
    strategy_name: z.string(),
    model: z.string(),
    learner: z.string(),
    trained_at: z.string(),
    is_champion: z.boolean(),
    validation_metrics: metrics.nullable(),
  })
  .openapi("Model");
const modelDetail = modelSchema.extend({
  interval: z.int(),
  data: z.object({ symbol: z.string().nullable(), from: time, to: time, bars: z.int() }),
  trained_from: time,
  trained_to: time,
  features: z.array(z.object({ name: z.string(), type: z.string() })),
  target: z.string(),
  hyperparameters: z.record(z.string(), z.unknown()),
  training_metrics: metrics,
  notes: z.string(),
  tags: z.array(z.string()),
});

const runSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    created: time,
    strategy: z.string(),
    data: z.string(),
    interval: z.number(),
    bars: z.int(),
    from: time.nullable(),
    to: time.nullable(),
    total_return: figure,
    sharpe: figure,
    max_drawdown: figure,
    trades: z.int(),
    warnings: z.int(),
    parameters: z.record(z.string(), figure),
  })
  .openapi("Run");

const paged = { ...limitUpTo(1000), cursor: z.string().max(300).optional() };
const named = { id: z.string().regex(/^[\w.-]{1,100}$/, "an id") };

export function addModels(api: Api, { store: { database } }: ServeContext): void {
  const group = "Models";
  const list = z.object({ models: z.array(modelSchema), next });
  const newestFirst = () => listModels().models.toSorted(byAge((model) => Date.parse(model.created)));
  addRoute(
    api,
    { path: "/models", summary: "Trained models, the newest first", group, query: paged, answer: list },
    ({ query }) => {
      const champions = listChampions();
      const { rows, after } = partOf(newestFirst(), query);
      return { models: rows.map((model) => modelView(model, champions)), next: after };
    },
  );
  addRoute(
    api,
    { path: "/models/{id}", summary: "A trained model", group, params: named, answer: modelDetail },
    ({ params }) => {
      const found = newestFirst().find(({ id }) => id === params.id);
      if (found === undefined)
        throw new ServeError("SAGE8568", "There is no such model.", "See /api/v1/models.");
      return modelDetailView(found, listChampions());
    },
  );
  addRoute(
    api,
    {
      path: "/strategies/{id}/models",
      summary: "Models that answer for a strategy",
      group: "Strategies",
      params: identityInPath,
      answer: z.object({ models: z.array(modelSchema), total: z.int() }),
    },
    async ({ params }) => {
      const strategy = await strategyOf(database, params.id);
      const ids = new Set(strategy.models.map(({ id }) => id));
      const champions = listChampions();
      const models = newestFirst()
        .filter(({ id }) => ids.has(id))
        .map((model) => modelView(model, champions));
      return { models, total: models.length };
    },
  );
}

export function addRuns(api: Api): void {
  const group = "Runs";
  const newestFirst = () => listRuns().runs.toSorted(byAge((run) => run.created));
  addRoute(
    api,
    {
      path: "/runs",
      summary: "Stored runs, the newest first",
      group,
      query: paged,
      answer: z.object({ runs: z.array(runSchema), next }),
    },
    ({ query }) => {
      const { rows, after } = partOf(newestFirst(), query);
      return { runs: rows.map(runView), next: after };
    },
  );
  addRoute(
    api,
    {
      path: "/runs/{id}",
      summary: "A stored run with all its figures",
      group,
      params: named,
      answer: runSchema.extend({ summary: z.unknown() }),
    },
    ({ params }) => {
      const found = newestFirst().find(({ id }) => id === params.id);
      if (found === undefined) throw new ServeError("SAGE8568", "There is no such run.", "See /api/v1/runs.");
      const stored: unknown = JSON.parse(readFileSync(join(runsFolder(), found.id, "run.json"), "utf8"));
      return { ...runView(found), summary: z.object({ summary: z.unknown() }).parse(stored).summary };
    },
  );
}

const byAge =
  <Item extends { readonly id: string }>(created: (item: Item) => number) =>
  (a: Item, b: Item): number =>
    created(b) - created(a) || (a.id < b.id ? 1 : -1);

/** A part of a list that begins behind the item whose id the cursor holds. @throws ServeError SAGE8567 */
function partOf<Item extends { readonly id: string }>(
  items: readonly Item[],
  { limit = 100, cursor }: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): { readonly rows: readonly Item[]; readonly after: string | null } {
  const place =
    cursor === undefined
      ? -1
      : items.findIndex(({ id }) => id === Buffer.from(cursor, "base64url").toString());
  if (cursor !== undefined && place === -1)
    throw new ServeError("SAGE8567", "There is no such place in the list.", "Begin again without a cursor.");
  const rows = items.slice(place + 1, place + 1 + limit);
  const last = rows.at(-1);
  const isMore = place + 1 + limit < items.length && last !== undefined;
  return { rows, after: isMore ? Buffer.from(last.id).toString("base64url") : null };
}

function modelView(model: ModelRecord, champions: readonly Champion[]): z.input<typeof modelSchema> {
  return {
    model_id: model.id,
    strategy_name: model.strategy.name,
    model: model.model,
    learner: model.learner.name,
    trained_at: model.created,
    is_champion: champions.some(({ id }) => id === model.id),
    validation_metrics: model.validation === null ? null : { ...model.validation.metrics },
  };
}

function modelDetailView(model: ModelRecord, champions: readonly Champion[]): z.input<typeof modelDetail> {
  const { data, training } = model;
  return {
    ...modelView(model, champions),
    interval: data.interval,
    data: { symbol: data.symbol, from: data.from, to: data.to, bars: data.bars },
    trained_from: training.from,
    trained_to: training.to,
    features: model.features.features.map(({ name, type }) => ({ name, type })),
    target: model.target.name,
    hyperparameters: { ...model.learner.settings },
    training_metrics: { ...training.metrics },
    notes: model.notes,
    tags: [...model.tags],
  };
}

const runView = (run: RunListing): z.input<typeof runSchema> => ({
  id: run.id,
  kind: run.kind,
  created: run.created,
  strategy: run.strategy,
  data: run.data,
  interval: run.interval,
  bars: run.bars,
  from: run.from,
  to: run.to,
  total_return: run.totalReturn,
  sharpe: run.sharpe,
  max_drawdown: run.maxDrawdown,
  trades: run.trades,
  warnings: run.warnings,
  parameters: { ...run.parameters },
});
