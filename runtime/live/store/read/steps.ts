import type { Alert, Order, Signal, Trade } from "../../../record.js";
import type { LiveBar } from "../../bar.js";
import type { StoreDatabase } from "../database.js";
import { restoreExact } from "../exact.js";
import { groupRows } from "../group-rows.js";
import type { AccountRow, LiveStep } from "../live-store.js";
import { alertOf, barOf, orderOf, plotsOf, signalOf, tradeOf } from "../records.js";
import { limitOf, type PageRequest } from "./page.js";

/** A step as it was stored, without its records. */
export interface StoredStep {
  readonly number: number;
  readonly bar: LiveBar;
  /** Above 0 where the bar had been known with other numbers before. */
  readonly revision: number;
  readonly received: number;
  readonly decided: number;
  readonly mode: LiveStep["mode"];
  readonly account: AccountRow;
  readonly unrealised: number;
  /** Number of the position that was held. */
  readonly position: number | null;
  /** Of what was held after the bar, the nearest take; null where it had none. */
  readonly stop: number | null;
  readonly take: number | null;
  readonly plots: readonly number[];
}

export interface StepRange {
  /** Numbers of steps: from the first to before the second. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only each so-manieth, for charts; default all. */
  readonly every?: number | undefined;
  /** 1 to 10,000; default 10,000. The next part begins after the last number. */
  readonly limit?: number | undefined;
}

const mostSteps = 10_000;

/** Steps of a strategy in their order. */
export function readSteps(
  database: StoreDatabase,
  strategy: number,
  range: StepRange = {},
): Promise<readonly StoredStep[]> {
  const { from, to, every = 1, limit = mostSteps } = range;
  return database.transact("read", async (query) => {
    let select = query
      .selectFrom("steps")
      .innerJoin("bars", (join) =>
        join
          .onRef("bars.arena_id", "=", "steps.arena_id")
          .onRef("bars.time", "=", "steps.time")
          .onRef("bars.revision", "=", "steps.revision"),
      )
      .selectAll("steps")
      .select(["bars.open", "bars.high", "bars.low", "bars.close", "bars.volume", "bars.series"])
      .where("steps.strategy_id", "=", strategy);
    if (from !== undefined) select = select.where("steps.number", ">=", from);
    if (to !== undefined) select = select.where("steps.number", "<", to);
    const step = Math.max(1, Math.floor(every));
    if (step > 1) select = select.where(({ eb }) => eb(eb("steps.number", "%", step), "=", 0));
    const rows = await select.orderBy("steps.number").limit(limitOf({ limit }, mostSteps)).execute();
    return rows.map((stored) => {
      const row = restoreExact(stored);
      const { number, revision, received_at, decided_at, mode, unrealised, position_number, plots } = row;
      return {
        number,
        bar: barOf(row),
        revision,
        received: received_at,
        decided: decided_at,
        mode,
        account: { equity: row.equity ?? NaN, cash: row.cash ?? NaN, position: row.position ?? NaN },
        unrealised: unrealised ?? NaN,
        position: position_number,
        stop: row.stop,
        take: row.take,
        plots: plotsOf(plots),
      };
    });
  });
}

/** The number of the first step whose bar opens at this time or later; null where there is none. */
export function readStepAt(database: StoreDatabase, strategy: number, time: number): Promise<number | null> {
  return database.transact("read", async (query) => {
    const row = await query
      .selectFrom("steps")
      .select("number")
      .where("strategy_id", "=", strategy)
      .where("time", ">=", time)
      .orderBy("time")
      .limit(1)
      .executeTakeFirst();
    return row?.number ?? null;
  });
}

/** All that a strategy did, in the order of its numbers. */
export interface StoredLedger {
  readonly orders: readonly Order[];
  readonly trades: readonly Trade[];
  readonly signals: readonly Signal[];
  readonly alerts: readonly Alert[];
}

/** @param range numbers of steps; default all */
export function readLedger(
  database: StoreDatabase,
  strategy: number,
  { from = 0, to = Number.MAX_SAFE_INTEGER }: { readonly from?: number; readonly to?: number } = {},
): Promise<StoredLedger> {
  return database.transact("read", async (query) => {
    const orders = await query
      .selectFrom("orders")
      .selectAll()
      .where("strategy_id", "=", strategy)
      .where("step", ">=", from)
      .where("step", "<", to)
      .orderBy("number")
      .execute();
    const trades = await query
      .selectFrom("trades")
      .selectAll()
      .where("strategy_id", "=", strategy)
      .where("step", ">=", from)
      .where("step", "<", to)
      .orderBy("number")
      .execute();
    const signals = await query
      .selectFrom("signals")
      .selectAll()
      .where("strategy_id", "=", strategy)
      .where("step", ">=", from)
      .where("step", "<", to)
      .orderBy("number")
      .execute();
    const alerts = await query
      .selectFrom("alerts")
      .selectAll()
      .where("strategy_id", "=", strategy)
      .where("step", ">=", from)
      .where("step", "<", to)
      .orderBy("number")
      .execute();
    return {
      orders: orders.map(orderOf),
      trades: trades.map(tradeOf),
      signals: signals.map(signalOf),
      alerts: alerts.map(alertOf),
    };
  });
}

/** Bars of a market that were stored, each as it was last known, the oldest first. */
export function readBars(
  database: StoreDatabase,
  arena: number,
  range: { readonly from?: number | undefined; readonly to?: number | undefined } & Pick<
    PageRequest,
    "limit" | "order"
  > = {},
): Promise<readonly LiveBar[]> {
  return database.transact("read", async (query) => {
    let select = query
      .selectFrom("bars")
      .selectAll()
      .where("arena_id", "=", arena)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("bars as later")
              .select("later.revision")
              .whereRef("later.arena_id", "=", "bars.arena_id")
              .whereRef("later.time", "=", "bars.time")
              .whereRef("later.revision", ">", "bars.revision"),
          ),
        ),
      );
    if (range.from !== undefined) select = select.where("time", ">=", range.from);
    if (range.to !== undefined) select = select.where("time", "<", range.to);
    const isOldest = range.order === "oldest";
    const rows = await select
      .orderBy("time", isOldest ? "asc" : "desc")
      .limit(limitOf(range, mostSteps))
      .execute();
    return (isOldest ? rows : rows.toReversed()).map(barOf);
  });
}

/** The bars of a market that were known with several numbers, each of their versions, by their times. */
export function readBarVersions(
  database: StoreDatabase,
  arena: number,
): Promise<ReadonlyMap<number, readonly LiveBar[]>> {
  return database.transact("read", async (query) => {
    const rows = await query
      .selectFrom("bars")
      .selectAll()
      .where("arena_id", "=", arena)
      .where("time", "in", ({ selectFrom }) =>
        selectFrom("bars as later")
          .select("later.time")
          .where("later.arena_id", "=", arena)
          .where("later.revision", ">", 0),
      )
      .orderBy("time")
      .orderBy("revision")
      .execute();
    return groupRows(rows.map(barOf), ({ time }) => time);
  });
}
