import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import type { Feeds } from "../../feeds/bind.js";
import type { LiveBar } from "../../live/bar.js";
import { feedOfRows, readAllBars } from "../../live/compare/index.js";
import { marketKey } from "../../live/market.js";
import { inputMarkets } from "../../live/session/inputs.js";
import { readArenas, readSteps, type StoredStrategy } from "../../live/store/read/index.js";
import type { StoreDatabase } from "../../live/store/database.js";
import { ServeError } from "../serve-error.js";

/** Steps that are read at once: others get their turn after some milliseconds. */
const atOnce = 1000;

export const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The bars that a strategy decided on, as it knew them then. @param from, to numbers of its steps */
export async function barsOfSteps(
  database: StoreDatabase,
  strategy: StoredStrategy,
  from: number,
  to: number,
): Promise<BarFeed> {
  const bars: LiveBar[] = [];
  for (let next = from; next < to;) {
    const part = await readSteps(database, strategy.id, { from: next, to, limit: atOnce });
    const last = part.at(-1);
    if (last === undefined) break;
    for (const { bar } of part) bars.push(bar);
    next = last.number + 1;
    await othersTurn();
  }
  return feedOfRows(bars, strategy.market, "ledger");
}

/** What a strategy reads of other markets, from the same store. @throws ServeError SAGE8577 */
export async function otherMarkets(
  database: StoreDatabase,
  { market, name: strategy }: StoredStrategy,
  graph: Graph,
): Promise<Feeds> {
  const wanted = inputMarkets(graph, market);
  const file = (graph.feeds ?? []).find(
    (feed) => feed.series === undefined && wanted.every(({ name }) => name !== feed.name),
  );
  if (file !== undefined)
    throw new ServeError(
      "SAGE8577",
      `${strategy} reads the file of \`${file.name}\`, which the ledger does not hold.`,
      "`sage why` explains a backtest over the same bars.",
    );
  if (wanted.length === 0) return {};
  const arenas = await readArenas(database);
  const feeds: Record<string, BarFeed> = {};
  for (const { name, market: other } of wanted) {
    const arena = arenas.find(({ key }) => key === marketKey(other));
    if (arena === undefined)
      throw new ServeError(
        "SAGE8577",
        `The ledger has no bars of ${marketKey(other)}, which ${strategy} reads.`,
      );
    feeds[name] = feedOfRows(await readAllBars(database, arena.id), other, "ledger");
  }
  return feeds;
}
