import { kernelParameters } from "../../compiler/graph/recurrence.js";
import { rootsOf } from "../../compiler/graph/references.js";
import type { Graph } from "../../compiler/graph/index.js";
import { bitNodes } from "../engine/bits.js";
import { refuseUntrained } from "../engine/program.js";

/** A node as some sets of parameter values compute it: the same operation on the same inputs with the same numbers. */
export interface Variant {
  /** Its number in the graph. */
  readonly node: number;
  /** What the kernel is passed. */
  readonly parameters: readonly number[];
  /** The variants that it reads, one an input of the node. */
  readonly inputs: readonly number[];
  /** How many sets compute it. */
  sets: number;
}

/** Which sets compute what. */
export interface Sharing {
  /** In such an order that what a variant reads stands before it. */
  readonly variants: readonly Variant[];
  /** Of each set: the variant of each node of the graph; -1 where it is not needed. */
  readonly chosen: readonly Int32Array[];
  /** Nodes that are written as bits, each with its kernel. */
  readonly bits: ReadonlyMap<number, string>;
}

/**
 * Finds what a tile of sets has in common. Nodes coincide where operation, inputs and bound parameters do; what only
 * plots and alerts would read is left out. `scalars` are those of each set.
 */
export function shareNodes(graph: Graph, scalars: readonly (readonly number[])[]): Sharing {
  const needed = neededNodes(graph);
  const variants: Variant[] = [];
  const known = graph.nodes.map(() => new Map<string, number>());
  const chosen = scalars.map((values) => {
    const own = new Int32Array(graph.nodes.length).fill(-1);
    for (const index of needed) {
      const node = graph.nodes[index];
      if (node === undefined) continue;
      const inputs = node.inputs.map((input) => own[input.node] ?? -1);
      const parameters = kernelParameters(node, values);
      const key = [...inputs, ...parameters.map(exactText)].join(" ");
      let found = known[index]?.get(key);
      if (found === undefined) {
        refuseUntrained(graph, node);
        found = variants.push({ node: index, parameters, inputs, sets: 0 }) - 1;
        known[index]?.set(key, found);
      }
      const variant = variants[found];
      if (variant !== undefined) variant.sets++;
      own[index] = found;
    }
    return own;
  });
  return { variants, chosen, bits: bitNodes(ordersOnly(graph)) };
}

/** The two zeros differ. */
const exactText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** Nodes that orders read, directly or through others, in the order of the graph. */
function neededNodes(graph: Graph): readonly number[] {
  const needed = new Set<number>();
  const visit = (index: number): void => {
    if (needed.has(index)) return;
    needed.add(index);
    for (const input of graph.nodes[index]?.inputs ?? []) visit(input.node);
  };
  for (const node of orderNodes(graph)) visit(node);
  return [...needed].toSorted((a, b) => a - b);
}

/** Nodes whose columns the broker reads. */
export function orderNodes(graph: Graph): readonly number[] {
  const { columns } = rootsOf(ordersOnly(graph));
  return [...new Set(columns.map(({ node }) => node))];
}

/** A graph as a search sees it: of what is computed it reads only what the broker does. */
const ordersOnly = (graph: Graph): Graph => ({
  ...graph,
  plots: [],
  alerts: [],
  models: [],
  requirements: [],
});
