import {
  AnswerLog,
  backtest,
  backtestWithModels,
  loadRun,
  type BacktestOptions,
  type BacktestResult,
  type BarFeed,
  type ExplainableModels,
  type Feeds,
  type StoredRun,
} from "../runtime/index.js";
import { openBars } from "./bars.js";
import { openFeeds } from "./feeds.js";
import { exitCodes, Failure } from "./failure.js";
import { openModelsOf } from "./models.js";
import { optionsOf } from "./run-options.js";

/**
 * Repeats a stored run. The same graph, data and values give the same ledger; changed data is refused.
 * @param endOfData what becomes of a position at the end; default as it was
 */
export async function rerun(
  id: string,
  endOfData?: BacktestOptions["endOfData"],
): Promise<{
  readonly stored: StoredRun;
  readonly feed: BarFeed;
  readonly feeds: Feeds;
  readonly result: BacktestResult;
  /** What its models said; absent where it asks none. */
  readonly answers?: AnswerLog;
  /** What explains that. */
  readonly models?: ExplainableModels;
}> {
  const stored = loadRun(id);
  const { graph, request, summary } = stored;
  const feed = await openBars(request.data, graph.market.timeframe);
  const feeds = await openFeeds(graph, request.feeds ?? {});
  const options = { ...optionsOf(request), feeds, ...(endOfData !== undefined && { endOfData }) };
  const models = await openModelsOf(graph, request.models, request.parameters);
  const answers = models === undefined ? undefined : new AnswerLog();
  const result =
    models === undefined || answers === undefined
      ? backtest(graph, feed, options)
      : await backtestWithModels(graph, feed, { ...options, models: models.schedules, answers });
  const explainable = await models?.explainable();
  await models?.close();
  if (result.run.dataHash !== summary.run.dataHash) {
    throw new Failure(
      exitCodes.problems,
      "SAGE9512",
      `${request.data}${request.feeds === undefined ? "" : " or the data of a feed"}${request.models === undefined ? "" : " or a model"} has changed since run ${summary.run.id}`,
      "run the strategy again: sage run",
    );
  }
  return {
    stored,
    feed,
    feeds,
    result,
    ...(answers !== undefined && { answers }),
    ...(explainable !== undefined && { models: explainable }),
  };
}
