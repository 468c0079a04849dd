import * as fc from "fast-check";
import { scalarOperations } from "../graph/scalar.js";
import type { RecurrenceProgram } from "../graph/schema.js";
import type { DraftNode } from "../graph/stages.js";
import { ratio } from "../../kernels/catalog/unit.js";

export interface ProgramCase {
  readonly node: DraftNode & { readonly program: RecurrenceProgram };
  readonly parameters: readonly number[];
  readonly inputs: readonly (readonly number[])[];
}

/** Numbers that show mistakes: missing, zeros of both signs, halves, large, small. */
export const arbitraryValue = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, -0, 0.5, -0.5, 1.5, 2.5, 1e300, -1e300, 5e-324) },
);

const operations = [...scalarOperations].map(([name, { arity }]) => ({ name, arity }));

/** A valid program of a recurrence, with values for everything it reads. */
export const arbitraryProgram: fc.Arbitrary<ProgramCase> = fc
  .record({
    states: fc.integer({ min: 1, max: 3 }),
    scalars: fc.integer({ min: 1, max: 3 }),
    inputs: fc.integer({ min: 1, max: 3 }),
    required: fc.nat({ max: 3 }),
    outputs: fc.integer({ min: 1, max: 2 }),
    steps: fc.array(
      fc.record({
        operation: fc.constantFrom(...operations),
        operands: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    picks: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    bars: fc.integer({ min: 0, max: 24 }),
  })
  .chain((shape) => {
    const column = fc.array(arbitraryValue, { minLength: shape.bars, maxLength: shape.bars });
    return fc.record({
      node: fc.constant(programOf(shape)),
      parameters: fc.array(arbitraryValue, { minLength: shape.scalars, maxLength: shape.scalars }),
      inputs: fc.array(column, { minLength: shape.inputs, maxLength: shape.inputs }),
    });
  });

interface Shape {
  readonly states: number;
  readonly scalars: number;
  readonly inputs: number;
  readonly required: number;
  readonly outputs: number;
  readonly steps: readonly {
    readonly operation: { readonly name: string; readonly arity: number };
    readonly operands: readonly number[];
  }[];
  readonly picks: readonly number[];
}

function programOf(shape: Shape): ProgramCase["node"] {
  const before = shape.states + shape.scalars + shape.inputs;
  const pick = (position: number, from: number, to: number) =>
    from + ((shape.picks[position] ?? 0) % (to - from));
  const instructions = shape.steps.map(({ operation, operands }, number): [string, number, ...number[]] => [
    operation.name,
    before + number,
    ...operands.slice(0, operation.arity).map((operand) => operand % (before + number)),
  ]);
  const last = before + instructions.length;
  return {
    operation: "recurrence",
    inputs: Array.from({ length: shape.inputs }, (_, number) => ({ node: number, output: 0 })),
    parameters: Array.from({ length: shape.scalars }, (_, number) => number),
    outputs: Array.from({ length: shape.outputs }, () => ({ type: "number" as const, unit: ratio })),
    knownAt: "close",
    first: 0,
    settled: 0,
    span: { start: 0, end: 0 },
    program: {
      states: shape.states,
      required: Math.min(shape.required, shape.inputs),
      temporaries: instructions.length,
      starts: Array.from({ length: shape.states }, (_, at) =>
        pick(at, shape.states, shape.states + shape.scalars),
      ),
      nexts: Array.from({ length: shape.states }, (_, at) => pick(3 + at, shape.states, last)),
      outputs: Array.from({ length: shape.outputs }, (_, at) => pick(6 + at, 0, last)),
      instructions,
    },
  };
}
