import { kernelParameters, recurrenceStateBytes } from "../../compiler/graph/recurrence.js";
import type { ColumnReference, Graph, GraphNode } from "../../compiler/graph/index.js";
import { findOperation, type BarColumn, type Kernel, type Kernels } from "../../kernels/index.js";
import { bitNodes, takeBits } from "./bits.js";
import { columnRoom, runsOver } from "./clocks.js";
import { RunError } from "./error.js";
import { stagedRows } from "./feeds.js";
import { fuseNodes } from "./fuse.js";
import { takeColumn, type Layout } from "./layout.js";
import { untrained } from "./predictions.js";

/** One kernel call of the schedule. */
export interface Step {
  readonly node: number;
  /** The node that the same call runs too. */
  readonly second?: number;
  /** The clock whose bars it is run over. */
  readonly clock: number;
  readonly kernel: Kernel;
  /** Of a feed: where its rows are laid out, their times first. */
  readonly staged: readonly number[];
  readonly state: number;
  readonly parameters: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Where everything of a bound graph lies. Addresses are bytes in the engine's memory. */
export interface Program {
  /** A call for each node. */
  readonly steps: readonly Step[];
  /** The same work in fewer calls. */
  readonly fused: readonly Step[];
  /** Column of a node's output. */
  readonly columnOf: (reference: ColumnReference) => number;
  /** Columns the feed fills, by name. */
  readonly bars: ReadonlyMap<BarColumn, number>;
  /** The bar column that a reference is, or undefined. */
  readonly barOf: (reference: ColumnReference) => BarColumn | undefined;
  /** Where the bits of a condition lie that `fused` writes in place of its column, or undefined. */
  readonly bitsOf: (reference: ColumnReference) => number | undefined;
  /** Where kernels find the addresses of bar columns: rewritten when bars are read in place. */
  readonly cells: readonly BarCell[];
  /** Columns that never change and their value. */
  readonly constants: readonly { readonly address: number; readonly value: number }[];
  readonly blocks: readonly Block[];
}

/** A 32-bit address in memory that points to a bar column. */
export interface BarCell {
  readonly name: BarColumn;
  readonly address: number;
}

/** Numbers that are written once, before the first bar. */
interface Block {
  readonly address: number;
  readonly type: "f64" | "u32";
  readonly values: readonly number[];
}

const barColumns: readonly BarColumn[] = ["time", "open", "high", "low", "close", "volume"];

export function isBarColumn(name: string): name is BarColumn {
  return barColumns.some((column) => column === name);
}

/** Bytes of state of a node with these kernel parameters. */
export function stateBytes(node: GraphNode, parameters: readonly number[]): number {
  if (node.program !== undefined) return recurrenceStateBytes(parameters);
  return findOperation(node.operation)?.stateBytes(parameters) ?? 0;
}

/** @throws RunError (SAGE8250) for a node that asks a model where none is given */
export function refuseUntrained(graph: Graph, node: GraphNode, trained?: ReadonlySet<number>): void {
  if (node.operation === "prediction" && trained?.has(node.model ?? -1) !== true)
    throw untrained(graph, node);
}

/** @throws RunError for an operation that this program does not have */
export function kernelOf(node: GraphNode, kernels: Kernels): Kernel {
  if (node.operation === "prediction") return askSynchronously;
  const name = node.program === undefined ? findOperation(node.operation)?.kernel : "recurrence";
  return kernelNamed(name ?? "", node.operation, kernels);
}

/** Models are asked between the steps, see `Engine.stepWithModels`. */
const askSynchronously: Kernel = () => {
  throw new RunError("SAGE8213", "A strategy with models was stepped without asking them.");
};

/** @throws RunError for a kernel that this program does not have */
export function kernelNamed(name: string, operation: string, kernels: Kernels): Kernel {
  const kernel = kernels[name];
  if (kernel === undefined)
    throw new RunError(
      "SAGE8208",
      `The graph asks for the operation "${operation}", which this program does not have.`,
      "Compile the strategy again with this version.",
    );
  return kernel;
}

/** The states of all nodes, one after another in `arena`: what a snapshot keeps. */
export function placeStates(graph: Graph, scalars: readonly number[], arena: Layout): readonly number[] {
  return graph.nodes.map((node) => arena.take(stateBytes(node, kernelParameters(node, scalars))));
}

/** Gives every slot its buffer; returns where the column of an output lies. */
function placeColumns(graph: Graph, layout: Layout, room: number): (reference: ColumnReference) => number {
  const slots = Array.from({ length: graph.slotCount }, () => takeColumn(layout, room));
  return ({ node, output }) => {
    const address = slots[graph.nodes[node]?.slots[output] ?? -1];
    if (address === undefined)
      throw new RunError(
        "SAGE8209",
        `The graph refers to column ${output} of node ${node}, which is not there.`,
      );
    return address;
  };
}

const barsOf =
  (graph: Graph): Program["barOf"] =>
  ({ node }) => {
    const name = graph.nodes[node]?.operation ?? "";
    return isBarColumn(name) ? name : undefined;
  };

const bitsIn =
  (bits: Placing["bits"]): Program["bitsOf"] =>
  ({ node }) =>
    bits.get(node)?.row;

/** Rows for the conditions that are written as bits. */
function placeBits(graph: Graph, layout: Layout, capacity: number): Placing["bits"] {
  const rowOf = ([node, kernel]: readonly [number, string]) =>
    [node, { kernel, row: takeBits(layout, capacity) }] as const;
  return new Map(Array.from(bitNodes(graph), rowOf));
}

/** Lays out columns, parameters and pointers of a graph, and resolves its kernels. */
export function placeProgram(
  graph: Graph,
  scalars: readonly number[],
  states: readonly number[],
  kernels: Kernels,
  layout: Layout,
  capacity: number,
  trained?: ReadonlySet<number>,
): Program {
  const columnOf = placeColumns(graph, layout, columnRoom(graph, capacity));
  const barOf = barsOf(graph);
  const cells: BarCell[] = [];
  const bars = new Map<BarColumn, number>();
  const constants: { address: number; value: number }[] = [];
  const blocks: Block[] = [];
  const steps: Step[] = [];
  const place: Placing["place"] = (type, values) => {
    const block = layout.take(values.length * (type === "f64" ? 8 : 4));
    blocks.push({ address: block, type, values });
    return block;
  };
  const pointInputs: Placing["pointInputs"] = (node, inputs) => {
    for (const [k, input] of node.inputs.entries()) {
      const name = barOf(input);
      if (name !== undefined) cells.push({ name, address: inputs + 4 * k });
    }
  };
  for (const [index, node] of graph.nodes.entries()) {
    refuseUntrained(graph, node, trained);
    const address = columnOf({ node: index, output: 0 });
    const parameters = kernelParameters(node, scalars);
    if (isBarColumn(node.operation)) bars.set(node.operation, address);
    else if (node.operation === "constant") constants.push({ address, value: parameters[0] ?? Number.NaN });
    else {
      const width = node.feed === undefined ? 0 : node.outputs.length;
      const staged = Array.from({ length: width }, () => takeColumn(layout, stagedRows));
      const inputs = place("u32", [...node.inputs.map(columnOf), ...staged]);
      pointInputs(node, inputs);
      steps.push({
        node: index,
        clock: runsOver(node),
        kernel: kernelOf(node, kernels),
        staged,
        state: states[index] ?? 0,
        parameters: place("f64", parameters),
        inputs,
        outputs: place(
          "u32",
          node.slots.map((_, output) => columnOf({ node: index, output })),
        ),
      });
    }
  }
  const bits = placeBits(graph, layout, capacity);
  const fused = fuseSteps(graph, steps, { kernels, place, columnOf, pointInputs, bits });
  return { steps, fused, columnOf, bitsOf: bitsIn(bits), bars, barOf, cells, constants, blocks };
}

/** How the parts of a step get their places. */
interface Placing {
  readonly kernels: Kernels;
  /** Room for numbers that are written before the first bar. */
  readonly place: (type: Block["type"], values: readonly number[]) => number;
  readonly columnOf: (reference: ColumnReference) => number;
  /** Notes where a table of inputs names bar columns. */
  readonly pointInputs: (node: GraphNode, inputs: number) => void;
  /** Nodes that are written as bits. */
  readonly bits: ReadonlyMap<number, { readonly kernel: string; readonly row: number }>;
}

/** The steps with pairs of nodes as one step each, see `fuseNodes`, and conditions as bits. */
function fuseSteps(graph: Graph, steps: readonly Step[], placing: Placing): readonly Step[] {
  const { place, columnOf, pointInputs, kernels, bits } = placing;
  const byNode = new Map(steps.map((step) => [step.node, step]));
  const own = new Map([...bits].map(([node, { kernel }]) => [node, kernel]));
  const writtenBy = (node: number): number => bits.get(node)?.row ?? columnOf({ node, output: 0 });
  return fuseNodes(graph, [...byNode.keys()], own).flatMap(({ node: index, second }) => {
    const step = byNode.get(index);
    const other = second === undefined ? undefined : byNode.get(second.node);
    const node = graph.nodes[index];
    if (step === undefined || node === undefined) return [];
    if (second === undefined || other === undefined) {
      const kernel = own.get(index);
      if (kernel === undefined) return step;
      const outputs = place("u32", [writtenBy(index)]);
      return { ...step, kernel: kernelNamed(kernel, node.operation, kernels), outputs };
    }
    const inputs = place("u32", [...node.inputs.map(columnOf), other.state, other.parameters]);
    pointInputs(node, inputs);
    const written = [index, second.node].map(writtenBy);
    const kernel = kernelNamed(second.kernel, node.operation, kernels);
    return { ...step, second: second.node, kernel, inputs, outputs: place("u32", written) };
  });
}

/** Writes what is fixed for the whole run: parameters, pointers, constant columns. */
export function writeProgram(program: Program, buffer: ArrayBuffer, capacity: number): void {
  for (const { address, type, values } of program.blocks) {
    if (type === "f64") new Float64Array(buffer, address, values.length).set(values);
    else new Uint32Array(buffer, address, values.length).set(values);
  }
  for (const { address, value } of program.constants) {
    new Float64Array(buffer, address, capacity).fill(value);
  }
}
