import { rootsOf } from "../graph/references.js";
import type { GraphNode } from "../graph/schema.js";
import {
  clockOf,
  columnKey,
  type AllocatedGraph,
  type DraftNode,
  type ScheduledGraph,
} from "../graph/stages.js";

const barColumns = new Set(["time", "open", "high", "low", "close", "volume"]);

/**
 * Gives every column a buffer, and a buffer to the next column once nobody reads the last one any more: the most
 * recently freed first, since it is the likeliest to be in the cache.
 *
 * Never shared: bar columns (the engine may point at the feed's own memory) and constants (filled once a run). Never
 * given back within a chunk: columns that orders and plots read. Given back only after the node has run: its inputs,
 * so that an output never aliases an input. Never shared between clocks, whose columns differ in length. Names do not keep
 * a column alive.
 */
export function assignSlots(graph: ScheduledGraph): AllocatedGraph {
  const lastUse = lastUses(graph);
  const freeOf = new Map<number, number[]>();
  const free = (clock: number): number[] => {
    const slots = freeOf.get(clock) ?? [];
    freeOf.set(clock, slots);
    return slots;
  };
  const slotOf = new Map<number, number>();
  let slotCount = 0;
  const own = () => slotCount++;
  const release = (key: number) => {
    const slot = slotOf.get(key);
    if (slot !== undefined) free(clockOf(graph.nodes[Math.floor(key / 64)])).push(slot);
  };
  const nodes = graph.nodes.map((node, number): GraphNode => {
    const fixed = isFixed(node);
    const keys = node.outputs.map((_, output) => columnKey({ node: number, output }));
    const slots = keys.map((key) => {
      const slot = fixed ? own() : (free(clockOf(node)).pop() ?? own());
      slotOf.set(key, slot);
      return slot;
    });
    const ended = new Set(node.inputs.map(columnKey).filter((key) => lastUse.get(key) === number));
    for (const key of keys) if (!lastUse.has(key)) ended.add(key);
    for (const key of ended) if (!isFixed(graph.nodes[Math.floor(key / 64)])) release(key);
    return { ...node, slots };
  });
  return { ...graph, stage: "allocated", nodes, slotCount };
}

function isFixed(node: DraftNode | undefined): boolean {
  return node === undefined || node.operation === "constant" || barColumns.has(node.operation);
}

/** Number of the last node that reads a column; Infinity for columns read after the chunk; absent: never read. */
function lastUses(graph: ScheduledGraph): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  graph.nodes.forEach((node, number) => {
    for (const input of node.inputs) last.set(columnKey(input), number);
  });
  for (const root of rootsOf(graph).columns) last.set(columnKey(root), Infinity);
  return last;
}
