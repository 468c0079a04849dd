import { z } from "@hono/zod-openapi";
import {
  readFills,
  readSteps,
  type StoredFill,
  type StoredStep,
  type StoredStrategy,
} from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import type { StrategyTexts } from "../ledger/text.js";
import { addRoute, type Api } from "../route.js";
import { figure, fillSchema, time } from "../schemas/records.js";
import { fillView } from "../views.js";
import { identityInPath, limitUpTo, wholeInQuery } from "./fields.js";
import { strategyOf } from "./find.js";

const mostBars = 5000;
const column = z.array(figure);

/** In columns, which for thousands of bars are half as long as rows. */
const barsSchema = z
  .object({
    strategy_id: z.int(),
    interval: z.int(),
    bars: z.int().openapi({ description: "how many there are in all" }),
    traded_from: time.nullable(),
    number: z
      .array(z.int())
      .openapi({ description: "of the bar, counted from 0 at the first of the warm-up" }),
    time: z.array(time),
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column,
    equity: column,
    position: column,
    stop: column.openapi({ description: "of the position that was held after the bar" }),
    take: column,
    plots: z.array(z.object({ label: z.string(), values: column })),
    fills: z.array(fillSchema),
    before: z.int().nullable().openapi({ description: "give it as `before` for the part that is older" }),
  })
  .openapi("StrategyBars");

/** Bars as a strategy saw them, each with what it made of it: its plots, its stop, its money; and its fills. */
export function addStrategyBars(api: Api, { store: { database } }: ServeContext, texts: StrategyTexts): void {
  const range = wholeInQuery("before", 0, 2 ** 31 - 1);
  addRoute(
    api,
    {
      path: "/strategies/{id}/bars",
      summary:
        "Bars of a strategy with what it plotted, its stops, equity and fills; the newest, or those before or after a number",
      group: "Strategies",
      params: identityInPath,
      query: { ...limitUpTo(mostBars), before: range, after: wholeInQuery("after", 0, 2 ** 31 - 1) },
      answer: barsSchema,
    },
    async ({ params, query: { limit = 1000, before, after } }) => {
      const strategy = await strategyOf(database, params.id);
      const count = strategy.standing === null ? 0 : strategy.standing.number + 1;
      const from = after === undefined ? Math.max(0, Math.min(before ?? count, count) - limit) : after + 1;
      const to = after === undefined ? Math.min(before ?? count, count) : Math.min(after + 1 + limit, count);
      const steps = from < to ? await readSteps(database, params.id, { from, to }) : [];
      const labels = await texts.now(strategy).then(
        (graph) => (graph.hash === strategy.graphHash ? graph.plots.map(({ label }) => label) : []),
        () => [],
      );
      return {
        ...columnsOf(strategy, steps, labels),
        bars: count,
        fills: (await fillsOf(database, strategy, steps)).map(fillView),
        before: (steps[0]?.number ?? 0) > 0 ? (steps[0]?.number ?? null) : null,
      };
    },
  );
}

async function fillsOf(
  database: ServeContext["store"]["database"],
  { id, market }: StoredStrategy,
  steps: readonly StoredStep[],
): Promise<readonly StoredFill[]> {
  const [first, last] = [steps[0], steps.at(-1)];
  const fills: StoredFill[] = [];
  if (first === undefined || last === undefined) return fills;
  const filter = { strategy: id, from: first.bar.time, to: last.bar.time + market.interval };
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readFills>> = await readFills(database, filter, {
      order: "oldest",
      limit: 1000,
      cursor,
    });
    fills.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return fills;
}

function columnsOf(
  { id, market, tradedFrom }: StoredStrategy,
  steps: readonly StoredStep[],
  labels: readonly string[],
) {
  const of = (value: (step: StoredStep) => number | null) => steps.map(value);
  const plots = steps.reduce((most, step) => Math.max(most, step.plots.length), 0);
  return {
    strategy_id: id,
    interval: market.interval,
    traded_from: tradedFrom,
    number: steps.map(({ number }) => number),
    time: steps.map(({ bar }) => bar.time),
    open: of(({ bar }) => bar.open),
    high: of(({ bar }) => bar.high),
    low: of(({ bar }) => bar.low),
    close: of(({ bar }) => bar.close),
    volume: of(({ bar }) => bar.volume),
    equity: of(({ account }) => account.equity),
    position: of(({ account }) => account.position),
    stop: of(({ stop }) => stop),
    take: of(({ take }) => take),
    plots: Array.from({ length: plots }, (_, k) => ({
      label: labels[k] ?? `plot ${k + 1}`,
      values: of((step) => step.plots[k] ?? null),
    })),
  };
}
