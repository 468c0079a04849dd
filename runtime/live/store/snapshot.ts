import type { Query } from "./database.js";
import { isOpen } from "./positions.js";

/** All active strategies together, as they stand now. */
export async function writeSnapshot(query: Query): Promise<void> {
  const { fn } = query;
  const totals = await query
    .selectFrom("standings")
    .innerJoin("strategies", "strategies.id", "standings.strategy_id")
    .where("strategies.is_active", "=", 1)
    .select([
      fn.max<number | null>("standings.time").as("time"),
      fn.countAll<number>().as("strategies"),
      fn.sum<number | null>("strategies.capital").as("capital"),
      fn.sum<number | null>("standings.equity").as("equity"),
      fn.sum<number | null>("standings.cash").as("cash"),
      fn.sum<number | null>("standings.unrealised").as("unrealised"),
    ])
    .executeTakeFirstOrThrow();
  const { open } = await query
    .selectFrom("positions")
    .innerJoin("strategies", "strategies.id", "positions.strategy_id")
    .where("strategies.is_active", "=", 1)
    .where(isOpen)
    .select(fn.countAll<number>().as("open"))
    .executeTakeFirstOrThrow();
  const { time, equity, capital, unrealised } = totals;
  // Only strategies that others have replaced.
  if (time === null) return;
  const realised = equity === null || capital === null ? null : equity - capital - (unrealised ?? 0);
  const row = { ...totals, time, open_positions: open, realised };
  await query
    .insertInto("state_snapshots")
    .values(row)
    .onConflict((conflict) => conflict.column("time").doUpdateSet(row))
    .execute();
}
