import { z } from "@hono/zod-openapi";
import { readDays, readPerformance, readStrategyList, type DayTotals } from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { figure, time } from "../schemas/records.js";
import { statsOf, statsSchema, totalsOf, totalsSchema } from "../stats.js";
import { limitUpTo, strategyInQuery, wholeInQuery } from "./fields.js";
import { strategyOf } from "./find.js";

const millisecondsPerDay = 86_400_000;
const group = "Statistics";

export function addStats(api: Api, context: ServeContext): void {
  const { database } = context.store;
  addRoute(
    api,
    {
      path: "/stats/summary",
      summary: "How all trades ended",
      group,
      query: strategyInQuery,
      answer: totalsSchema,
    },
    async ({ query }) => {
      if (query.strategy_id !== undefined) await strategyOf(database, query.strategy_id);
      const totals = await readPerformance(database);
      return totalsOf(
        totals.filter(({ strategy }) => query.strategy_id === undefined || strategy === query.strategy_id),
      );
    },
  );
  addRanking(api, context);
  addDaily(api, context);
}

function addRanking(api: Api, { store: { database } }: ServeContext): void {
  const allStats = async () => {
    const totals = new Map((await readPerformance(database)).map((one) => [one.strategy, one]));
    const strategies = await readStrategyList(database, { isActive: true });
    return strategies.map((strategy) => statsOf(strategy, totals.get(strategy.id)));
  };
  addRoute(
    api,
    {
      path: "/stats/by-strategy",
      summary: "How the trades of each strategy ended",
      group,
      answer: z.object({ stats: z.array(statsSchema), total: z.int() }),
    },
    async () => {
      const stats = await allStats();
      return { stats, total: stats.length };
    },
  );
  addRoute(
    api,
    {
      path: "/stats/leaderboard",
      summary: "Strategies, the best first",
      group,
      query: { ...limitUpTo(100), metric: z.enum(["total_pnl", "win_rate", "profit_factor"]).optional() },
      answer: z.object({
        entries: z.array(statsSchema.extend({ rank: z.int() })),
        metric: z.string(),
        total_strategies: z.int(),
      }),
    },
    async ({ query }) => {
      const metric = query.metric ?? "total_pnl";
      const field = metric === "win_rate" ? "win_rate_pct" : metric;
      const stats = await allStats();
      const worth = (one: (typeof stats)[number]) => one[field] ?? Number.NEGATIVE_INFINITY;
      const ranked = stats.toSorted((a, b) =>
        worth(a) === worth(b) ? a.strategy_id - b.strategy_id : worth(b) > worth(a) ? 1 : -1,
      );
      const entries = ranked.slice(0, query.limit ?? 10).map((one, k) => ({ rank: k + 1, ...one }));
      return { entries, metric, total_strategies: stats.length };
    },
  );
}

function addDaily(api: Api, { store: { database }, clock }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/stats/daily",
      summary: "Closed trades by day, UTC",
      group,
      query: { ...strategyInQuery, days: wholeInQuery("days", 1, 365) },
      answer: z.object({
        daily: z.array(
          z.object({
            date: z.string(),
            timestamp_start: time,
            pnl: z.number(),
            cumulative_pnl: z.number(),
            trades: z.int(),
            wins: z.int(),
            losses: z.int(),
          }),
        ),
        total_days: z.int(),
        profitable_days: z.int(),
        losing_days: z.int(),
        avg_daily_pnl: figure,
        best_day: figure,
        worst_day: figure,
      }),
    },
    async ({ query }) => {
      const today = clock.now() - (clock.now() % millisecondsPerDay);
      const from = today - ((query.days ?? 30) - 1) * millisecondsPerDay;
      if (query.strategy_id !== undefined) await strategyOf(database, query.strategy_id);
      return dailyOf(await readDays(database, { strategy: query.strategy_id, from }));
    },
  );
}

function dailyOf(rows: readonly DayTotals[]) {
  const days = new Map<number, { pnl: number; trades: number; wins: number; losses: number }>();
  for (const row of rows) {
    const day = days.get(row.day) ?? { pnl: 0, trades: 0, wins: 0, losses: 0 };
    day.pnl += row.profit;
    day.trades += row.trades;
    day.wins += row.wins;
    day.losses += row.losses;
    days.set(row.day, day);
  }
  let sum = 0;
  const daily = [...days].map(([start, day]) => ({
    date: new Date(start).toISOString().slice(0, 10),
    timestamp_start: start,
    ...day,
    cumulative_pnl: (sum += day.pnl),
  }));
  const results = daily.map(({ pnl }) => pnl);
  const isEmpty = results.length === 0;
  return {
    daily,
    total_days: daily.length,
    profitable_days: results.filter((pnl) => pnl > 0).length,
    losing_days: results.filter((pnl) => pnl < 0).length,
    avg_daily_pnl: isEmpty ? null : sum / results.length,
    best_day: isEmpty ? null : Math.max(...results),
    worst_day: isEmpty ? null : Math.min(...results),
  };
}
