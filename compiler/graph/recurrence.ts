import type { DraftNode } from "./stages.js";
import type { RecurrenceProgram } from "./schema.js";

/**
 * The bytecode of `state` recurrences, run by the one kernel `recurrence`.
 *
 * A program works on registers that each hold one number:
 *
 *     states | scalars (the node's parameters) | inputs (this bar's values) | temporaries
 *
 * On every bar the inputs are read; if one of the first `required` inputs is missing the bar is *skipped*: every
 * output is `na` and no state changes, so that a gap or a warm-up never poisons what is accumulated. Otherwise the
 * instructions run in order, the outputs are written, and each state takes its next value, all at once. Before the
 * first bar that is not skipped the states hold their start values; that is what `prev` means there.
 *
 * An instruction writes a temporary. Within a program missing values follow the rules of the operations themselves.
 */
export const opcodes = {
  copy: 0,
  add: 1,
  subtract: 2,
  multiply: 3,
  divide: 4,
  modulo: 5,
  negate: 6,
  absolute: 7,
  minimum: 8,
  maximum: 9,
  sqrt: 10,
  floor: 11,
  ceil: 12,
  round: 13,
  sign: 14,
  clamp: 15,
  less: 16,
  less_equal: 17,
  greater: 18,
  greater_equal: 19,
  equal: 20,
  not_equal: 21,
  and: 22,
  or: 23,
  not: 24,
  select: 25,
  coalesce: 26,
  within: 27,
  is_missing: 28,
  power: 29,
  log: 30,
  exp: 31,
  sin: 32,
  cos: 33,
  atan: 34,
} as const;

export type RecurrenceOperation = keyof typeof opcodes;

/** Registers are numbered in 11 bits. */
export const registerLimit = 2048;

const arities: Readonly<Record<RecurrenceOperation, number>> = {
  copy: 1,
  add: 2,
  subtract: 2,
  multiply: 2,
  divide: 2,
  modulo: 2,
  negate: 1,
  absolute: 1,
  minimum: 2,
  maximum: 2,
  sqrt: 1,
  floor: 1,
  ceil: 1,
  round: 1,
  sign: 1,
  clamp: 3,
  less: 2,
  less_equal: 2,
  greater: 2,
  greater_equal: 2,
  equal: 2,
  not_equal: 2,
  and: 2,
  or: 2,
  not: 1,
  select: 3,
  coalesce: 2,
  within: 3,
  is_missing: 1,
  power: 2,
  log: 1,
  exp: 1,
  sin: 1,
  cos: 1,
  atan: 1,
};

export function isRecurrenceOperation(name: string): name is RecurrenceOperation {
  return Object.hasOwn(opcodes, name);
}

/** Where each kind of register begins, and how many there are. */
export interface RegisterLayout {
  readonly scalars: number;
  readonly inputs: number;
  readonly temporaries: number;
  readonly count: number;
}

type RecurrenceNode = Pick<DraftNode, "inputs" | "parameters" | "outputs">;

export function registerLayout(node: RecurrenceNode, program: RecurrenceProgram): RegisterLayout {
  const scalars = program.states;
  const inputs = scalars + node.parameters.length;
  const temporaries = inputs + node.inputs.length;
  return { scalars, inputs, temporaries, count: temporaries + program.temporaries };
}

/** What is wrong with a program, as a sentence; undefined when it may be run. */
export function programFault(node: RecurrenceNode, program: RecurrenceProgram): string | undefined {
  const layout = registerLayout(node, program);
  const { states, starts, nexts, outputs, required } = program;
  if (layout.count > registerLimit) return `needs ${layout.count} registers of ${registerLimit}`;
  if (starts.length !== states || nexts.length !== states)
    return `does not say how its ${states} states go on`;
  if (outputs.length !== node.outputs.length)
    return `gives ${outputs.length} of ${node.outputs.length} outputs`;
  if (required > node.inputs.length) return `requires ${required} of ${node.inputs.length} inputs`;
  if (starts.some((at) => at < layout.scalars || at >= layout.inputs))
    return "starts from what is not a scalar";
  const written = Array.from({ length: layout.count }, (_, at) => at < layout.temporaries);
  for (const [operation, target, ...operands] of program.instructions) {
    if (!isRecurrenceOperation(operation)) return `has no operation "${operation}"`;
    if (operands.length !== arities[operation]) return `gives "${operation}" ${operands.length} operands`;
    if (operands.some((at) => written[at] !== true)) return `reads a register before it is written`;
    if (target < layout.temporaries || target >= layout.count) return `writes register ${target}`;
    written[target] = true;
  }
  if ([...outputs, ...nexts].some((at) => written[at] !== true))
    return "reads a register that is never written";
  // The kernel replaces states one after the other, so none may be read for another once it has changed.
  if (nexts.some((at, state) => at < states && at !== state))
    return "moves one state into another without a copy";
  return undefined;
}

/**
 * The f64 values a kernel is passed as `parameters`: for all operations their scalars in the catalogue's order; for a
 * recurrence
 *
 *     states, scalars, inputs, required, outputs, registers, instructions   (counts)
 *     the scalars' values
 *     starts, nexts, outputs                                                (register numbers)
 *     instructions                                                          (one number each, see `packed`)
 */
export function kernelParameters(
  node: RecurrenceNode & Pick<DraftNode, "program">,
  scalars: readonly number[],
): readonly number[] {
  const values = node.parameters.map((scalar) => scalars[scalar] ?? Number.NaN);
  const { program } = node;
  if (program === undefined) return values;
  const { states, required, starts, nexts, outputs, instructions } = program;
  const { count } = registerLayout(node, program);
  return [
    states,
    values.length,
    node.inputs.length,
    required,
    outputs.length,
    count,
    instructions.length,
    ...values,
    ...starts,
    ...nexts,
    ...outputs,
    ...instructions.map(packed),
  ];
}

/** Bytes of state of a recurrence with these kernel parameters: a flag and all registers. */
export function recurrenceStateBytes(parameters: readonly number[]): number {
  return 8 * (1 + (parameters[5] ?? 0));
}

/** opcode + 2⁸·target + 2¹⁹·a + 2³⁰·b + 2⁴¹·c: a whole number below 2⁵². */
function packed([operation, target, a = 0, b = 0, c = 0]: RecurrenceProgram["instructions"][number]): number {
  if (!isRecurrenceOperation(operation))
    throw new RangeError(`"${operation}" is not an operation of recurrences`);
  return opcodes[operation] + 2 ** 8 * target + 2 ** 19 * a + 2 ** 30 * b + 2 ** 41 * c;
}

/** A program in words, one instruction a line: `t0 = add(s0, i1)`. */
export function describeProgram(node: RecurrenceNode, program: RecurrenceProgram): readonly string[] {
  const layout = registerLayout(node, program);
  const name = (at: number) => {
    if (at < layout.scalars) return `prev${at}`;
    if (at < layout.inputs) return `p${at - layout.scalars}`;
    if (at < layout.temporaries) return `in${at - layout.inputs}`;
    return `t${at - layout.temporaries}`;
  };
  return [
    ...program.starts.map((at, state) => `prev${state} starts at ${name(at)}`),
    ...program.instructions.map(
      ([operation, target, ...operands]) =>
        `${name(target)} = ${operation}(${operands.map(name).join(", ")})`,
    ),
    ...program.outputs.map((at, output) => `out${output} = ${name(at)}`),
    ...program.nexts.map((at, state) => `prev${state} becomes ${name(at)}`),
  ];
}
