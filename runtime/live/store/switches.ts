import type { StoreDatabase } from "./database.js";
import type { StrategySwitch } from "./live-store.js";

/** What somebody wants stopped; it outlives the process. */
export interface StoredSwitch {
  /** "all", or the strategy or portfolio that it stops. */
  readonly name: string;
  readonly isStopped: boolean;
  /** Whether what is held is closed as well. */
  readonly closes: boolean;
  readonly by: string;
  readonly reason: string;
  readonly changedAt: number;
}

export function readSwitches(database: StoreDatabase): Promise<readonly StoredSwitch[]> {
  return database.transact("read", async (query) => {
    const rows = await query.selectFrom("switches").selectAll().orderBy("name").execute();
    return rows.map(({ name, is_stopped, closes, changed_by, reason, changed_at }) => ({
      name,
      isStopped: is_stopped === 1,
      closes: closes === 1,
      by: changed_by,
      reason,
      changedAt: changed_at,
    }));
  });
}

export async function writeSwitch(database: StoreDatabase, wanted: StoredSwitch): Promise<void> {
  const row = {
    is_stopped: wanted.isStopped ? 1 : 0,
    closes: wanted.closes ? 1 : 0,
    changed_by: wanted.by,
    reason: wanted.reason,
    changed_at: wanted.changedAt,
  };
  await database.transact("write", (query) =>
    query
      .insertInto("switches")
      .values({ name: wanted.name, ...row })
      .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
      .execute(),
  );
}

export function insertSwitchChanges(
  database: StoreDatabase,
  changes: readonly StrategySwitch[],
): Promise<void> {
  return database.transact("write", async (query) => {
    for (const { strategy, time, stops, by, reason } of changes)
      await query
        .insertInto("switch_changes")
        .values({ strategy_id: strategy, time, stops, changed_by: by, reason })
        .onConflict((conflict) => conflict.columns(["strategy_id", "time"]).doNothing())
        .execute();
  });
}

/** All that the kill switch did to a strategy, in the order of time. */
export function readSwitchHistory(
  database: StoreDatabase,
  strategy: number,
): Promise<readonly StrategySwitch[]> {
  return database.transact("read", async (query) => {
    const rows = await query
      .selectFrom("switch_changes")
      .selectAll()
      .where("strategy_id", "=", strategy)
      .orderBy("time")
      .execute();
    return rows.map(({ time, stops, changed_by, reason }) => ({
      strategy,
      time,
      stops,
      by: changed_by,
      reason,
    }));
  });
}
