import { z } from "@hono/zod-openapi";
import { readEquity, readStrategyList } from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { time } from "../schemas/records.js";
import { ServeError } from "../serve-error.js";
import { strategyInQuery, wholeInQuery } from "./fields.js";
import { arenaOf, strategyOf } from "./find.js";

const mostPoints = 2000;
const group = "Portfolio";

/** Curves for charts: few points of a long time, where `/portfolio/history` gives all of a short one. */
export function addEquity(api: Api, { store: { database } }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/equity",
      summary: "Equity over the whole time, thinned for a chart: of the desk, an arena or a strategy",
      group,
      query: {
        ...strategyInQuery,
        arena_id: wholeInQuery("arena_id", 0, 2 ** 31 - 1),
        points: wholeInQuery("points", 2, mostPoints),
      },
      answer: z.object({
        points: z.array(z.object({ timestamp: time, equity: z.number() })),
      }),
    },
    async ({ query }) => {
      const { strategy_id: strategy, arena_id: arena, points = 500 } = query;
      if (strategy !== undefined && arena !== undefined)
        throw new ServeError("SAGE8567", "Both strategy_id and arena_id are given.", "Give one of them.");
      if (arena !== undefined) await arenaOf(database, arena);
      const found =
        strategy !== undefined
          ? [await strategyOf(database, strategy)]
          : arena !== undefined
            ? await readStrategyList(database, { arena, isActive: true })
            : await readStrategyList(database, { isActive: true });
      const curve = await readEquity(database, found, points);
      return { points: curve.map(({ time: timestamp, equity }) => ({ timestamp, equity })) };
    },
  );
  addRoute(
    api,
    {
      path: "/equity/curves",
      summary: "A small curve of the equity of each active strategy, the oldest value first",
      group,
      query: { points: wholeInQuery("points", 2, 100) },
      answer: z.object({
        curves: z.array(z.object({ strategy_id: z.int(), values: z.array(z.number()) })),
      }),
    },
    async ({ query }) => {
      const strategies = await readStrategyList(database, { isActive: true });
      const curves = [];
      for (const strategy of strategies) {
        const values = await readEquity(database, [strategy], query.points ?? 40);
        curves.push({ strategy_id: strategy.id, values: values.map(({ equity }) => equity) });
      }
      return { curves };
    },
  );
}
