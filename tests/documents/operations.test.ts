import { describe, expect, test } from "vitest";
import { twins } from "../../kernels/twins/index.js";
import { evaluate, synthesize } from "../../runtime/index.js";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { strategyText } from "../../stdlib/testing/compute.js";
import { callable, exampleOf, onPaper, valuesOf } from "./operations.js";

const hour = 3_600_000;

describe.each(callable)("the page of $name", (operation) => {
  test("has an example that runs, and whose first value stands where the page says", () => {
    const call = exampleOf(operation, false);
    const [field] = operation.outputs.length > 1 ? operation.outputs.slice(-1) : [];
    const expression = field === undefined ? call : `${call}.${field.name}`;
    const { graph, diagnostics } = compile(createSource("page.sage", strategyText([], [expression], hour)));
    if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
    const { columns } = evaluate(graph, synthesize({ bars: 400, interval: hour, seed: 3 }));
    const first = operation.first(valuesOf(operation, false));
    const values = columns.find(({ label }) => label === expression)?.values;
    expect(values?.findIndex((value) => !Number.isNaN(value))).toBe(first);
  });

  test("shows on paper what the slow and obvious version gives", () => {
    const shown = onPaper(operation);
    const twin = twins[operation.name];
    if (shown === undefined || twin === undefined) return;
    const slow = twin(
      shown.parameters,
      shown.inputs.map((column) => [...column]),
    );
    for (const [k, column] of shown.outputs.entries()) {
      for (const [bar, value] of column.entries()) {
        const expected = slow[k]?.[bar] ?? NaN;
        if (Number.isNaN(expected)) expect(value, `bar ${bar}`).toBeNaN();
        else expect(value, `bar ${bar}`).toBeCloseTo(expected, 9);
      }
    }
  });
});

test("nearly every operation is shown on paper", () => {
  const shown = callable.filter((operation) => onPaper(operation) !== undefined);
  expect(shown.length).toBeGreaterThan(callable.length - 6);
  expect(callable.filter(({ name }) => twins[name] === undefined).map(({ name }) => name)).toEqual([]);
});
