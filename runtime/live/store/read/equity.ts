import type { StoreDatabase } from "../database.js";
import type { StoredStrategy } from "./strategies.js";

/** Money at the close of a bar. */
export interface EquityPoint {
  readonly time: number;
  readonly equity: number;
}

/** Times of a grid that ends with the last bar of any of them: the same for all that trade on one market. */
function gridOf(strategies: readonly StoredStrategy[], points: number): readonly number[] {
  const begun = strategies.flatMap(({ tradedFrom, warmupFrom, standing }) =>
    standing === null ? [] : [{ from: tradedFrom ?? warmupFrom ?? standing.time, to: standing.time }],
  );
  const interval = Math.max(1, strategies[0]?.market.interval ?? 1);
  const to = Math.max(...begun.map((one) => one.to));
  const bars = Math.floor((to - Math.min(...begun.map((one) => one.from))) / interval);
  if (begun.length === 0) return [];
  const every = interval * Math.max(1, Math.ceil(bars / Math.max(1, points - 1)));
  const count = Math.floor((bars * interval) / every) + 1;
  return Array.from({ length: count }, (_, k) => to - (count - 1 - k) * every);
}

/**
 * What strategies of one market were worth together, at up to so many bars of the whole time. Who had no bar at one of
 * them has what it had before, and who had not begun what it was given.
 */
export async function readEquity(
  database: StoreDatabase,
  strategies: readonly StoredStrategy[],
  points: number,
): Promise<readonly EquityPoint[]> {
  const grid = gridOf(strategies, points);
  const sums = new Map(grid.map((time) => [time, 0]));
  for (const { id, capital } of strategies) {
    const rows = await database.transact("read", (query) =>
      query
        .selectFrom("steps")
        .select(["time", "equity"])
        .where("strategy_id", "=", id)
        .where("time", "in", [...grid])
        .execute(),
    );
    const known = new Map(rows.map(({ time, equity }) => [time, equity]));
    let last = capital;
    for (const time of grid) {
      last = known.get(time) ?? last;
      sums.set(time, (sums.get(time) ?? 0) + last);
    }
  }
  const interval = strategies[0]?.market.interval ?? 0;
  return [...sums].map(([time, equity]) => ({ time: time + interval, equity }));
}

/** What all active strategies were worth together: the last known of each of up to so many equal times, and the newest. */
export function readDeskEquity(database: StoreDatabase, points: number): Promise<readonly EquityPoint[]> {
  return database.transact("read", async (query) => {
    const { first, last } = await query
      .selectFrom("state_snapshots")
      .select(({ fn }) => [
        fn.min<number | null>("time").as("first"),
        fn.max<number | null>("time").as("last"),
      ])
      .executeTakeFirstOrThrow();
    if (first === null || last === null) return [];
    const width = Math.max(1, Math.ceil((Number(last) - Number(first) + 1) / points));
    const rows = await query
      .selectFrom("state_snapshots")
      .select(["time", "equity"])
      .where("time", "in", ({ selectFrom }) =>
        selectFrom("state_snapshots")
          .select(({ fn }) => fn.max<number>("time").as("time"))
          .groupBy(({ eb, ref }) => eb(ref("time"), "-", eb(ref("time"), "%", width))),
      )
      .orderBy("time")
      .execute();
    return rows.map(({ time, equity }) => ({ time, equity: equity ?? 0 }));
  });
}
