import type { Graph } from "../../compiler/graph/index.js";
import { clockOf } from "../../compiler/graph/stages.js";
import type { FeedInlet } from "./feeds.js";
import type { Step } from "./program.js";

/**
 * How many values the columns of each clock hold after a step: as many as bars were stepped on the strategy's own, and
 * on each other clock as many as its bars that were finished. That number is state of the node that finds where they
 * end, so that it stands ready when that node has run.
 */
export class ClockCounts {
  readonly #counts: number[];
  /** By node: the clocks it counts for. */
  readonly #counters: ReadonlyMap<number, readonly number[]>;
  readonly #view: DataView;
  readonly #inlets: ReadonlyMap<number, FeedInlet>;
  #close = Number.NaN;

  constructor(graph: Graph, buffer: ArrayBuffer, inlets: ReadonlyMap<number, FeedInlet>) {
    this.#inlets = inlets;
    this.#counts = [0, ...(graph.clocks ?? []).map(() => 0)];
    this.#counters = countersOf(graph);
    this.#view = new DataView(buffer);
  }

  /** `close`: when the last of the bars closes. */
  begin(bars: number, close: number): void {
    this.#close = close;
    this.#counts.fill(0);
    this.#counts[0] = bars;
  }

  of(clock: number): number {
    return this.#counts[clock] ?? 0;
  }

  /** The clocks whose bars a node counts. */
  countedBy(node: number): readonly number[] {
    return this.#counters.get(node) ?? [];
  }

  /** Runs a step over the bars of its clock; returns how many those are. */
  run(step: Step): number {
    const { node, clock, kernel, state, parameters, inputs, outputs } = step;
    const count = this.of(clock);
    const inlet = this.#inlets.get(node);
    if (inlet !== undefined) inlet.run(step, count, this.#close);
    else if (count > 0) kernel(count, state, parameters, inputs, outputs);
    const counts = this.countedBy(node);
    for (const counted of counts) this.#counts[counted] = this.#view.getInt32(state, true);
    // A count belongs to one step: left in the state it would tell how the bars were cut.
    if (counts.length > 0) this.#view.setInt32(state, 0, true);
    return count;
  }
}

function countersOf(graph: Graph): ReadonlyMap<number, readonly number[]> {
  const counters = new Map<number, Set<number>>();
  for (const node of graph.nodes) {
    const [marks] = node.inputs;
    if (node.operation !== "gather" || marks === undefined) continue;
    const clocks = counters.get(marks.node) ?? new Set();
    counters.set(marks.node, clocks.add(clockOf(node)));
  }
  return new Map([...counters].map(([node, clocks]) => [node, [...clocks]]));
}

/** The clock whose bars a node is run over: what gathers slower bars is run over those it gathers. */
export function runsOver(node: Graph["nodes"][number]): number {
  return node.operation === "gather" ? 0 : clockOf(node);
}

/** Room that columns need: one slower bar more than bars may end in a step, one that was under way before it. */
export function columnRoom(graph: Graph, capacity: number): number {
  return graph.clocks === undefined ? capacity : capacity + 1;
}
