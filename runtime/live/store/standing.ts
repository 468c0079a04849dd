import type { Query } from "./database.js";
import { restoreExact } from "./exact.js";
import type { Standing } from "./live-store.js";
import { barOf } from "./records.js";
import { readState } from "./states.js";

/** Where a strategy stands after its last stored state, or, where it keeps none of its own, after its last step. */
export async function readStanding(query: Query, strategy: number): Promise<Standing | null> {
  const last = await query
    .selectFrom("standings")
    .selectAll()
    .where("strategy_id", "=", strategy)
    .executeTakeFirst();
  if (last === undefined) return null;
  const saved = await readState(query, strategy);
  const number = saved?.number ?? last.number;
  const row = restoreExact(
    await query
      .selectFrom("steps")
      .innerJoin("bars", (join) =>
        join
          .onRef("bars.arena_id", "=", "steps.arena_id")
          .onRef("bars.time", "=", "steps.time")
          .onRef("bars.revision", "=", "steps.revision"),
      )
      .selectAll("bars")
      .select(["steps.equity", "steps.cash", "steps.position", "steps.exact"])
      .where("steps.strategy_id", "=", strategy)
      .where("steps.number", "=", number)
      .executeTakeFirstOrThrow(),
  );
  const { orders, trades, signals, alerts } = last;
  return {
    number,
    bar: barOf(row),
    account: { equity: row.equity ?? NaN, cash: row.cash ?? NaN, position: row.position ?? NaN },
    state: saved?.state ?? new Uint8Array(0),
    counts:
      number === last.number
        ? { orders, trades, signals, alerts }
        : await countsUntil(query, strategy, number),
  };
}

/** How many records there were after an earlier step than the last. */
async function countsUntil(query: Query, strategy: number, step: number): Promise<Standing["counts"]> {
  const count = async (table: "orders" | "trades" | "signals" | "alerts"): Promise<number> => {
    const { highest } = await query
      .selectFrom(table)
      .where("strategy_id", "=", strategy)
      .where("step", "<=", step)
      .select(({ fn }) => fn.max<number | null>("number").as("highest"))
      .executeTakeFirstOrThrow();
    return highest ?? 0;
  };
  return {
    orders: await count("orders"),
    trades: await count("trades"),
    signals: await count("signals"),
    alerts: await count("alerts"),
  };
}
