import { evaluateScalars, applyScalar, scalarOperations } from "../graph/scalar.js";
import { registerLayout } from "../graph/recurrence.js";
import type { Graph, RecurrenceProgram } from "../graph/schema.js";
import type { DraftNode } from "../graph/stages.js";

/**
 * A slow, obvious interpreter of graphs for tests: whole columns, one bar after the other, no slots, no kernels. What
 * it does not define itself (windows, averages, …) is asked of `other`.
 */
export type Columns = readonly (readonly number[])[];
export type Other = (
  operation: string,
  parameters: readonly number[],
  inputs: Columns,
  bars: number,
) => Columns;

type Runnable = Pick<Graph, "parameters" | "scalars"> & { readonly nodes: readonly DraftNode[] };

const missing = Number.NaN;

/** The columns of every node. `feed` has the bar columns by name. */
export function interpret(
  graph: Runnable,
  feed: Readonly<Record<string, readonly number[]>>,
  other: Other = unknownOperation,
): readonly Columns[] {
  const bars = feed["close"]?.length ?? 0;
  const scalars = evaluateScalars(graph);
  const results: Columns[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(({ node: from, output }) => results[from]?.[output] ?? []);
    const parameters = node.parameters.map((scalar) => scalars[scalar] ?? missing);
    results.push(columnsOf(node, inputs, parameters, bars, feed, other));
  }
  return results;
}

function columnsOf(
  node: DraftNode,
  inputs: Columns,
  parameters: readonly number[],
  bars: number,
  feed: Readonly<Record<string, readonly number[]>>,
  other: Other,
): Columns {
  const { operation } = node;
  const at = (input: number, bar: number) => inputs[input]?.[bar] ?? missing;
  const series = (value: (bar: number) => number): Columns => [
    Array.from({ length: bars }, (_, bar) => value(bar)),
  ];
  const given = feed[operation];
  if (given !== undefined) return [given];
  if (operation === "constant") return series(() => parameters[0] ?? missing);
  if (operation === "history") return series((bar) => at(0, bar - (parameters[0] ?? 0)));
  if (operation === "crosses_above") return crossing(bars, (bar) => [at(0, bar), at(1, bar)]);
  if (operation === "crosses_below") return crossing(bars, (bar) => [at(1, bar), at(0, bar)]);
  if (node.program !== undefined) return interpretProgram(node, node.program, parameters, inputs, bars);
  if (scalarOperations.has(operation) && parameters.length === 0) {
    return series(
      (bar) =>
        applyScalar(
          operation,
          inputs.map((input) => input[bar] ?? missing),
        ) ?? missing,
    );
  }
  return other(operation, parameters, inputs, bars);
}

function crossing(bars: number, pair: (bar: number) => readonly [number, number]): Columns {
  let wasAbove: boolean | undefined;
  const column: number[] = [];
  for (let bar = 0; bar < bars; bar++) {
    const [a, b] = pair(bar);
    if (Number.isNaN(a) || Number.isNaN(b)) {
      column.push(missing);
      continue;
    }
    column.push(wasAbove === undefined ? missing : a > b && !wasAbove ? 1 : 0);
    wasAbove = a > b;
  }
  return [column];
}

/** The twin of the `recurrence` kernel. */
export function interpretProgram(
  node: Pick<DraftNode, "inputs" | "parameters" | "outputs">,
  program: RecurrenceProgram,
  parameters: readonly number[],
  inputs: Columns,
  bars: number,
): Columns {
  const layout = registerLayout(node, program);
  const outputs = program.outputs.map((): number[] => []);
  const fixed = (register: number) => parameters[register - layout.scalars] ?? missing;
  let states = program.starts.map(fixed);
  for (let bar = 0; bar < bars; bar++) {
    const now = inputs.map((input) => input[bar] ?? missing);
    if (now.slice(0, program.required).some(Number.isNaN)) {
      for (const column of outputs) column.push(missing);
      continue;
    }
    const registers = [...states, ...parameters, ...now];
    const read = (register: number) => registers[register] ?? missing;
    for (const [operation, target, ...operands] of program.instructions) {
      const values = operands.map(read);
      registers[target] =
        operation === "copy" ? (values[0] ?? missing) : (applyScalar(operation, values) ?? missing);
    }
    program.outputs.forEach((register, output) => outputs[output]?.push(read(register)));
    states = program.nexts.map(read);
  }
  return outputs;
}

function unknownOperation(operation: string): Columns {
  throw new RangeError(`the interpreter does not know "${operation}"`);
}
