import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { AnswerLog } from "../../engine/answer-log.js";
import { parameterValues } from "../../engine/parameters.js";
import type { Feeds } from "../../feeds/bind.js";
import type { StoredStrategy } from "../../live/store/read/index.js";
import { backtestWithModels } from "../../modes/backtest.js";
import { openModels } from "../../models/open-models.js";
import type { DecisionContext } from "../../why/index.js";

/** What a strategy's models say on the bars of its ledger, and what explains that; nothing where it asks none. */
export async function answersOfLedger(
  strategy: StoredStrategy,
  graph: Graph,
  feed: BarFeed,
  feeds: Feeds,
): Promise<Pick<DecisionContext, "answers" | "models">> {
  if (graph.models.length === 0) return {};
  const { parameters, capital, tradedFrom } = strategy;
  const sources = Object.fromEntries(strategy.models.map(({ name, id }) => [name, id]));
  const opened = await openModels(graph, parameterValues(graph, parameters), sources);
  try {
    const answers = new AnswerLog();
    await backtestWithModels(graph, feed, {
      parameters,
      capital,
      feeds,
      endOfData: "mark",
      models: opened.schedules,
      answers,
      ...(tradedFrom !== null && { from: tradedFrom }),
    });
    return { answers, models: await opened.explainable() };
  } finally {
    await opened.close();
  }
}
