import {
  backtest,
  loadRun,
  type BacktestResult,
  type BarFeed,
  type Feeds,
  type StoredRun,
} from "../runtime/index.js";
import { openBars } from "./bars.js";
import { openFeeds } from "./feeds.js";
import { exitCodes, Failure } from "./failure.js";
import { optionsOf } from "./run-options.js";

/** Repeats a stored run. The same graph, data and values give the same ledger; changed data is refused. */
export async function rerun(id: string): Promise<{
  readonly stored: StoredRun;
  readonly feed: BarFeed;
  readonly feeds: Feeds;
  readonly result: BacktestResult;
}> {
  const stored = loadRun(id);
  const { graph, request, summary } = stored;
  const feed = await openBars(request.data, graph.market.timeframe);
  const feeds = await openFeeds(graph, request.feeds ?? {});
  const result = backtest(graph, feed, { ...optionsOf(request), feeds });
  if (result.run.dataHash !== summary.run.dataHash) {
    throw new Failure(
      exitCodes.problems,
      "SAGE9512",
      `${request.data}${request.feeds === undefined ? "" : " or the data of a feed"} has changed since run ${summary.run.id}`,
      "run the strategy again: sage run",
    );
  }
  return { stored, feed, feeds, result };
}
