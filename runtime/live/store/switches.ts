import type { StoreDatabase } from "./database.js";

/** What stops trading; it outlives the process. */
export interface StoredSwitch {
  /** "all", or what else it stops. */
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
