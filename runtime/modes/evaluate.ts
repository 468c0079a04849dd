import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { Engine, loadKernelModule, parameterValues } from "../engine/index.js";
import { bindFeeds, type Feeds } from "../feeds/bind.js";
import type { PlotColumn } from "../result.js";
import { refuseOffGrid } from "./refuse-feed.js";
import { GrowingColumn } from "./series.js";
import { withTick } from "./tick.js";

export interface EvaluateOptions {
  /** Values of the graph's parameters by name. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Data of the graph's feeds, by name. */
  readonly feeds?: Feeds;
  readonly module?: WebAssembly.Module;
  readonly signal?: AbortSignal;
}

export interface Evaluation {
  /** Open times of the bars, epoch milliseconds UTC. */
  readonly time: Float64Array;
  /** One column for each plot of the graph; NaN is missing. */
  readonly columns: readonly PlotColumn[];
}

/**
 * The plots of a graph over all bars of a feed. What looks ahead is computed when its future has come and stands at its
 * own bar here; where the future of a bar is not in the data, it is missing.
 */
export function evaluate(written: Graph, feed: BarFeed, options: EvaluateOptions = {}): Evaluation {
  refuseOffGrid(written, feed);
  const graph = withTick(written, feed);
  const engine = new Engine(graph, {
    module: options.module ?? loadKernelModule(),
    values: parameterValues(graph, options.parameters ?? {}),
    capital: 1,
    feeds: bindFeeds(graph, feed, options.feeds).map(({ input }) => input),
  });
  const { bars } = feed.information;
  const time = new GrowingColumn(bars);
  const columns = graph.plots.map(() => new GrowingColumn(bars));
  for (const chunk of feed.chunks()) {
    time.append(chunk.time);
    for (let at = 0; at < chunk.time.length; at += engine.capacity) {
      options.signal?.throwIfAborted();
      engine.step(chunk, at, Math.min(engine.capacity, chunk.time.length - at), false);
      for (const [k, plot] of graph.plots.entries()) columns[k]?.append(engine.column(plot.series));
    }
  }
  return {
    time: time.finish(),
    columns: columns.map((column, k) => {
      const { label = "", delay } = graph.plots[k] ?? {};
      const values = column.finish();
      return {
        label,
        values: delay === undefined ? values : shiftedBack(values, engine.scalars[delay] ?? 0),
      };
    }),
  };
}

function shiftedBack(values: Float64Array, bars: number): Float64Array {
  const shifted = new Float64Array(values.length).fill(Number.NaN);
  shifted.set(values.subarray(Math.min(bars, values.length)));
  return shifted;
}
