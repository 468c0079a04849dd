import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import type { BacktestResult } from "../../result.js";
import { withTick } from "../../modes/tick.js";
import { barsSeen, rowsOfResult } from "./rows.js";
import type { ComparedModel, RunSide } from "./sides.js";

/** A backtest as a side of a comparison. It must have been run with its last position marked, not closed. */
export function runSideOf(
  graph: Graph,
  feed: BarFeed,
  result: BacktestResult,
  about: {
    readonly to: number | null;
    readonly models: readonly ComparedModel[];
    readonly isShared: boolean;
    readonly onlyValues: boolean | null;
  },
): RunSide {
  const { strategy, graphHash, program, parameters } = result.run;
  const { to, models, isShared, onlyValues } = about;
  const capital = result.account.start;
  const feeds = graph.feeds ?? [];
  const isFunded = graph.orders.costs.funding?.source === "data";
  return {
    configured: { strategy, graphHash, program, parameters, capital, models },
    rows: rowsOfResult(result, barsSeen(graph, feed, to)),
    interval: graph.market.timeframe,
    plots: graph.plots.map(({ label }) => label),
    series: [
      ...new Set([
        ...feeds.flatMap(({ series }) => (series === undefined ? [] : [series])),
        ...(isFunded ? ["funding"] : []),
      ]),
    ],
    inputs: [
      ...feeds.filter(({ series }) => series === undefined).map(({ name }) => name),
      ...(graph.orders.fills.magnify === undefined ? [] : ["magnify"]),
    ],
    isShared,
    onlyValues,
    hasFoundTick: withTick(graph, feed) !== graph,
  };
}
