import type { StoreDatabase } from "../database.js";
import type { StoredStrategy } from "./strategies.js";

/** Money at the close of a bar. */
export interface EquityPoint {
  readonly time: number;
  readonly equity: number;
}

/** Equal times of the whole time that the strategies have traded: closes of bars, the last of them the newest. */
function gridOf(strategies: readonly StoredStrategy[], points: number): readonly number[] {
  const begun = strategies.flatMap(({ tradedFrom, warmupFrom, standing, market: { interval } }) =>
    standing === null
      ? []
      : [
          {
            interval,
            from: (tradedFrom ?? warmupFrom ?? standing.time) + interval,
            to: standing.time + interval,
          },
        ],
  );
  if (begun.length === 0) return [];
  const interval = Math.min(...begun.map((one) => one.interval));
  const to = Math.max(...begun.map((one) => one.to));
  const bars = Math.floor((to - Math.min(...begun.map(({ from }) => from))) / interval);
  const every = interval * Math.max(1, Math.ceil(bars / Math.max(1, points - 1)));
  const count = Math.floor((bars * interval) / every) + 1;
  return Array.from({ length: count }, (_, k) => to - (count - 1 - k) * every);
}

/**
 * What strategies were worth together, at up to so many times of the whole time. Who had no bar at one of them has what it
 * had before, and who had not begun what it was given.
 */
export async function readEquity(
  database: StoreDatabase,
  strategies: readonly StoredStrategy[],
  points: number,
): Promise<readonly EquityPoint[]> {
  const grid = gridOf(strategies, points);
  const sums = grid.map(() => 0);
  for (const { id, capital, market, standing } of strategies) {
    const { interval } = market;
    // The bar that was the last to close, of a market whose bars are longer than the grid's steps too.
    const bars = grid.map((time) => Math.floor(time / interval) * interval - interval);
    const rows = await database.transact("read", (query) =>
      query
        .selectFrom("steps")
        .select(["time", "equity"])
        .where("strategy_id", "=", id)
        .where("time", "in", [...new Set(bars)])
        .execute(),
    );
    const known = new Map(rows.map(({ time, equity }) => [time, equity]));
    let last = capital;
    for (const [k, bar] of bars.entries()) {
      const ended = standing !== null && bar >= standing.time ? standing.equity : null;
      last = known.get(bar) ?? ended ?? last;
      sums[k] = (sums[k] ?? 0) + last;
    }
  }
  return grid.map((time, k) => ({ time, equity: sums[k] ?? 0 }));
}
