import type { StoreDatabase } from "../database.js";
import type { StrategyRecord } from "../live-store.js";
import { marketKey, type Market } from "../../market.js";
import { marketOf, selectStrategies, withModels } from "../strategies.js";
import type { RowOf } from "../tables.js";

export interface StoredStrategy extends StrategyRecord {
  /** Counted from 1 among those of its name on its market. */
  readonly version: number;
  /** Identifies its market. */
  readonly arena: number;
  /** After its last step; null before the first. */
  readonly standing: {
    readonly number: number;
    /** Open of the last bar. */
    readonly time: number;
    readonly equity: number | null;
    readonly cash: number | null;
    readonly position: number | null;
    readonly unrealised: number | null;
    readonly orders: number;
    readonly trades: number;
    readonly signals: number;
  } | null;
  /** The process that writes its ledger, or did when it was killed. */
  readonly writer: { readonly pid: number; readonly host: string; readonly since: number } | null;
}

export interface StrategyFilter {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly isActive?: boolean | undefined;
  readonly arena?: number | undefined;
}

export function readStrategyList(
  database: StoreDatabase,
  filter: StrategyFilter = {},
): Promise<readonly StoredStrategy[]> {
  return database.transact("read", async (query) => {
    let select = selectStrategies(query);
    if (filter.id !== undefined) select = select.where("strategies.id", "=", filter.id);
    if (filter.name !== undefined) select = select.where("strategies.name", "=", filter.name);
    if (filter.arena !== undefined) select = select.where("strategies.arena_id", "=", filter.arena);
    if (filter.isActive !== undefined)
      select = select.where("strategies.is_active", "=", filter.isActive ? 1 : 0);
    const rows = await select.orderBy("strategies.id").execute();
    const records = await withModels(query, rows);
    const standings = await query.selectFrom("standings").selectAll().execute();
    const standingOf = new Map(standings.map((row) => [row.strategy_id, row]));
    const writers = await query
      .selectFrom("locks")
      .innerJoin("sessions", "sessions.id", "locks.session_id")
      .select(["locks.strategy_id", "locks.taken_at", "sessions.pid", "sessions.host"])
      .execute();
    const writerOf = new Map(
      writers.map(({ strategy_id, taken_at, pid, host }) => [strategy_id, { pid, host, since: taken_at }]),
    );
    return records.map((record, k) => ({
      ...record,
      version: rows[k]?.version ?? 1,
      arena: rows[k]?.arena_id ?? 0,
      standing: shortStanding(standingOf.get(record.id)),
      writer: writerOf.get(record.id) ?? null,
    }));
  });
}

function shortStanding(row: RowOf<"standings"> | undefined): StoredStrategy["standing"] {
  if (row === undefined) return null;
  const { number, time, equity, cash, position, unrealised, orders, trades, signals } = row;
  return { number, time, equity, cash, position, unrealised, orders, trades, signals };
}

export interface StoredArena {
  readonly id: number;
  readonly key: string;
  readonly market: Market;
  readonly base: string;
  readonly quote: string | null;
  /** Ids of those that are active on it. */
  readonly strategies: readonly number[];
  /** Open of the last bar that was stored. */
  readonly lastBar: number | null;
}

export function readArenas(database: StoreDatabase): Promise<readonly StoredArena[]> {
  return database.transact("read", async (query) => {
    const rows = await query
      .selectFrom("arenas")
      .innerJoin("exchanges", "exchanges.id", "arenas.exchange_id")
      .innerJoin("market_types", "market_types.id", "arenas.market_type_id")
      .innerJoin("coins as base", "base.id", "arenas.base_id")
      .leftJoin("coins as quote", "quote.id", "arenas.quote_id")
      .select(["arenas.id", "arenas.symbol", "arenas.interval_ms", "exchanges.name as exchange"])
      .select(["market_types.name as market_type", "base.symbol as base", "quote.symbol as quote"])
      .select(({ selectFrom }) =>
        selectFrom("bars")
          .whereRef("bars.arena_id", "=", "arenas.id")
          .select(({ fn }) => fn.max<number | null>("bars.time").as("last"))
          .as("last_bar"),
      )
      .orderBy("arenas.id")
      .execute();
    const active = await query
      .selectFrom("strategies")
      .select(["id", "arena_id"])
      .where("is_active", "=", 1)
      .orderBy("id")
      .execute();
    return rows.map((row) => ({
      id: row.id,
      key: marketKey(marketOf(row)),
      market: marketOf(row),
      base: row.base,
      quote: row.quote,
      strategies: active.filter(({ arena_id }) => arena_id === row.id).map(({ id }) => id),
      lastBar: row.last_bar,
    }));
  });
}
