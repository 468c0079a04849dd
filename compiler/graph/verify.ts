import { programFault } from "./recurrence.js";
import { rootsOf } from "./references.js";
import { scalarOperations } from "./scalar.js";
import type { ColumnReference, Graph } from "./schema.js";
import { clockOf, columnKey } from "./stages.js";

/**
 * What is wrong with a graph whose shape is right, as a sentence; undefined when it can be run. The compiler's own
 * graphs have none; a file may have been edited.
 */
export function graphFault(graph: Graph): string | undefined {
  return scalarFault(graph) ?? nodeFault(graph) ?? clockFault(graph) ?? rootFault(graph) ?? slotFault(graph);
}

function scalarFault({ scalars, parameters }: Graph): string | undefined {
  for (const [number, { operation, inputs, value }] of scalars.entries()) {
    if (operation === "constant" || operation === "tick") continue;
    if (operation === "parameter") {
      if (value === undefined || value === null || parameters[value] === undefined) {
        return `scalar ${number} stands for a parameter that is not there`;
      }
      continue;
    }
    const arity = scalarOperations.get(operation)?.arity;
    if (arity === undefined) return `scalar ${number} has the unknown operation "${operation}"`;
    if (inputs.length !== arity) return `scalar ${number} has ${inputs.length} inputs`;
    if (inputs.some((input) => input >= number)) return `scalar ${number} reads what comes after it`;
  }
  return undefined;
}

function nodeFault({ nodes, scalars, models, feeds = [] }: Graph): string | undefined {
  for (const [number, node] of nodes.entries()) {
    const exists = (input: ColumnReference) =>
      input.node < number && nodes[input.node]?.outputs[input.output] !== undefined;
    if (!node.inputs.every(exists))
      return `node ${number} (${node.operation}) reads a column that is not there yet`;
    if (node.parameters.some((scalar) => scalar >= scalars.length)) {
      return `node ${number} (${node.operation}) has a parameter that is not there`;
    }
    if (node.slots.length !== node.outputs.length) return `node ${number} has outputs without a slot`;
    if ((node.operation === "prediction") !== (models[node.model ?? -1] !== undefined))
      return `node ${number} has no model`;
    if ((node.operation === "recurrence") !== (node.program !== undefined))
      return `node ${number} has no program`;
    if ((node.operation === "feed") !== (node.feed !== undefined && feeds[node.feed] !== undefined))
      return `node ${number} (${node.operation}) reads a feed that is not there`;
    const fault = node.program && programFault(node, node.program);
    if (fault !== undefined) return `the program of node ${number} ${fault}`;
  }
  return undefined;
}

/** Columns of two clocks differ in length, so only the operations between clocks may read across. */
function clockFault({ nodes, clocks = [] }: Graph): string | undefined {
  for (const [number, node] of nodes.entries()) {
    const clock = clockOf(node);
    if (clock > clocks.length) return `node ${number} runs on clock ${clock}, which is not there`;
    const [edges, value] = node.inputs.map((input) => nodes[input.node]);
    const own = (input: ColumnReference) => {
      const from = nodes[input.node];
      return from?.operation === "constant" || clockOf(from) === clock;
    };
    const sound =
      node.operation === "gather"
        ? clock > 0 && clockOf(edges) === 0 && clockOf(value) === 0 && edges?.operation === "frame_edges"
        : node.operation === "hold"
          ? clock === 0 && clockOf(edges) === 0 && edges?.operation === "frame_edges"
          : node.inputs.every(own);
    if (!sound) return `node ${number} (${node.operation}) reads a column of another clock`;
  }
  return undefined;
}

function rootFault(graph: Graph): string | undefined {
  const { columns, scalars } = rootsOf(graph);
  const named = graph.names.map((name) => name.series);
  const gone = [...columns, ...named].find(
    ({ node, output }) => graph.nodes[node]?.outputs[output] === undefined,
  );
  if (gone !== undefined) return `a rule, plot or name reads node ${gone.node}, which is not there`;
  const slow = [...columns, ...named].find(({ node }) => clockOf(graph.nodes[node]) > 0);
  if (slow !== undefined) return `a rule, plot or name reads node ${slow.node}, which is on another clock`;
  const scalar = scalars.find((number) => graph.scalars[number] === undefined);
  return scalar === undefined ? undefined : `a rule reads scalar ${scalar}, which is not there`;
}

/** Runs through the schedule and checks that every column still lies in its slot when it is read. */
export function slotFault(graph: Graph): string | undefined {
  const holds = new Map<number, number>();
  const slotOf = ({ node, output }: ColumnReference) => graph.nodes[node]?.slots[output] ?? -1;
  for (const [number, node] of graph.nodes.entries()) {
    for (const input of node.inputs) {
      if (holds.get(slotOf(input)) !== columnKey(input))
        return `node ${number} reads a slot that was given away`;
      if (node.slots.includes(slotOf(input))) return `node ${number} writes over what it reads`;
    }
    for (const [output, slot] of node.slots.entries()) {
      if (slot >= graph.slotCount) return `node ${number} has slot ${slot} of ${graph.slotCount}`;
      holds.set(slot, columnKey({ node: number, output }));
    }
  }
  const lost = rootsOf(graph).columns.find((column) => holds.get(slotOf(column)) !== columnKey(column));
  return lost && `node ${lost.node} is read by a rule or plot after its slot was given away`;
}
