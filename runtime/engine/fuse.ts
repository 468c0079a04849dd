import type { ColumnReference, Graph, GraphNode } from "../../compiler/graph/index.js";
import { clockOf } from "../../compiler/graph/stages.js";

/**
 * Kernels of which two on the same inputs run as one, to the same bits: a recurrence waits for its own last
 * result most of the time, and a comparison for its inputs. The kernel gets state, parameters and inputs of the first
 * node, and behind the inputs the addresses of the second one's state and parameters.
 */
export const pairKernels: Readonly<Record<string, { readonly second: string; readonly kernel: string }>> = {
  ema: { second: "ema", kernel: "ema_pair" },
  rma: { second: "rma", kernel: "rma_pair" },
  crosses_above: { second: "crosses_below", kernel: "crosses_both" },
  crosses_above_bits: { second: "crosses_below_bits", kernel: "crosses_both_bits" },
};

/** Nodes that run together, and the kernel that runs them; one node alone has its own. */
export interface FusedNodes {
  readonly node: number;
  readonly second?: { readonly node: number; readonly kernel: string };
}

/** Nodes that have another kernel than that of their operation. */
export type OwnKernels = ReadonlyMap<number, string>;

/**
 * The schedule with such pairs at the place of the first of them. The second one moves forward, which is only done
 * where no node from there on to its own place uses a column that it writes.
 */
export function fuseNodes(
  graph: Graph,
  schedule: readonly number[],
  own: OwnKernels = new Map(),
): readonly FusedNodes[] {
  const taken = new Set<number>();
  return schedule.flatMap((node, place): readonly FusedNodes[] => {
    if (taken.has(node)) return [];
    const second = partnerOf(graph, schedule, place, taken, own);
    if (second === undefined) return [{ node }];
    taken.add(second.node);
    return [{ node, second }];
  });
}

function partnerOf(
  graph: Graph,
  schedule: readonly number[],
  place: number,
  taken: ReadonlySet<number>,
  own: OwnKernels,
): FusedNodes["second"] {
  const nameOf = (node: number): string => own.get(node) ?? graph.nodes[node]?.operation ?? "";
  const first = graph.nodes[schedule[place] ?? -1];
  const pair = pairKernels[nameOf(schedule[place] ?? -1)];
  if (first === undefined || pair === undefined) return undefined;
  const used = new Set(slotsOf(graph, first));
  for (const node of schedule.slice(place + 1)) {
    const second = graph.nodes[node];
    if (second === undefined) continue;
    const fits =
      nameOf(node) === pair.second &&
      !taken.has(node) &&
      clockOf(second) === clockOf(first) &&
      sameColumns(first.inputs, second.inputs);
    if (fits && !second.slots.some((slot) => used.has(slot))) return { node, kernel: pair.kernel };
    for (const slot of slotsOf(graph, second)) used.add(slot);
  }
  return undefined;
}

function sameColumns(a: readonly ColumnReference[], b: readonly ColumnReference[]): boolean {
  return (
    a.length === b.length && a.every(({ node, output }, k) => node === b[k]?.node && output === b[k].output)
  );
}

/** The columns that a node reads and writes. */
function slotsOf(graph: Graph, node: GraphNode): readonly number[] {
  const read = node.inputs.flatMap((input) => graph.nodes[input.node]?.slots[input.output] ?? []);
  return [...node.slots, ...read];
}
