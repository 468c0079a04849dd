import { z } from "@hono/zod-openapi";
import { readArenas, readPerformance, readStrategyList } from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { arenaSchema, figure, strategySchema } from "../schemas/records.js";
import { statsOf, statsSchema } from "../stats.js";
import { arenaView, strategyView } from "../views.js";
import { activeOnly, identityInPath, limitUpTo } from "./fields.js";
import { arenaOf, strategyOf } from "./find.js";

const strategyList = z.object({ strategies: z.array(strategySchema), total: z.int() });
const arenaList = z.object({ arenas: z.array(arenaSchema), total: z.int() });

export function addStrategies(api: Api, context: ServeContext): void {
  const { database } = context.store;
  addStatsOfOne(api, context);
  const list = async (active: boolean | undefined, arena?: number) => {
    const filter = { arena, isActive: active === false ? undefined : true };
    const strategies = (await readStrategyList(database, filter)).toReversed().map(strategyView);
    return { strategies, total: strategies.length };
  };
  const group = "Strategies";
  addRoute(
    api,
    {
      path: "/strategies",
      summary: "Strategies, the newest first",
      group,
      query: activeOnly,
      answer: strategyList,
    },
    ({ query }) => list(query.active_only),
  );
  addRoute(
    api,
    {
      path: "/strategies/by-arena/{id}",
      summary: "Strategies of an arena",
      group,
      params: identityInPath,
      query: activeOnly,
      answer: strategyList,
    },
    async ({ params, query }) => {
      await arenaOf(database, params.id);
      return list(query.active_only, params.id);
    },
  );
  addRoute(
    api,
    {
      path: "/strategies/{id}",
      summary: "A strategy",
      group,
      params: identityInPath,
      answer: strategySchema,
    },
    async ({ params }) => strategyView(await strategyOf(database, params.id)),
  );
}

function addStatsOfOne(api: Api, { store: { database } }: ServeContext): void {
  const group = "Strategies";
  addRoute(
    api,
    {
      path: "/strategies/{id}/stats",
      summary: "How a strategy's trades ended",
      group,
      params: identityInPath,
      answer: statsSchema,
    },
    async ({ params }) => {
      const strategy = await strategyOf(database, params.id);
      return statsOf(
        strategy,
        (await readPerformance(database)).find((totals) => totals.strategy === params.id),
      );
    },
  );
  addRoute(
    api,
    {
      path: "/strategies/{id}/bankroll",
      summary: "A strategy's money",
      group,
      params: identityInPath,
      answer: z.object({
        strategy_id: z.int(),
        strategy_name: z.string(),
        initial_bankroll: z.number(),
        current_bankroll: figure,
        pnl: figure,
        pnl_pct: figure,
        is_active: z.boolean(),
      }),
    },
    async ({ params }) => {
      const strategy = await strategyOf(database, params.id);
      const current = strategy.standing === null ? strategy.capital : strategy.standing.equity;
      const pnl = current === null ? null : current - strategy.capital;
      return {
        strategy_id: strategy.id,
        strategy_name: strategy.name,
        initial_bankroll: strategy.capital,
        current_bankroll: current,
        pnl,
        pnl_pct: pnl === null ? null : (100 * pnl) / strategy.capital,
        is_active: strategy.isActive,
      };
    },
  );
}

export function addArenas(api: Api, context: ServeContext): void {
  const { database } = context.store;
  addExchanges(api, context);
  const group = "Arenas";
  addRoute(
    api,
    {
      path: "/arenas",
      summary: "Arenas: markets at an interval, where strategies trade",
      group,
      query: { ...activeOnly, exchange: z.string().max(100).optional() },
      answer: arenaList,
    },
    async ({ query }) => {
      const arenas = (await readArenas(database))
        .filter(({ strategies }) => query.active_only === false || strategies.length > 0)
        .filter(({ market }) => query.exchange === undefined || market.exchange === query.exchange)
        .map(arenaView);
      return { arenas, total: arenas.length };
    },
  );
  addRoute(
    api,
    {
      path: "/arenas/popular",
      summary: "Arenas with the most strategies",
      group,
      query: limitUpTo(100),
      answer: arenaList,
    },
    async ({ query }) => {
      const arenas = (await readArenas(database))
        .toSorted((a, b) => b.strategies.length - a.strategies.length || a.id - b.id)
        .slice(0, query.limit ?? 10)
        .map(arenaView);
      return { arenas, total: arenas.length };
    },
  );
  addRoute(
    api,
    { path: "/arenas/{id}", summary: "An arena", group, params: identityInPath, answer: arenaSchema },
    async ({ params }) => arenaView(await arenaOf(database, params.id)),
  );
}

function addExchanges(api: Api, { store: { database } }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/exchanges",
      summary: "Exchanges that are traded on",
      group: "Arenas",
      answer: z.object({
        exchanges: z.array(z.object({ name: z.string(), arenas: z.int() })),
        total: z.int(),
      }),
    },
    async () => {
      const counts = new Map<string, number>();
      for (const { market } of await readArenas(database))
        counts.set(market.exchange, (counts.get(market.exchange) ?? 0) + 1);
      const exchanges = [...counts].map(([name, arenas]) => ({ name, arenas }));
      return { exchanges, total: exchanges.length };
    },
  );
}
