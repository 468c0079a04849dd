import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import { columnKey } from "../../compiler/graph/stages.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import { type AnswerLog, Engine, loadKernelModule, parameterValues } from "../engine/index.js";
import { bindFeeds, type Feeds } from "../feeds/bind.js";
import { withGapPolicy } from "../modes/gap-policy.js";
import { withTick } from "../modes/tick.js";
import type { TracedValues } from "./decision.js";

/** Values at some bars, and when those bars open. */
export interface TracedBars extends TracedValues {
  /** Epoch milliseconds; NaN for a bar that was not traced or is not there. */
  readonly timeAt: (bar: number) => number;
}

type TraceArguments = readonly [
  graph: Graph,
  feed: BarFeed,
  parameters: Readonly<Record<string, number>>,
  bars: Iterable<number>,
  feeds?: Feeds,
  /** Columns to keep; all where left out. */
  wanted?: readonly ColumnReference[] | undefined,
  /** What the strategy's models said in the run. */
  answers?: AnswerLog | undefined,
];

/**
 * Computes a graph again up to the last of some bars and keeps every value at them, and the one before it.
 * @throws RunError where the graph cannot be bound to the parameter values
 */
export function traceBars(...given: TraceArguments): TracedBars {
  const walk = tracing(...given);
  for (;;) {
    const { done, value } = walk.next();
    if (done === true) return value;
  }
}

/**
 * The same piece by piece, for a process that has others to serve: each piece takes a few milliseconds.
 * @param pause lets the others have their turn
 */
export async function traceBarsCalmly(
  pause: () => Promise<void>,
  ...given: TraceArguments
): Promise<TracedBars> {
  const walk = tracing(...given);
  for (;;) {
    const { done, value } = walk.next();
    if (done === true) return value;
    await pause();
  }
}

function* tracing(
  ...[graph, feed, parameters, bars, feeds = {}, wanted, answers]: TraceArguments
): Generator<void, TracedBars> {
  const engine = new Engine(withTick(graph, feed), {
    module: loadKernelModule(),
    values: parameterValues(graph, parameters),
    capital: 1,
    feeds: bindFeeds(graph, feed, feeds).map(({ input }) => input),
    ...(answers !== undefined && { answers }),
  });
  const sorted = Float64Array.from(new Set(bars)).sort();
  const places = new Map(Array.from(sorted, (bar, place) => [bar, place]));
  const kept = wanted === undefined ? null : new Set(wanted.map(columnKey));
  /** By column: value and value before, bar by bar. */
  const columns = new Map<number, Float64Array>();
  engine.traceAt(sorted, (bar, reference, value, before) => {
    const key = columnKey(reference);
    if (kept !== null && !kept.has(key)) return;
    let column = columns.get(key);
    if (column === undefined)
      columns.set(key, (column = new Float64Array(2 * sorted.length).fill(Number.NaN)));
    const place = places.get(bar) ?? 0;
    column[2 * place] = value;
    column[2 * place + 1] = before;
  });
  const times = yield* stepThrough(engine, feed, sorted);
  const read = (bar: number, reference: ColumnReference, back: 0 | 1): number =>
    columns.get(columnKey(reference))?.[2 * (places.get(bar) ?? Number.NaN) + back] ?? Number.NaN;
  return {
    valueAt: (bar, reference) => read(bar, reference, 0),
    beforeAt: (bar, reference) => read(bar, reference, 1),
    timeAt: (bar) => times[places.get(bar) ?? -1] ?? Number.NaN,
  };
}

/** Bars are counted as the run counted them: with those that fill its gaps. */
function chunksOf({ gaps }: Graph, feed: BarFeed): Iterable<BarColumns> {
  if (gaps !== "fill") return feed.chunks();
  return withGapPolicy(feed.chunks(), gaps, feed.information.interval, { gaps: 0, missingBars: 0 });
}

/** Runs the bars up to the last that is wanted; gives the open times of those that are. */
function* stepThrough(engine: Engine, feed: BarFeed, wanted: Float64Array): Generator<void, Float64Array> {
  const times = new Float64Array(wanted.length).fill(Number.NaN);
  const last = wanted.at(-1) ?? -1;
  let next = 0;
  for (const chunk of chunksOf(engine.graph, feed)) {
    const first = engine.bar;
    if (first > last) break;
    for (; next < wanted.length && (wanted[next] ?? 0) < first + chunk.time.length; next++) {
      times[next] = chunk.time[(wanted[next] ?? 0) - first] ?? Number.NaN;
    }
    for (let at = 0; at < chunk.time.length && engine.bar <= last; at += engine.capacity) {
      engine.step(chunk, at, Math.min(engine.capacity, chunk.time.length - at), false);
      yield;
    }
  }
  return times;
}
