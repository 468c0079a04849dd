import { mapBody, rootsOf } from "../graph/references.js";
import type { ColumnReference, GraphScalar } from "../graph/schema.js";
import type { DraftGraph, DraftNode, ScheduledGraph } from "../graph/stages.js";

/**
 * Puts nodes and scalars in execution order: depth first from what the run reads, so that a column is used soon after
 * it was made and may still be in the cache. The order follows from the computation alone, not from the order of
 * statements in the text; that is what makes the hash and the layout of the state independent of it. Nodes that only
 * names need come last, and what nothing needs is not scheduled.
 */
export function schedule(graph: DraftGraph): ScheduledGraph {
  const roots = rootsOf(graph);
  const nodes = new Order(graph.nodes, (node) => node.inputs.map((input) => input.node));
  const scalars = new Order(graph.scalars, (scalar) => scalar.inputs);
  const parametersOf = (from: number) => {
    for (const number of nodes.order.slice(from)) {
      for (const scalar of graph.nodes[number]?.parameters ?? []) scalars.visit(scalar);
    }
  };
  for (const root of roots.columns) nodes.visit(root.node);
  parametersOf(0);
  for (const root of roots.scalars) scalars.visit(root);
  const meaningful = nodes.order.length;
  for (const name of graph.names) nodes.visit(name.series.node);
  parametersOf(meaningful);
  for (const { delay } of graph.names) if (delay !== undefined) scalars.visit(delay);
  return renumber(graph, nodes, scalars);
}

function renumber(graph: DraftGraph, nodes: Order<DraftNode>, scalars: Order<GraphScalar>): ScheduledGraph {
  const column = (reference: ColumnReference) => ({
    node: nodes.newNumber(reference.node),
    output: reference.output,
  });
  const scalar = (old: number) => scalars.newNumber(old);
  const { clocks, newClock } = orderClocks(graph, nodes.items());
  const { feeds, newFeed } = orderFeeds(graph, nodes.items());
  const { clocks: _, feeds: __, ...body } = mapBody(graph, column, scalar);
  return {
    ...body,
    ...(clocks.length > 0 && { clocks }),
    ...(feeds.length > 0 && { feeds }),
    stage: "scheduled",
    nodes: nodes.items().map((node) => ({
      ...node,
      ...(node.clock !== undefined && { clock: newClock(node.clock) }),
      ...(node.feed !== undefined && { feed: newFeed(node.feed) }),
      inputs: node.inputs.map(column),
      parameters: node.parameters.map(scalar),
    })),
    scalars: scalars.items().map((item) => ({ ...item, inputs: item.inputs.map(scalar) })),
  };
}

/** The same for feeds. */
function orderFeeds(graph: DraftGraph, nodes: readonly DraftNode[]) {
  const used = [...new Set(nodes.flatMap(({ feed }) => feed ?? []))];
  return {
    feeds: used.flatMap((feed) => graph.feeds?.[feed] ?? []),
    newFeed: (old: number): number => used.indexOf(old),
  };
}

/** Clocks in the order in which they are first used; those of no node are gone. */
function orderClocks(graph: DraftGraph, nodes: readonly DraftNode[]) {
  const used = [...new Set(nodes.map((node) => node.clock ?? 0))].filter((clock) => clock > 0);
  return {
    clocks: used.flatMap((clock) => graph.clocks?.[clock - 1] ?? []),
    newClock: (old: number): number => used.indexOf(old) + 1,
  };
}

/** Depth-first order of a list whose items need others, without recursion: chains may be thousands long. */
class Order<Item> {
  readonly order: number[] = [];
  private readonly position = new Map<number, number>();

  constructor(
    private readonly all: readonly Item[],
    private readonly needs: (item: Item) => readonly number[],
  ) {}

  visit(root: number): void {
    const path: { readonly number: number; readonly needs: readonly number[]; next: number }[] = [];
    const enter = (number: number) => {
      const item = this.all[number];
      if (item === undefined) throw new RangeError(`no item ${number} of ${this.all.length} to schedule`);
      path.push({ number, needs: this.needs(item), next: 0 });
    };
    if (!this.position.has(root)) enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = top.needs[top.next++];
      if (need !== undefined) {
        if (!this.position.has(need)) enter(need);
        continue;
      }
      if (!this.position.has(top.number)) {
        this.position.set(top.number, this.order.length);
        this.order.push(top.number);
      }
      path.pop();
    }
  }

  newNumber(old: number): number {
    const found = this.position.get(old);
    if (found === undefined) throw new RangeError(`item ${old} was not scheduled`);
    return found;
  }

  items(): Item[] {
    return this.order.flatMap((number) => this.all[number] ?? []);
  }
}
