import { createHash } from "node:crypto";
import { kernelParameters, type ColumnReference, type Graph } from "../../../compiler/graph/index.js";
import type { DatasetInformation } from "../../data/dataset.js";
import type { BoundFeed } from "../../feeds/bind.js";

/** Raised whenever the same nodes over the same data may give other columns, or files of columns look different. */
export const columnVersion = 1;

/** What every column of a pass rests on. */
export interface ColumnBasis {
  /** Name and version of the program, and the hash of its kernels. */
  readonly program: string;
  readonly kernels: string;
  readonly bars: Pick<DatasetInformation, "hash" | "bars" | "from" | "to">;
  readonly scalars: readonly number[];
  /** Data of the graph's feeds, in its order. */
  readonly feeds: readonly Pick<BoundFeed, "delay" | "hash">[];
}

/**
 * The identity of what a column holds, from everything it follows from: operations with the values of their parameters, in
 * the order they read each other, down to the hashes of the data that are read. Equal keys mean equal columns: how the
 * rest of the strategy looks, what things are called and which parameters it has do not count.
 */
export function columnKeys(
  graph: Graph,
  columns: readonly ColumnReference[],
  basis: ColumnBasis,
): readonly string[] {
  const { market, gaps, clocks = [] } = graph;
  const { program, kernels, bars } = basis;
  const data = [bars.hash, bars.bars, bars.from, bars.to];
  const world = digest([columnVersion, program, kernels, data, gaps, market.timeframe]);
  const known = new Map<number, string>();
  const keyOfNode = (number: number): string => {
    const before = known.get(number);
    if (before !== undefined) return before;
    const node = graph.nodes[number];
    if (node === undefined) throw new RangeError(`there is no node ${number}`);
    const key = digest([
      world,
      node.operation,
      kernelParameters(node, basis.scalars).map(exactly),
      node.inputs.map((input) => [keyOfNode(input.node), input.output]),
      node.outputs.map(({ type }) => type),
      node.program ?? null,
      node.clock === undefined ? null : (clocks[node.clock - 1]?.interval ?? null),
      node.feed === undefined ? null : keyOfFeed(graph, node.feed, basis),
    ]);
    known.set(number, key);
    return key;
  };
  return columns.map(({ node, output }) => digest([keyOfNode(node), output]));
}

function keyOfFeed(graph: Graph, number: number, { feeds }: ColumnBasis): unknown {
  const declared = graph.feeds?.[number];
  const { hash, delay } = feeds[number] ?? { hash: null, delay: null };
  return [declared?.interval ?? null, declared?.series ?? null, delay, hash];
}

/** Numbers by every bit, so that −0 and na differ from 0 and null. */
function exactly(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
