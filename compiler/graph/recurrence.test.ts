import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findOperation } from "../../kernels/catalog/index.js";
import { recurrence } from "../../kernels/catalog/recurrence.js";
import { missingBits } from "../../kernels/loader.js";
import { run } from "../../kernels/testing/run-operation.js";
import { arbitraryProgram, arbitraryValue, type ProgramCase } from "../testing/arbitrary-program.js";
import { interpretProgram } from "../testing/interpret.js";
import { describeProgram, kernelParameters, programFault } from "./recurrence.js";

const [declared] = recurrence;

function bits(column: Float64Array): readonly bigint[] {
  return [...new BigUint64Array(column.buffer)];
}

/** JavaScript does not say which NaN it gives; kernels must give this one. */
function expectedBits(column: readonly number[]): readonly bigint[] {
  return column.map((value) => (Number.isNaN(value) ? missingBits : (bits(Float64Array.of(value))[0] ?? 0n)));
}

function runKernel({ node, parameters, inputs }: ProgramCase, chunks?: readonly number[]) {
  if (declared === undefined) throw new Error("the catalogue has no recurrence");
  const operation = {
    ...declared,
    outputs: node.outputs.map(() => declared.outputs[0]),
  } as unknown as typeof declared;
  const columns = inputs.map((input) => Float64Array.from(input));
  return run(operation, kernelParameters(node, parameters), columns, chunks === undefined ? {} : { chunks });
}

test("the kernel gives the bits of the obvious interpreter", () => {
  fc.assert(
    fc.property(arbitraryProgram, (example) => {
      const { node, parameters, inputs } = example;
      expect(programFault(node, node.program)).toBeUndefined();
      const expected = interpretProgram(node, node.program, parameters, inputs, inputs[0]?.length ?? 0);
      const { outputs } = runKernel(example);
      expect(outputs.map(bits)).toEqual(expected.map(expectedBits));
    }),
    { numRuns: 2000 },
  );
});

test("cutting the bars into chunks changes neither outputs nor state", () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(arbitraryProgram, chunks, (example, sizes) => {
      const whole = runKernel(example);
      const cut = runKernel(example, sizes);
      expect(cut.outputs.map(bits)).toEqual(whole.outputs.map(bits));
      expect(cut.state).toEqual(whole.state);
    }),
    { numRuns: 500 },
  );
});

/** `state total from 10 = prev + volume`: by hand 11, 13, (missing), 17. */
const total: ProgramCase = {
  node: {
    operation: "recurrence",
    inputs: [{ node: 0, output: 0 }],
    parameters: [0],
    outputs: [{ type: "number", unit: { quote: 0, base: 0, bars: 0, milliseconds: 0 } }],
    knownAt: "close",
    first: 0,
    settled: "inf",
    span: { start: 0, end: 0 },
    program: {
      states: 1,
      required: 1,
      temporaries: 1,
      starts: [1],
      nexts: [3],
      outputs: [3],
      instructions: [["add", 3, 0, 2]],
    },
  },
  parameters: [10],
  inputs: [[1, 2, Number.NaN, 4]],
};

test("a total skips the bar without a value and goes on from where it was", () => {
  expect([...(runKernel(total).outputs[0] ?? [])]).toEqual([11, 13, Number.NaN, 17]);
});

test("programs are shown in words", () => {
  expect(describeProgram(total.node, total.node.program)).toEqual([
    "prev0 starts at p0",
    "t0 = add(prev0, in0)",
    "out0 = t0",
    "prev0 becomes t0",
  ]);
});

test.each([
  ["reads a register before it is written", { instructions: [["add", 3, 0, 3]] }],
  ['has no operation "ema"', { instructions: [["ema", 3, 0, 1]] }],
  ['gives "add" 1 operands', { instructions: [["add", 3, 0]] }],
  ["writes register 0", { instructions: [["add", 0, 0, 1]] }],
  ["starts from what is not a scalar", { starts: [2] }],
  ["needs 2999 registers of 2048", { temporaries: 2996 }],
  ["requires 5 of 1 inputs", { required: 5 }],
  ["gives 2 of 1 outputs", { outputs: [3, 3] }],
] as const)("a program that %s is refused", (fault, change) => {
  const program = { ...total.node.program, ...change } as unknown as ProgramCase["node"]["program"];
  expect(programFault(total.node, program)).toBe(fault);
});

test.each(["power", "log", "exp"])("%s inside a program gives the bits of its kernel", (name) => {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(`the catalogue has no ${name}`);
  const arity = operation.inputs.length;
  const inputs = Array.from({ length: arity }, (_, number) => ({ node: number, output: 0 }));
  const operands = inputs.map((_, number) => 2 + number);
  const program = {
    ...total.node.program,
    required: 0,
    nexts: [0],
    outputs: [2 + arity],
    instructions: [[name, 2 + arity, ...operands] satisfies [string, number, ...number[]]],
  };
  const columns = fc.array(fc.tuple(arbitraryValue, arbitraryValue), { maxLength: 20 });
  fc.assert(
    fc.property(columns, (rows) => {
      const values = inputs.map((_, number) => rows.map((row) => row[number] ?? 0));
      const { outputs } = runKernel({
        node: { ...total.node, inputs, program },
        parameters: [1],
        inputs: values,
      });
      const direct = run(
        operation,
        [],
        values.map((column) => Float64Array.from(column)),
      );
      expect(outputs.map(bits)).toEqual(direct.outputs.map(bits));
    }),
    { numRuns: 100 },
  );
});
