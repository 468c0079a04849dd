import { sql, type SqlBool } from "kysely";
import type { Trade } from "../../record.js";
import { exactRow, numbersToText, restoreExact } from "./exact.js";
import type { LiveStep, OpenPosition } from "./live-store.js";
import type { NewRow, RowOf } from "./tables.js";

type Row = NewRow<"positions">;

/** Written out rather than bound, so that SQLite sees that the index of open positions will do. */
export const isOpen = sql<SqlBool>`positions.status = 'open'`;

/** The positions of one strategy that steps change: opened, added to, closed in parts. */
export class PositionBook {
  readonly #rows = new Map<number, Row>();
  readonly #touched = new Set<number>();
  readonly #strategy: number;

  /** @param open those that the database says are open */
  constructor(strategy: number, open: readonly RowOf<"positions">[]) {
    this.#strategy = strategy;
    for (const row of open) this.#rows.set(row.number, restoreExact(row));
  }

  apply({ trades, openPosition }: LiveStep): void {
    for (const trade of trades) this.#close(trade);
    if (openPosition !== null) this.#hold(openPosition);
    for (const [number, row] of this.#rows)
      if (row.status === "open" && number !== openPosition?.position) this.#end(number, row);
  }

  has(number: number): boolean {
    return this.#rows.has(number);
  }

  changed(): readonly Row[] {
    return [...this.#touched].flatMap((number) => {
      const row = this.#rows.get(number);
      return row === undefined ? [] : [exactRow(row)];
    });
  }

  #put(number: number, row: Row): void {
    this.#rows.set(number, row);
    this.#touched.add(number);
  }

  #close(trade: Trade): void {
    const { position: number, exitTime, exitPrice, exitReason } = trade;
    const row = this.#rows.get(number) ?? openedBy(this.#strategy, number, trade);
    const add = (total: number | null, part: number): number => (total ?? NaN) + part;
    this.#put(number, {
      ...row,
      closed_quantity: add(row.closed_quantity ?? null, trade.quantity),
      exit_time: exitTime,
      exit_price: exitPrice,
      exit_reason: exitReason,
      profit: add(row.profit ?? null, trade.profit),
      gross_profit: add(row.gross_profit ?? null, trade.grossProfit),
      fees: add(row.fees ?? null, trade.fees),
      slippage: add(row.slippage ?? null, trade.slippage),
      funding: add(row.funding ?? null, trade.funding),
      borrow: add(row.borrow ?? null, trade.borrow),
      trades: row.trades + 1,
    });
  }

  #hold(held: OpenPosition): void {
    const { position: number, entryTime, entryBar, side } = held;
    const row = this.#rows.get(number) ?? openedBy(this.#strategy, number, held);
    this.#put(number, {
      ...row,
      side,
      status: "open",
      quantity: held.quantity,
      entry_price: held.entryPrice,
      entry_time: entryTime,
      entry_bar: entryBar,
      stop: held.stop,
      takes: numbersToText(held.takes),
      liquidation_price: held.liquidationPrice,
      unrealised: held.unrealised,
    });
  }

  #end(number: number, row: Row): void {
    this.#put(number, { ...row, status: "closed", quantity: 0, unrealised: 0 });
  }
}

function openedBy(
  strategy: number,
  number: number,
  first: Pick<Trade, "side" | "entryPrice" | "entryTime" | "entryBar" | "stop" | "liquidationPrice">,
): Row {
  return {
    strategy_id: strategy,
    number,
    side: first.side,
    status: "open",
    quantity: 0,
    closed_quantity: 0,
    entry_price: first.entryPrice,
    entry_time: first.entryTime,
    entry_bar: first.entryBar,
    stop: first.stop,
    takes: "[]",
    liquidation_price: first.liquidationPrice,
    unrealised: 0,
    exit_time: null,
    exit_price: null,
    exit_reason: null,
    profit: 0,
    gross_profit: 0,
    fees: 0,
    slippage: 0,
    funding: 0,
    borrow: 0,
    trades: 0,
    exact: null,
  };
}
