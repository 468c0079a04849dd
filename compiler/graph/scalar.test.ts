import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findOperation } from "../../kernels/catalog/index.js";
import { run } from "../../kernels/testing/run-operation.js";
import { arbitraryValue } from "../testing/arbitrary-program.js";
import { applyScalar, evaluateScalars, scalarOperations } from "./scalar.js";
import type { GraphParameter } from "./schema.js";

describe("a scalar operation gives the bits of the kernel of its name", () => {
  const truth = fc.constantFrom(0, 1, Number.NaN);
  test.each([...scalarOperations.keys()])("%s", (name) => {
    const operation = findOperation(name);
    if (operation === undefined) throw new Error(`the catalogue has no ${name}`);
    const values = operation.inputs.map((input) => (input.type === "truth" ? truth : arbitraryValue));
    fc.assert(
      fc.property(fc.tuple(...values), (operands) => {
        const columns = operands.map((value) => Float64Array.of(value, value, value));
        const [column] = run(operation, [], columns).outputs;
        const expected = applyScalar(name, operands);
        expect([...(column ?? [])]).toEqual([expected, expected, expected]);
      }),
      { numRuns: 150 },
    );
  });
});

const span = { start: 0, end: 0 };
const fast: GraphParameter = { name: "fast", kind: "bars", value: 12, low: 5, high: 40, step: 1, span };

describe("the scalars of a graph", () => {
  // fast · 2 − 1, and whether that is above 30
  const graph = {
    parameters: [fast],
    scalars: [
      { operation: "parameter", inputs: [], value: 0 },
      { operation: "constant", inputs: [], value: 2 },
      { operation: "multiply", inputs: [0, 1] },
      { operation: "constant", inputs: [], value: 1 },
      { operation: "subtract", inputs: [2, 3] },
      { operation: "constant", inputs: [], value: 30 },
      { operation: "greater", inputs: [4, 5] },
      { operation: "constant", inputs: [], value: null },
    ],
  };

  test("are computed from the values in the text when none are given", () => {
    expect(evaluateScalars(graph)).toEqual([12, 2, 24, 1, 23, 30, 0, Number.NaN]);
  });

  test("are computed from given values", () => {
    expect(evaluateScalars(graph, [20])).toEqual([20, 2, 40, 1, 39, 30, 1, Number.NaN]);
  });

  test("need a value for every parameter", () => {
    expect(() => evaluateScalars(graph, [])).toThrow("no value for parameter 0");
  });

  test("cannot divide by zero", () => {
    expect(applyScalar("divide", [1, 0])).toBeNaN();
    expect(applyScalar("multiply", [1e300, 1e300])).toBeNaN();
  });
});
