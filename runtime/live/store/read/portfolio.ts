import type { StoreDatabase } from "../database.js";
import { isOpen } from "../positions.js";
import { positionOf, type StoredPosition } from "./records.js";
import { limitOf } from "./page.js";

/** What the whole desk has, over its active strategies. */
export interface PortfolioTotals {
  readonly strategies: number;
  readonly capital: number;
  readonly equity: number;
  readonly cash: number;
  readonly unrealised: number;
  readonly openPositions: readonly StoredPosition[];
  /** Of all closed trades. */
  readonly fees: number;
  readonly funding: number;
  readonly profit: number;
  readonly trades: number;
  /** Closed at `since` or later. */
  readonly tradesSince: number;
}

/** @param since epoch milliseconds, such as the beginning of the day */
export function readPortfolio(database: StoreDatabase, since: number): Promise<PortfolioTotals> {
  return database.transact("read", async (query) => {
    const { fn } = query;
    const sums = await query
      .selectFrom("strategies")
      .leftJoin("standings", "standings.strategy_id", "strategies.id")
      .where("strategies.is_active", "=", 1)
      .select([
        fn.countAll<number>().as("strategies"),
        fn.sum<number | null>("strategies.capital").as("capital"),
        // Who has not begun still has what it was given.
        fn.sum<number | null>(fn.coalesce("standings.equity", "strategies.capital")).as("equity"),
        fn.sum<number | null>(fn.coalesce("standings.cash", "strategies.capital")).as("cash"),
        fn.sum<number | null>("standings.unrealised").as("unrealised"),
      ])
      .executeTakeFirstOrThrow();
    const trades = await query
      .selectFrom("trades")
      .innerJoin("strategies", "strategies.id", "trades.strategy_id")
      .where("strategies.is_active", "=", 1)
      .select(({ eb }) => [
        fn.countAll<number>().as("trades"),
        fn.sum<number | null>("trades.fees").as("fees"),
        fn.sum<number | null>("trades.funding").as("funding"),
        fn.sum<number | null>("trades.profit").as("profit"),
        fn
          .sum<number | null>(eb.case().when("trades.exit_time", ">=", since).then(1).else(0).end())
          .as("since"),
      ])
      .executeTakeFirstOrThrow();
    const open = await query
      .selectFrom("positions")
      .innerJoin("strategies", "strategies.id", "positions.strategy_id")
      .where("strategies.is_active", "=", 1)
      .where(isOpen)
      .selectAll("positions")
      .orderBy("positions.strategy_id")
      .execute();
    return {
      strategies: sums.strategies,
      capital: sums.capital ?? 0,
      equity: sums.equity ?? 0,
      cash: sums.cash ?? 0,
      unrealised: sums.unrealised ?? 0,
      openPositions: open.map(positionOf),
      fees: trades.fees ?? 0,
      funding: trades.funding ?? 0,
      profit: trades.profit ?? 0,
      trades: trades.trades,
      tradesSince: trades.since ?? 0,
    };
  });
}

/** The desk as it stood after a bar. */
export interface PortfolioPoint {
  readonly time: number;
  readonly strategies: number;
  readonly openPositions: number;
  readonly capital: number;
  readonly equity: number;
  readonly cash: number;
  readonly unrealised: number;
  readonly realised: number;
}

/** The latest points of a range, the oldest first. */
export function readPortfolioHistory(
  database: StoreDatabase,
  range: {
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    readonly limit?: number | undefined;
  } = {},
): Promise<readonly PortfolioPoint[]> {
  return database.transact("read", async (query) => {
    let select = query.selectFrom("state_snapshots").selectAll();
    if (range.from !== undefined) select = select.where("time", ">=", range.from);
    if (range.to !== undefined) select = select.where("time", "<", range.to);
    const rows = await select.orderBy("time", "desc").limit(limitOf(range, 10_000)).execute();
    return rows.toReversed().map((row) => ({
      time: row.time,
      strategies: row.strategies,
      openPositions: row.open_positions,
      capital: row.capital ?? 0,
      equity: row.equity ?? 0,
      cash: row.cash ?? 0,
      unrealised: row.unrealised ?? 0,
      realised: row.realised ?? 0,
    }));
  });
}

/** How the trades of a strategy ended. A trade that earned nothing counts as lost. */
export interface TradeTotals {
  readonly strategy: number;
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  /** Sum of the profits of those that won, and of those that lost (≤ 0). */
  readonly won: number;
  readonly lost: number;
  readonly largestWin: number | null;
  readonly largestLoss: number | null;
  readonly fees: number;
}

/** Of each active strategy. */
export function readPerformance(database: StoreDatabase): Promise<readonly TradeTotals[]> {
  return database.transact("read", async (query) => {
    const rows = await query
      .selectFrom("v_strategy_performance")
      .selectAll()
      .orderBy("strategy_id")
      .execute();
    return rows.map((row) => ({
      strategy: row.strategy_id,
      trades: row.trades,
      wins: row.wins,
      losses: row.losses,
      won: row.won,
      lost: row.lost,
      largestWin: row.largest_win,
      largestLoss: row.largest_loss,
      fees: row.fees ?? 0,
    }));
  });
}

export interface DayTotals extends TradeTotals {
  /** Midnight UTC at which the day begins. */
  readonly day: number;
  readonly profit: number;
}

/** Days with closed trades, the oldest first, for each strategy. */
export function readDays(
  database: StoreDatabase,
  filter: { readonly strategy?: number | undefined; readonly from?: number | undefined } = {},
): Promise<readonly DayTotals[]> {
  return database.transact("read", async (query) => {
    let select = query.selectFrom("v_performance_metrics").selectAll();
    if (filter.strategy !== undefined) select = select.where("strategy_id", "=", filter.strategy);
    if (filter.from !== undefined) select = select.where("day", ">=", filter.from);
    const rows = await select.orderBy("day").orderBy("strategy_id").execute();
    return rows.map((row) => ({
      strategy: row.strategy_id,
      day: row.day,
      trades: row.trades,
      wins: row.wins,
      losses: row.losses,
      profit: row.profit,
      won: row.won,
      lost: row.lost,
      largestWin: row.largest_win,
      largestLoss: row.largest_loss,
      fees: row.fees,
    }));
  });
}
