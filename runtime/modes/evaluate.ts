import type { Graph } from "../../compiler/graph/index.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import { type AnswerLog, Engine, loadKernelModule, parameterValues } from "../engine/index.js";
import { bindFeeds, type Feeds } from "../feeds/bind.js";
import type { ModelSchedule } from "../models/predictor.js";
import type { PlotColumn } from "../result.js";
import { refuseOffGrid } from "./refuse-feed.js";
import { GrowingColumn } from "./series.js";
import { withTick } from "./tick.js";

export interface EvaluateOptions {
  /** Values of the graph's parameters by name. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Data of the graph's feeds, by name. */
  readonly feeds?: Feeds;
  /** What the graph's models said in a run before; where they are asked: where it is kept. */
  readonly answers?: AnswerLog;
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
export function evaluate(graph: Graph, feed: BarFeed, options: EvaluateOptions = {}): Evaluation {
  const run = new EvaluationRun(graph, feed, options);
  for (const { chunk, at, count } of run.pieces()) run.engine.step(chunk, at, count, false);
  return run.finish();
}

export interface ModelEvaluateOptions extends EvaluateOptions {
  /** What answers for the graph's models, by their place in it. */
  readonly models: ReadonlyMap<number, ModelSchedule>;
}

/** As `evaluate`, of a graph that asks models; on bars that a model has learned from it says nothing. */
export async function evaluateWithModels(
  graph: Graph,
  feed: BarFeed,
  options: ModelEvaluateOptions,
): Promise<Evaluation> {
  const run = new EvaluationRun(graph, feed, options, options.models);
  for (const { chunk, at, count } of run.pieces()) await run.engine.stepWithModels(chunk, at, count, false);
  return run.finish();
}

class EvaluationRun {
  readonly engine: Engine;
  readonly #feed: BarFeed;
  readonly #signal: AbortSignal | undefined;
  readonly #time: GrowingColumn;
  readonly #columns: readonly GrowingColumn[];

  constructor(
    written: Graph,
    feed: BarFeed,
    options: EvaluateOptions,
    models?: ReadonlyMap<number, ModelSchedule>,
  ) {
    refuseOffGrid(written, feed);
    const graph = withTick(written, feed);
    const { bars } = feed.information;
    this.#feed = feed;
    this.#signal = options.signal;
    this.engine = new Engine(graph, {
      module: options.module ?? loadKernelModule(),
      values: parameterValues(graph, options.parameters ?? {}),
      capital: 1,
      feeds: bindFeeds(graph, feed, options.feeds).map(({ input }) => input),
      ...(models !== undefined && { models }),
      ...(options.answers !== undefined && { answers: options.answers }),
    });
    this.#time = new GrowingColumn(bars);
    this.#columns = graph.plots.map(() => new GrowingColumn(bars));
  }

  /** All bars; a piece has been stepped when the next is asked for. */
  *pieces(): Generator<{ readonly chunk: BarColumns; readonly at: number; readonly count: number }, void> {
    const { engine } = this;
    for (const chunk of this.#feed.chunks()) {
      this.#time.append(chunk.time);
      for (let at = 0; at < chunk.time.length; at += engine.capacity) {
        this.#signal?.throwIfAborted();
        yield { chunk, at, count: Math.min(engine.capacity, chunk.time.length - at) };
        for (const [k, plot] of engine.graph.plots.entries())
          this.#columns[k]?.append(engine.column(plot.series));
      }
    }
  }

  finish(): Evaluation {
    const { graph, scalars } = this.engine;
    return {
      time: this.#time.finish(),
      columns: this.#columns.map((column, k) => {
        const { label = "", delay } = graph.plots[k] ?? {};
        const values = column.finish();
        return { label, values: delay === undefined ? values : shiftedBack(values, scalars[delay] ?? 0) };
      }),
    };
  }
}

function shiftedBack(values: Float64Array, bars: number): Float64Array {
  const shifted = new Float64Array(values.length).fill(Number.NaN);
  shifted.set(values.subarray(Math.min(bars, values.length)));
  return shifted;
}
