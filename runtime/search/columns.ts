import type { Graph } from "../../compiler/graph/index.js";
import { clockOf } from "../../compiler/graph/stages.js";
import type { BarColumn } from "../../kernels/index.js";
import { placeBars } from "../engine/bars.js";
import { takeBits } from "../engine/bits.js";
import { columnRoom } from "../engine/clocks.js";
import { takeColumn, type Layout } from "../engine/layout.js";
import { isBarColumn } from "../engine/program.js";
import { orderNodes, type Sharing } from "./variants.js";

/** Where the columns of a tile lie. */
export interface TileColumns {
  /** Of each variant: the addresses of its outputs. */
  readonly outputs: readonly (readonly number[])[];
  readonly bars: ReadonlyMap<BarColumn, number>;
}

/**
 * Gives every variant its columns. What several sets read is kept for the chunk; what only shared nodes read is used
 * again once they have run; what one set computes for itself lies in the slots of the graph, which all sets use in turn. Conditions that are written
 * as bits have a row of them in place of a column; they are read to the end of a chunk.
 */
export function placeColumns(graph: Graph, sharing: Sharing, layout: Layout, capacity: number): TileColumns {
  const room = columnRoom(graph, capacity);
  const rows = new Map<number, number>();
  const rowOf = (node: number): number => {
    const address = rows.get(node) ?? takeBits(layout, capacity);
    rows.set(node, address);
    return address;
  };
  const slots = new Map<number, number>();
  const slotOf = (slot: number): number => {
    const address = slots.get(slot) ?? takeColumn(layout, room);
    slots.set(slot, address);
    return address;
  };
  const lastShared = lastSharedReads(graph, sharing);
  const free = new Map<number, number[]>();
  const inGraph = new Map<BarColumn, number>();
  const outputs: (readonly number[])[] = [];
  // What is read for the last time by a variant is free after it.
  const released = new Map<number, number[]>();
  for (const [number, { node: index, sets }] of sharing.variants.entries()) {
    const node = graph.nodes[index];
    if (node === undefined) throw new RangeError(`a tile needs node ${index}, which is not there`);
    const { operation } = node;
    const unused = free.get(clockOf(node)) ?? [];
    free.set(clockOf(node), unused);
    const lies = node.slots.map((slot) => {
      if (sharing.bits.has(index)) return sets === 1 ? rowOf(index) : takeBits(layout, capacity);
      if (isBarColumn(operation) || operation === "constant") return takeColumn(layout, room);
      return sets === 1 ? slotOf(slot) : (unused.pop() ?? takeColumn(layout, room));
    });
    outputs.push(lies);
    if (isBarColumn(operation)) inGraph.set(operation, lies[0] ?? 0);
    const last = lastShared[number];
    if (last !== undefined) released.set(last, [...(released.get(last) ?? []), number]);
    for (const done of released.get(number) ?? []) {
      const clock = clockOf(graph.nodes[sharing.variants[done]?.node ?? -1]);
      free.get(clock)?.push(...(outputs[done] ?? []));
    }
  }
  return { outputs, bars: placeBars(graph, inGraph, layout, capacity) };
}

/** Of each variant whose columns only shared variants read: the last of them; undefined where they must be kept. */
function lastSharedReads(graph: Graph, { variants, chosen }: Sharing): readonly (number | undefined)[] {
  const last: (number | undefined)[] = variants.map(() => undefined);
  const kept = new Set<number>();
  for (const [number, variant] of variants.entries()) {
    const { operation } = graph.nodes[variant.node] ?? {};
    if (variant.sets === 1 || operation === "constant" || isBarColumn(operation ?? "")) kept.add(number);
    for (const input of variant.inputs) {
      if (variant.sets === 1) kept.add(input);
      else last[input] = number;
    }
  }
  for (const reference of orderNodes(graph)) {
    for (const own of chosen) kept.add(own[reference] ?? -1);
  }
  return last.map((read, number) => (kept.has(number) ? undefined : read));
}
