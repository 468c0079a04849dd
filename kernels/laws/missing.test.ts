import { describe, expect, it } from "vitest";
import type { Operation } from "../catalog/index.js";
import { run } from "../testing/run-operation.js";
import { expectSameBits } from "./assert.js";
import { columnsFor, computed, parameterSets, title } from "./cases.js";

const skipping = computed.filter((operation) => operation.missing === "skip" && readsColumns(operation));

function readsColumns(operation: Operation): boolean {
  return operation.inputs.length + operation.bar.length > 0;
}

describe.each(skipping)("$name", (operation) => {
  it("answers missing to a missing input and otherwise behaves as if the bar had not been (law 4)", () => {
    for (const parameters of parameterSets(operation))
      for (const seed of [21, 22, 23]) {
        const columns = columnsFor(operation, 200, "gaps", seed);
        const present = Array.from({ length: 200 }, (_, bar) => bar).filter((bar) =>
          columns.every((column) => !Number.isNaN(column[bar])),
        );
        const gappy = run(operation, parameters, columns);
        const dense = run(
          operation,
          parameters,
          columns.map((column) => Float64Array.from(present, (bar) => column[bar] ?? NaN)),
        );
        const kept = gappy.outputs.map((column) => Float64Array.from(present, (bar) => column[bar] ?? NaN));
        expectSameBits(kept, dense.outputs);
        expect(Buffer.from(gappy.state).equals(Buffer.from(dense.state)), title(operation, parameters)).toBe(
          true,
        );
        const held = new Set(present);
        for (const column of gappy.outputs)
          column.forEach((x, bar) => {
            if (!held.has(bar) && !Number.isNaN(x))
              expect.fail(`${title(operation, parameters)}, bar ${bar}: ${x}`);
          });
      }
  });
});
