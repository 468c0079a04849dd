import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import { columnKey } from "../../compiler/graph/stages.js";
import type { BarFeed } from "../data/dataset.js";
import { Engine, loadKernelModule, parameterValues } from "../engine/index.js";
import { bindFeeds, type Feeds } from "../feeds/bind.js";
import { withTick } from "../modes/tick.js";
import type { ValueAt } from "./decision.js";

/**
 * Computes a graph again up to the last of some bars and keeps every value at them.
 * @throws RunError where the graph cannot be bound to the parameter values
 */
export function traceBars(
  graph: Graph,
  feed: BarFeed,
  parameters: Readonly<Record<string, number>>,
  bars: readonly number[],
  feeds: Feeds = {},
): { readonly valueAt: ValueAt; readonly timeAt: (bar: number) => number } {
  const engine = new Engine(withTick(graph, feed), {
    module: loadKernelModule(),
    values: parameterValues(graph, parameters),
    capital: 1,
    feeds: bindFeeds(graph, feed, feeds).map(({ input }) => input),
  });
  const values = new Map<string, number>();
  const times = new Map<number, number>();
  const key = (bar: number, reference: ColumnReference) => `${bar}:${columnKey(reference)}`;
  engine.traceAt(bars, (bar, reference, value) => values.set(key(bar, reference), value));
  const last = Math.max(...bars);
  for (const chunk of feed.chunks()) {
    const first = engine.bar;
    for (const bar of bars) {
      const time = chunk.time[bar - first];
      if (time !== undefined) times.set(bar, time);
    }
    for (let at = 0; at < chunk.time.length && engine.bar <= last; at += engine.capacity) {
      engine.step(chunk, at, Math.min(engine.capacity, chunk.time.length - at), false);
    }
    if (engine.bar > last) break;
  }
  return {
    valueAt: (bar, reference) => values.get(key(bar, reference)) ?? NaN,
    timeAt: (bar) => times.get(bar) ?? NaN,
  };
}
