import { rootsOf } from "../../compiler/graph/references.js";
import { clockOf } from "../../compiler/graph/stages.js";
import type { Graph } from "../../compiler/graph/index.js";
import type { Layout } from "./layout.js";

/**
 * Kernels that write the truths of an operation as bits, one a bar. The broker works with bits: where nobody but its
 * rules reads a condition, nothing else need be written.
 */
const bitKernels: Readonly<Record<string, string>> = {
  crosses_above: "crosses_above_bits",
  crosses_below: "crosses_below_bits",
};

/** Nodes that are written as bits, each with its kernel: conditions of rules that nothing else reads. */
export function bitNodes(graph: Graph): ReadonlyMap<number, string> {
  const { entries, exits } = graph.orders;
  const conditions = [...entries, ...exits].map(({ when }) => when.node);
  const readers = new Map<number, number>();
  const count = (node: number, by: number): void => void readers.set(node, (readers.get(node) ?? 0) + by);
  for (const { node } of rootsOf(graph).columns) count(node, 1);
  for (const { inputs } of graph.nodes) for (const { node } of inputs) count(node, 1);
  for (const node of conditions) count(node, -1);
  return new Map(
    conditions.flatMap((index): readonly [number, string][] => {
      const node = graph.nodes[index];
      const kernel = bitKernels[node?.operation ?? ""];
      return kernel === undefined || clockOf(node) !== 0 || readers.get(index) !== 0 ? [] : [[index, kernel]];
    }),
  );
}

/** Room for a bit a bar. */
export function takeBits(layout: Layout, capacity: number): number {
  return layout.take(8 * Math.ceil(capacity / 64));
}
