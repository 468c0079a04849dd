import { z } from "@hono/zod-openapi";
import {
  readBars,
  readPortfolio,
  readPortfolioHistory,
  readStrategyList,
  type PortfolioPoint,
  type StoredPosition,
} from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { figure, time } from "../schemas/records.js";
import { limitUpTo, range } from "./fields.js";

const millisecondsPerDay = 86_400_000;
const percent = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

export const portfolioSchema = z.object({
  initial_capital: z.number(),
  total_equity: z.number(),
  available_cash: z.number(),
  total_pnl: z.number(),
  total_pnl_pct: figure,
  realized_pnl: z.number(),
  unrealized_pnl: z.number(),
  open_positions: z.int(),
  active_strategies: z.int(),
  total_strategies: z.int(),
  trades_today: z.int().openapi({ description: "closed since midnight UTC" }),
  total_fees: z.number(),
  total_funding: z.number(),
});

export async function portfolioOf({ store, clock }: ServeContext): Promise<z.input<typeof portfolioSchema>> {
  const now = clock.now();
  const totals = await readPortfolio(store.database, now - (now % millisecondsPerDay));
  const all = await readStrategyList(store.database);
  const pnl = totals.equity - totals.capital;
  return {
    initial_capital: totals.capital,
    total_equity: totals.equity,
    available_cash: totals.cash,
    total_pnl: pnl,
    total_pnl_pct: percent(pnl, totals.capital),
    realized_pnl: pnl - totals.unrealised,
    unrealized_pnl: totals.unrealised,
    open_positions: totals.openPositions.length,
    active_strategies: totals.strategies,
    total_strategies: all.length,
    trades_today: totals.tradesSince,
    total_fees: totals.fees,
    total_funding: totals.funding,
  };
}

export function addPortfolio(api: Api, context: ServeContext): void {
  const group = "Portfolio";
  addRoute(
    api,
    { path: "/portfolio/summary", summary: "The whole desk", group, answer: portfolioSchema },
    () => portfolioOf(context),
  );
  addRoute(
    api,
    {
      path: "/portfolio/allocation",
      summary: "How the money is spread over strategies",
      group,
      answer: z.object({
        allocations: z.array(
          z.object({
            strategy_id: z.int(),
            strategy_name: z.string(),
            equity: figure,
            allocation_pct: figure,
            unrealized_pnl: figure,
            has_open_position: z.boolean(),
          }),
        ),
        total_equity: z.number(),
      }),
    },
    async () => {
      const strategies = await readStrategyList(context.store.database, { isActive: true });
      const equityOf = ({ standing, capital }: (typeof strategies)[number]) =>
        standing === null ? capital : (standing.equity ?? 0);
      const total = strategies.reduce((sum, strategy) => sum + equityOf(strategy), 0);
      return {
        allocations: strategies.map((strategy) => ({
          strategy_id: strategy.id,
          strategy_name: strategy.name,
          equity: equityOf(strategy),
          allocation_pct: percent(equityOf(strategy), total),
          unrealized_pnl: strategy.standing?.unrealised ?? 0,
          has_open_position: strategy.standing !== null && strategy.standing.position !== 0,
        })),
        total_equity: total,
      };
    },
  );
  addExposure(api, context);
  addHistory(api, context);
}

const exposureFields = { long: z.number(), short: z.number(), gross: z.number(), net: z.number() };

/** What positions are worth at the last close of their markets: quantity times price, never the quantity alone. */
function addExposure(api: Api, { store: { database }, clock }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/portfolio/exposure",
      summary: "What is held, in quote currency",
      group: "Portfolio",
      answer: z.object({
        ...exposureFields,
        gross_pct_of_equity: figure,
        by_arena: z.array(z.object({ arena_id: z.int(), ...exposureFields })),
      }),
    },
    async () => {
      const totals = await readPortfolio(database, clock.now());
      const arenaOf = new Map((await readStrategyList(database)).map(({ id, arena }) => [id, arena]));
      const byArena = groupByArena(totals.openPositions, arenaOf);
      const arenas = await Promise.all(
        [...byArena].map(async ([arena, positions]) => {
          const [last] = await readBars(database, arena, { limit: 1, order: "newest" });
          return { arena_id: arena, ...exposureOf(positions, last?.close ?? null) };
        }),
      );
      const sum = (field: keyof typeof exposureFields) =>
        arenas.reduce((total, arena) => total + arena[field], 0);
      const gross = sum("gross");
      return {
        long: sum("long"),
        short: sum("short"),
        gross,
        net: sum("net"),
        gross_pct_of_equity: percent(gross, totals.equity),
        by_arena: arenas,
      };
    },
  );
}

function groupByArena(positions: readonly StoredPosition[], arenaOf: ReadonlyMap<number, number>) {
  const groups = new Map<number, StoredPosition[]>();
  for (const position of positions) {
    const arena = arenaOf.get(position.strategy) ?? 0;
    groups.set(arena, [...(groups.get(arena) ?? []), position]);
  }
  return groups;
}

function exposureOf(positions: readonly StoredPosition[], close: number | null) {
  const worth = (side: "long" | "short"): number =>
    positions
      .filter((position) => position.side === side)
      .reduce((sum, { quantity, entryPrice }) => sum + Math.abs(quantity) * (close ?? entryPrice), 0);
  const [long, short] = [worth("long"), worth("short")];
  return { long, short, gross: long + short, net: long - short };
}

function addHistory(api: Api, { store: { database } }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/portfolio/history",
      summary: "Equity of the whole desk, the oldest first",
      group: "Portfolio",
      query: { ...range, ...limitUpTo(10_000) },
      answer: z.object({
        points: z.array(
          z.object({
            timestamp: time,
            equity: z.number(),
            realized_pnl: z.number(),
            unrealized_pnl: z.number(),
            open_positions: z.int(),
          }),
        ),
        initial_equity: figure,
        current_equity: figure,
        max_equity: figure,
        min_equity: figure,
        max_drawdown: z.number(),
        max_drawdown_pct: z.number(),
      }),
    },
    async ({ query }) => {
      const points = await readPortfolioHistory(database, { ...query, limit: query.limit ?? 1000 });
      return {
        points: points.map((point) => ({
          timestamp: point.time,
          equity: point.equity,
          realized_pnl: point.realised,
          unrealized_pnl: point.unrealised,
          open_positions: point.openPositions,
        })),
        ...extremesOf(points),
      };
    },
  );
}

function extremesOf(points: readonly PortfolioPoint[]) {
  let [peak, least, fall, share] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const { equity } of points) {
    peak = Math.max(peak, equity);
    least = Math.min(least, equity);
    fall = Math.max(fall, peak - equity);
    if (peak > 0) share = Math.max(share, (peak - equity) / peak);
  }
  const isEmpty = points.length === 0;
  return {
    initial_equity: points[0]?.equity ?? null,
    current_equity: points.at(-1)?.equity ?? null,
    max_equity: isEmpty ? null : peak,
    min_equity: isEmpty ? null : least,
    max_drawdown: fall,
    max_drawdown_pct: 100 * share,
  };
}
