import { describe, expect, it } from "vitest";
import { findOperation } from "../catalog/index.js";
import { run } from "../testing/run-operation.js";
import { twins } from "../twins/index.js";
import { expectClean, expectSameRun } from "./assert.js";
import { columnsFor, computed, tempers } from "./cases.js";

/*
 * Long windows, which some operations keep in another way than short ones (an ordered array becomes a tree), under the
 * laws of chunks and of missing values, and the ordered ones against their twins.
 */
const long = 700;

const lengthy = computed.filter((operation) =>
  operation.parameters.some((parameter) => parameter.kind === "length"),
);

function longParameters(operation: (typeof computed)[number]): readonly number[] {
  return operation.parameters.map((parameter, k) => {
    if (parameter.kind === "length") return Math.min(parameter.high, long + 13 * k);
    if (parameter.kind === "choice") return 0;
    return parameter.fallback ?? 0.37;
  });
}

describe.each(lengthy)("$name over long windows", (operation) => {
  it("gives the same bits however the bars are cut", () => {
    const parameters = longParameters(operation);
    for (const temper of tempers) {
      const columns = columnsFor(operation, 2300, temper, 91);
      const whole = run(operation, parameters, columns);
      expectClean(whole.outputs);
      for (const chunks of [[1], [699, 2, 701], [64]])
        expectSameRun(run(operation, parameters, columns, { chunks }), whole);
    }
  });
});

describe("ordered windows", () => {
  it.each(["median", "quantile", "percent_rank"])(
    "%s agrees with its twin on both sides of the change",
    (name) => {
      const operation = findOperation(name);
      const twin = twins[name];
      if (operation === undefined || twin === undefined) throw new Error(`No operation ${name}.`);
      for (const length of [256, 257, 512, 513])
        for (const temper of ["walk", "flat", "wild"] as const) {
          const parameters = longParameters(operation).map((value, k) => (k === 0 ? length : value));
          const columns = columnsFor(operation, 1400, temper, 92);
          const [expected = []] = twin(
            parameters,
            columns.map((column) => [...column]),
          );
          const [actual] = run(operation, parameters, columns).outputs;
          expected.forEach((wanted, bar) => {
            const got = actual?.[bar] ?? NaN;
            if (Number.isNaN(wanted) && Number.isNaN(got)) return;
            if (!(Math.abs(got - wanted) <= 1e-12 * Math.abs(wanted)))
              expect.fail(`${name}(${length}) ${temper}, bar ${bar}: ${got}, expected ${wanted}`);
          });
        }
    },
  );
});
