import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";

const barsLookedAt = 10_000;
const mostDecimals = 9;

/**
 * The graph with the market's smallest price step: as written, or else the step of the data's own prices, where
 * slippage or a price is counted in it. Prices that are no round decimals (made bars) have none, and the graph stays as it is.
 */
export function withTick(graph: Graph, feed: BarFeed): Graph {
  const counts =
    graph.orders.costs.slippage.kind === "ticks" ||
    graph.scalars.some(({ operation }) => operation === "tick");
  if (graph.market.tick !== null || !counts) return graph;
  const tick = smallestStep(feed);
  return tick === null ? graph : { ...graph, market: { ...graph.market, tick } };
}

function smallestStep(feed: BarFeed): number | null {
  let decimals = 0;
  let left = barsLookedAt;
  for (const { open, high, low, close } of feed.chunks()) {
    for (const column of [open, high, low, close]) {
      for (const price of column.subarray(0, left)) {
        while (decimals <= mostDecimals && !isRound(price, decimals)) decimals++;
      }
    }
    left -= Math.min(left, close.length);
    if (left === 0 || decimals > mostDecimals) break;
  }
  return decimals > mostDecimals ? null : Number(`1e-${decimals}`);
}

/** Whether a price is the double nearest to a decimal with so many places. */
function isRound(price: number, decimals: number): boolean {
  return !Number.isFinite(price) || Number(price.toFixed(decimals)) === price;
}
