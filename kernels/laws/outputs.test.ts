import { describe, expect, it } from "vitest";
import { run } from "../testing/run-operation.js";
import { columnsFor, computed, parameterSets, title } from "./cases.js";

const records = computed.filter((operation) => operation.outputs.length > 1);

describe.each(records)("$name", (operation) => {
  it("has the first value of each output where the output, or else the operation, says (law 5)", () => {
    for (const parameters of parameterSets(operation)) {
      const last = operation.first(parameters);
      const { outputs } = run(operation, parameters, columnsFor(operation, last + 60, "walk", 33));
      operation.outputs.forEach((output, k) => {
        const where = `${title(operation, parameters)}.${output.name}`;
        const first = (output.first ?? operation.first)(parameters);
        expect(first, where).toBeLessThanOrEqual(last);
        expect(
          outputs[k]?.findIndex((x) => !Number.isNaN(x)),
          where,
        ).toBe(first);
      });
    }
  });

  it("settles each output no earlier than it starts and no later than the whole", () => {
    for (const parameters of parameterSets(operation))
      for (const output of operation.outputs) {
        const first = (output.first ?? operation.first)(parameters);
        const settled = (output.settled ?? operation.settled)(parameters, 1e-6);
        expect(settled).toBeGreaterThanOrEqual(first);
        expect(settled).toBeLessThanOrEqual(operation.settled(parameters, 1e-6));
      }
  });
});
