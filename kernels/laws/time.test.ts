import { describe, expect, it } from "vitest";
import { run } from "../testing/run-operation.js";
import { expectSameBits } from "./assert.js";
import { columnsFor, computed, parameterSets, title } from "./cases.js";

const epsilon = 1e-6;

/** The first bar on which every output has a value. */
function firstBar(outputs: readonly Float64Array[]): number {
  const bars = outputs[0]?.length ?? 0;
  for (let bar = 0; bar < bars; bar++) if (outputs.every((column) => !Number.isNaN(column[bar]))) return bar;
  return Infinity;
}

/** The columns of one market up to a bar, then those of another. */
function spliced(
  head: readonly Float64Array[],
  tail: readonly Float64Array[],
  bar: number,
): readonly Float64Array[] {
  return head.map((column, k) => Float64Array.from(column, (x, i) => (i < bar ? x : (tail[k]?.[i] ?? NaN))));
}

function lengthened(parameters: readonly number[], position: number): readonly number[] {
  return parameters.map((value, k) => (k === position ? value + 1 : value));
}

describe.each(computed)("$name", (operation) => {
  it("has its first value where the declaration says (law 5)", () => {
    for (const parameters of parameterSets(operation)) {
      const first = operation.first(parameters);
      for (const seed of [31, 32]) {
        const { outputs } = run(operation, parameters, columnsFor(operation, first + 60, "walk", seed));
        expect(firstBar(outputs), title(operation, parameters)).toBe(first);
      }
    }
  });

  it("does not start or settle earlier for a longer length, nor settle before it starts", () => {
    for (const parameters of parameterSets(operation)) {
      expect(operation.settled(parameters, epsilon)).toBeGreaterThanOrEqual(operation.first(parameters));
      operation.parameters.forEach((parameter, position) => {
        if (parameter.kind !== "length") return;
        const longer = lengthened(parameters, position);
        expect(operation.first(longer)).toBeGreaterThanOrEqual(operation.first(parameters));
        expect(operation.settled(longer, epsilon)).toBeGreaterThanOrEqual(
          operation.settled(parameters, epsilon),
        );
      });
    }
  });

  it("does not change when the future does (law 6)", () => {
    for (const parameters of parameterSets(operation))
      for (const bar of [1, 40, 97, 139]) {
        const past = columnsFor(operation, 140, "walk", 41);
        const other = columnsFor(operation, 140, "gaps", 42);
        const known = run(operation, parameters, past);
        const changed = run(operation, parameters, spliced(past, other, bar));
        expectSameBits(changed.outputs, known.outputs, { to: bar });
      }
  });

  it("has forgotten what lies before its settled bar", () => {
    for (const parameters of parameterSets(operation)) {
      const settled = operation.settled(parameters, epsilon);
      if (!Number.isFinite(settled)) continue;
      const change = 25;
      const bars = change + settled + 40;
      const market = columnsFor(operation, bars, "walk", 51);
      const other = columnsFor(operation, bars, "walk", 52);
      const a = run(operation, parameters, market).outputs;
      const b = run(operation, parameters, spliced(other, market, change)).outputs;
      a.forEach((column, output) => {
        const scale = Math.max(...column.map((x) => (Number.isNaN(x) ? 0 : Math.abs(x))));
        for (let bar = change + settled; bar < bars; bar++)
          if (!(Math.abs((column[bar] ?? 0) - (b[output]?.[bar] ?? 0)) <= 20 * epsilon * scale))
            expect.fail(`${title(operation, parameters)}, bar ${bar}: ${column[bar]} or ${b[output]?.[bar]}`);
      });
    }
  });
});
