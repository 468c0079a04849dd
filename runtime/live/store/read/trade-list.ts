import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { Trade } from "../../../record.js";
import type { StoreDatabase } from "../database.js";
import { tradeOf } from "../records.js";
import { StoreError } from "../store-error.js";
import { limitOf, type Page, type PageRequest } from "./page.js";
import type { StoredTrade } from "./records.js";

/** What a list of trades may be sorted by, and the column that holds it. */
export const tradeSorts = {
  number: "number",
  entry_time: "entry_time",
  exit_time: "exit_time",
  quantity: "quantity",
  profit: "profit",
  return: "return_fraction",
  fees: "fees",
  funding: "funding",
  bars: "bars",
  mae: "mae",
  mfe: "mfe",
} as const;
export type TradeSort = keyof typeof tradeSorts;

export interface TradeListRequest extends Omit<PageRequest, "order"> {
  readonly sort: TradeSort;
  readonly isDescending: boolean;
  readonly side?: Trade["side"] | undefined;
  /** A trade that earned nothing counts as lost. */
  readonly result?: "won" | "lost" | undefined;
  readonly exitReason?: string | undefined;
  /** Of the exit, epoch milliseconds: from the first to before the second. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** What has no value stands below all that have one. */
const lowest = -1.7e308;

/** Trades of one strategy in an order by any of their figures; a part goes on behind the last row of the one before. */
export function readTradeList(
  database: StoreDatabase,
  strategy: number,
  request: TradeListRequest,
): Promise<Page<StoredTrade> & { readonly total: number }> {
  const { sort, isDescending, cursor } = request;
  const column = sql.ref(`trades.${tradeSorts[sort]}`);
  const key = sql<number>`cast(coalesce(${column}, ${sql.lit(lowest)}) as double precision)`;
  const filter = conditions(strategy, request);
  const limit = limitOf(request);
  const direction = sql.raw(isDescending ? "desc" : "asc");
  return database.transact("read", async (query) => {
    let select = query
      .selectFrom("trades")
      .selectAll()
      .select(key.as("sort_key"))
      .where(sql<SqlBool>`${sql.join(filter, sql` and `)}`);
    if (cursor !== undefined && cursor !== null) {
      const [value, number] = readPlace(cursor);
      const place = sql`(cast(${value} as double precision), ${number})`;
      const here = sql`(${key}, ${sql.ref("trades.number")})`;
      select = select.where(
        isDescending ? sql<SqlBool>`${here} < ${place}` : sql<SqlBool>`${here} > ${place}`,
      );
    }
    const rows = await select
      .orderBy(sql`${key} ${direction}, trades.number ${direction}`)
      .limit(limit + 1)
      .execute();
    const counted = await query
      .selectFrom("trades")
      .select(({ fn }) => fn.countAll<number | string>().as("count"))
      .where(sql<SqlBool>`${sql.join(filter, sql` and `)}`)
      .executeTakeFirst();
    const own = rows.slice(0, limit);
    const last = own.at(-1);
    return {
      rows: own.map((row) => ({
        ...tradeOf(row),
        strategy: row.strategy_id,
        step: row.step,
        signal: row.signal_number,
      })),
      next: rows.length > limit && last !== undefined ? placeText(last.sort_key, last.number) : null,
      total: Number(counted?.count ?? 0),
    };
  });
}

function conditions(strategy: number, request: TradeListRequest): readonly RawBuilder<SqlBool>[] {
  const { side, result, exitReason, from, to } = request;
  const parts = [sql<SqlBool>`trades.strategy_id = ${strategy}`];
  if (side !== undefined) parts.push(sql`trades.side = ${side}`);
  if (result !== undefined) parts.push(result === "won" ? sql`trades.profit > 0` : sql`trades.profit <= 0`);
  if (exitReason !== undefined) parts.push(sql`trades.exit_reason = ${exitReason}`);
  if (from !== undefined) parts.push(sql`trades.exit_time >= ${from}`);
  if (to !== undefined) parts.push(sql`trades.exit_time < ${to}`);
  return parts;
}

const placeText = (value: number, number: number): string =>
  Buffer.from(`${String(value)} ${number}`).toString("base64url");

/** @throws StoreError SAGE8525 */
function readPlace(cursor: string): readonly [number, number] {
  const words = Buffer.from(cursor, "base64url").toString().split(" ");
  const [value, number] = words.map(Number);
  const isPlace = words.length === 2 && words.every((word) => /^-?[\d.e+-]{1,30}$/.test(word));
  if (
    isPlace &&
    value !== undefined &&
    number !== undefined &&
    Number.isFinite(value) &&
    Number.isInteger(number)
  )
    return [value, number];
  throw new StoreError(
    "SAGE8525",
    "There is no such place in the list: the cursor is none that was given out.",
    "Begin again without a cursor.",
  );
}

/** One trade of a strategy by its number; null where there is none. */
export function readTrade(
  database: StoreDatabase,
  strategy: number,
  number: number,
): Promise<StoredTrade | null> {
  return database.transact("read", async (query) => {
    const row = await query
      .selectFrom("trades")
      .selectAll()
      .where("strategy_id", "=", strategy)
      .where("number", "=", number)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { ...tradeOf(row), strategy, step: row.step, signal: row.signal_number };
  });
}
