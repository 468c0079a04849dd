import type { Alert, Order, Signal, Trade } from "../../../record.js";
import type { StoreDatabase } from "../database.js";
import { restoreExact } from "../exact.js";
import { alertOf, openPositionOf, orderOf, signalOf, tradeOf } from "../records.js";
import type { OpenPosition } from "../live-store.js";
import { isOpen } from "../positions.js";
import type { RowOf } from "../tables.js";
import { keyset, limitOf, pageOf, type Page, type PageRequest, type RecordFilter } from "./page.js";

/** Where a record belongs. */
interface Place {
  readonly strategy: number;
  /** Number of the step that it came with. */
  readonly step: number;
}

export type StoredOrder = Order & Place & { readonly signal: number | null };
export type StoredTrade = Trade & Place & { readonly signal: number | null };
export type StoredAlert = Alert & Place & { readonly id: number };
export type StoredSignal = Signal &
  Place & {
    readonly id: number;
    /** The first order that it caused. */
    readonly order: number | null;
    /** Close of its bar. */
    readonly price: number;
  };

export interface StoredFill {
  readonly id: number;
  readonly strategy: number;
  readonly order: number;
  readonly position: number | null;
  readonly signal: number | null;
  readonly type: RowOf<"fills">["type"];
  readonly quantity: number;
  readonly price: number;
  readonly fee: number;
  readonly slippage: number;
  readonly time: number;
}

export interface StoredPosition extends OpenPosition {
  readonly strategy: number;
  readonly status: "open" | "closed";
  /** Of all parts that are closed. */
  readonly closedQuantity: number;
  readonly profit: number;
  readonly grossProfit: number;
  readonly fees: number;
  readonly slippage: number;
  readonly funding: number;
  readonly borrow: number;
  readonly trades: number;
  /** Of the last part that was closed. */
  readonly exitTime: number | null;
  readonly exitPrice: number | null;
  readonly exitReason: string | null;
}

const keysOf = (table: string, time: string) => ({
  columns: [`${table}.${time}`, `${table}.strategy_id`, `${table}.number`],
  time: `${table}.${time}`,
  strategy: `${table}.strategy_id`,
});

const placeOf = ({ strategy_id, step }: { readonly strategy_id: number; readonly step: number }): Place => ({
  strategy: strategy_id,
  step,
});

/** By the time of their end. */
export async function readOrders(
  database: StoreDatabase,
  filter: RecordFilter & { readonly status?: Order["status"] | undefined } = {},
  page: PageRequest = {},
): Promise<Page<StoredOrder>> {
  const { where, orderBy } = keyset(keysOf("orders", "time"), filter, page);
  const limit = limitOf(page);
  return database.transact("read", async (query) => {
    let select = query.selectFrom("orders").selectAll().where(where);
    if (filter.status !== undefined) select = select.where("status", "=", filter.status);
    const rows = await select
      .orderBy(orderBy)
      .limit(limit + 1)
      .execute();
    return pageOf(
      rows,
      limit,
      (row) => [row.time, row.strategy_id, row.number],
      (row) => ({ ...orderOf(row), ...placeOf(row), signal: row.signal_number }),
    );
  });
}

/** By the time of their exit. */
export async function readTrades(
  database: StoreDatabase,
  filter: RecordFilter & { readonly side?: Trade["side"] | undefined } = {},
  page: PageRequest = {},
): Promise<Page<StoredTrade>> {
  const { where, orderBy } = keyset(keysOf("trades", "exit_time"), filter, page);
  const limit = limitOf(page);
  return database.transact("read", async (query) => {
    let select = query.selectFrom("trades").selectAll().where(where);
    if (filter.side !== undefined) select = select.where("side", "=", filter.side);
    const rows = await select
      .orderBy(orderBy)
      .limit(limit + 1)
      .execute();
    return pageOf(
      rows,
      limit,
      (row) => [row.exit_time, row.strategy_id, row.number],
      (row) => ({ ...tradeOf(row), ...placeOf(row), signal: row.signal_number }),
    );
  });
}

export async function readFills(
  database: StoreDatabase,
  filter: RecordFilter & { readonly position?: number | undefined } = {},
  page: PageRequest = {},
): Promise<Page<StoredFill>> {
  const { where, orderBy } = keyset(keysOf("fills", "time"), filter, page);
  const limit = limitOf(page);
  return database.transact("read", async (query) => {
    let select = query.selectFrom("fills").selectAll().where(where);
    if (filter.position !== undefined) select = select.where("position_number", "=", filter.position);
    const rows = await select
      .orderBy(orderBy)
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, (row) => [row.time, row.strategy_id, row.number], fillOf);
  });
}

function fillOf(row: RowOf<"fills">): StoredFill {
  const { number, strategy_id, order_number, position_number, signal_number, ...rest } = row;
  const { type, quantity, price, fee, slippage, time } = rest;
  return {
    id: number,
    strategy: strategy_id,
    order: order_number,
    position: position_number,
    signal: signal_number,
    type,
    quantity,
    price,
    fee,
    slippage,
    time,
  };
}

/** By the time of their bar. */
export async function readSignals(
  database: StoreDatabase,
  filter: RecordFilter & {
    readonly outcome?: Signal["outcome"] | undefined;
    /** Of one strategy's signals that with this number. */
    readonly number?: number | undefined;
  } = {},
  page: PageRequest = {},
): Promise<Page<StoredSignal>> {
  const { where, orderBy } = keyset(keysOf("signals", "time"), filter, page);
  const limit = limitOf(page);
  return database.transact("read", async (query) => {
    let select = query
      .selectFrom("signals")
      .innerJoin("steps", (join) =>
        join
          .onRef("steps.strategy_id", "=", "signals.strategy_id")
          .onRef("steps.number", "=", "signals.step"),
      )
      .innerJoin("bars", (join) =>
        join
          .onRef("bars.arena_id", "=", "steps.arena_id")
          .onRef("bars.time", "=", "steps.time")
          .onRef("bars.revision", "=", "steps.revision"),
      )
      .selectAll("signals")
      .select("bars.close as price")
      .select(({ selectFrom }) =>
        selectFrom("orders")
          .whereRef("orders.strategy_id", "=", "signals.strategy_id")
          .whereRef("orders.signal_number", "=", "signals.number")
          .select(({ fn }) => fn.min<number | null>("orders.number").as("first"))
          .as("order_number"),
      )
      .where(where);
    if (filter.outcome !== undefined) select = select.where("signals.outcome", "=", filter.outcome);
    if (filter.number !== undefined) select = select.where("signals.number", "=", filter.number);
    const rows = await select
      .orderBy(orderBy)
      .limit(limit + 1)
      .execute();
    return pageOf(
      rows,
      limit,
      (row) => [row.time, row.strategy_id, row.number],
      (row) => ({
        ...signalOf(row),
        ...placeOf(row),
        id: row.number,
        order: row.order_number,
        price: row.price,
      }),
    );
  });
}

export async function readAlerts(
  database: StoreDatabase,
  filter: RecordFilter = {},
  page: PageRequest = {},
): Promise<Page<StoredAlert>> {
  const { where, orderBy } = keyset(keysOf("alerts", "time"), filter, page);
  const limit = limitOf(page);
  return database.transact("read", async (query) => {
    const rows = await query
      .selectFrom("alerts")
      .selectAll()
      .where(where)
      .orderBy(orderBy)
      .limit(limit + 1)
      .execute();
    return pageOf(
      rows,
      limit,
      (row) => [row.time, row.strategy_id, row.number],
      (row) => ({ ...alertOf(row), ...placeOf(row), id: row.number }),
    );
  });
}

/** By the time of their entry. */
export async function readPositions(
  database: StoreDatabase,
  filter: RecordFilter & { readonly status?: "open" | "closed" | undefined } = {},
  page: PageRequest = {},
): Promise<Page<StoredPosition>> {
  const { where, orderBy } = keyset(keysOf("positions", "entry_time"), filter, page);
  const limit = limitOf(page);
  return database.transact("read", async (query) => {
    let select = query.selectFrom("positions").selectAll().where(where);
    if (filter.status === "open") select = select.where(isOpen);
    if (filter.status === "closed") select = select.where("status", "=", "closed");
    const rows = await select
      .orderBy(orderBy)
      .limit(limit + 1)
      .execute();
    return pageOf(rows, limit, (row) => [row.entry_time, row.strategy_id, row.number], positionOf);
  });
}

export function positionOf(stored: RowOf<"positions">): StoredPosition {
  const row = restoreExact(stored);
  return {
    ...openPositionOf(row),
    strategy: row.strategy_id,
    status: row.status,
    closedQuantity: row.closed_quantity ?? NaN,
    profit: row.profit ?? NaN,
    grossProfit: row.gross_profit ?? NaN,
    fees: row.fees ?? NaN,
    slippage: row.slippage ?? NaN,
    funding: row.funding ?? NaN,
    borrow: row.borrow ?? NaN,
    trades: row.trades,
    exitTime: row.exit_time,
    exitPrice: row.exit_price,
    exitReason: row.exit_reason,
  };
}
