import { array, assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { run } from "../testing/run-operation.js";
import { expectClean, expectSameBits, expectSameRun } from "./assert.js";
import { columnsFor, computed, parameterSets, tempers, title } from "./cases.js";

const bars = 160;

describe.each(computed)("$name", (operation) => {
  it("gives finite numbers or the one NaN, and the same bits when run again (laws 1 and 7)", () => {
    for (const parameters of parameterSets(operation))
      for (const temper of tempers) {
        const columns = columnsFor(operation, bars, temper, 11);
        const once = run(operation, parameters, columns);
        expectClean(once.outputs);
        expectSameRun(run(operation, parameters, columns), once);
      }
  });

  it("has a state of whole words, all of it bytes that a copy restores (law 2)", () => {
    for (const parameters of parameterSets(operation)) {
      expect(operation.stateBytes(parameters) % 8, title(operation, parameters)).toBe(0);
      const columns = columnsFor(operation, bars, "gaps", 12);
      const whole = run(operation, parameters, columns);
      for (const cut of [1, 7, 50, 51, 159]) {
        const head = run(
          operation,
          parameters,
          columns.map((column) => column.slice(0, cut)),
        );
        const tail = columns.map((column) => column.slice(cut));
        const rest = run(operation, parameters, tail, { state: head.state });
        expectSameBits(
          rest.outputs,
          whole.outputs.map((column) => column.slice(cut)),
        );
      }
    }
  });

  it("gives the same bits however the bars are cut (law 3)", () => {
    const sets = parameterSets(operation);
    assert(
      property(
        integer({ min: 0, max: sets.length - 1 }),
        constantFrom(...tempers),
        integer({ min: 1, max: 1_000_000 }),
        array(integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 12 }),
        (set, temper, seed, chunks) => {
          const parameters = sets[set] ?? [];
          const columns = columnsFor(operation, bars, temper, seed);
          expectSameRun(run(operation, parameters, columns, { chunks }), run(operation, parameters, columns));
        },
      ),
      { seed: 3, numRuns: 40 },
    );
  });

  it("gives the same bits bar by bar (law 3)", () => {
    for (const parameters of parameterSets(operation))
      for (const temper of tempers) {
        const columns = columnsFor(operation, bars, temper, 13);
        expectSameRun(
          run(operation, parameters, columns, { chunks: [1] }),
          run(operation, parameters, columns),
        );
      }
  });
});
