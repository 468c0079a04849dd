import { describe, expect, it } from "vitest";
import { price, ratio, sameUnit, type Operation, type Range } from "../catalog/index.js";
import { twins } from "../twins/index.js";
import { run } from "../testing/run-operation.js";
import { columnsFor, computed, parameterSets, tempers, title } from "./cases.js";

/** Whether a column is measured in prices: an input of any unit (taken as one) or a price column of the bar. */
function scalable(operation: Operation, position: number): boolean {
  const input = operation.inputs[position];
  if (input === undefined) {
    const name = operation.bar[position - operation.inputs.length];
    return name !== undefined && name !== "volume" && name !== "time";
  }
  if (input.type !== "number") return false;
  return typeof input.unit === "string" || (!sameUnit(input.unit, ratio) && sameUnit(input.unit, price));
}

function extent(column: Float64Array): Range {
  const present = column.filter((x) => !Number.isNaN(x));
  return { low: Math.min(...present), high: Math.max(...present) };
}

function expectNear(actual: number, expected: number, slack: number, where: string): void {
  if (Number.isNaN(actual) && Number.isNaN(expected)) return;
  if (!(Math.abs(actual - expected) <= slack)) expect.fail(`${where}: ${actual}, expected ${expected}`);
}

describe.each(computed)("$name", (operation) => {
  it("scales with the price as declared (homogeneity)", () => {
    for (const parameters of parameterSets(operation))
      for (const temper of ["walk", "gaps", "flat"] as const)
        for (const factor of [16, 1 / 64, 3]) {
          const columns = columnsFor(operation, 150, temper, 61);
          const scaled = columns.map((column, k) =>
            scalable(operation, k) ? column.map((x) => x * factor) : column,
          );
          const plain = run(operation, parameters, columns).outputs;
          const other = run(operation, parameters, scaled).outputs;
          operation.outputs.forEach(({ degree, name }, output) => {
            if (degree === undefined || (factor === 3 && operation.outputs[output]?.type === "truth")) return;
            const power = factor ** degree;
            const size = Math.max(
              ...(plain[output] ?? []).map((x) => (Number.isNaN(x) ? 0 : Math.abs(x * power))),
            );
            plain[output]?.forEach((x, bar) => {
              const slack = factor === 3 ? 1e-9 * Math.abs(x * power) + 1e-11 * size : 0;
              const where = `${title(operation, parameters)}.${name} × ${factor} ${temper}, bar ${bar}`;
              expectNear(other[output]?.[bar] ?? NaN, x * power, slack, where);
            });
          });
        }
  });

  it("stays in its declared range", () => {
    for (const parameters of parameterSets(operation))
      for (const temper of tempers) {
        const columns = columnsFor(operation, 150, temper, 71);
        const { outputs } = run(operation, parameters, columns);
        operation.outputs.forEach(({ range, name }, output) => {
          const bounds = typeof range === "function" ? range(columns.map(extent), parameters) : range;
          const slack = 1e-9 * (finiteSize(bounds.low) + finiteSize(bounds.high));
          outputs[output]?.forEach((x, bar) => {
            if (x < bounds.low - slack || x > bounds.high + slack)
              expect.fail(
                `${title(operation, parameters)}.${name} ${temper}, bar ${bar}: ${x} outside ${bounds.low} … ${bounds.high}`,
              );
          });
        });
      }
  });

  it("agrees with its twin", () => {
    const twin = twins[operation.name];
    if (twin === undefined) throw new Error(`${operation.name} has no twin.`);
    for (const parameters of parameterSets(operation, 5))
      for (const temper of tempers) {
        const columns = columnsFor(operation, 220, temper, 81);
        const bars = [...(columns[0] ?? [])].map((_, bar) => bar);
        const skips = operation.missing === "skip";
        const present = skips
          ? bars.filter((bar) => columns.every((column) => !Number.isNaN(column[bar])))
          : bars;
        const expected = twin(
          parameters,
          columns.map((column) => present.map((bar) => column[bar] ?? NaN)),
        );
        const { outputs } = run(operation, parameters, columns);
        operation.outputs.forEach(({ name, degree = 0 }, output) => {
          const largest = Math.max(
            1e-300,
            ...columns
              .flatMap((column) => [...column])
              .filter((x) => !Number.isNaN(x))
              .map(Math.abs),
          );
          present.forEach((bar, position) => {
            const wanted = expected[output]?.[position] ?? NaN;
            const slack =
              1e-9 * Math.abs(wanted) +
              1e-12 * (temper === "wild" ? largest ** degree : Math.min(largest, 1e4) ** degree);
            const where = `${title(operation, parameters)}.${name} ${temper}, bar ${bar}`;
            expectNear(outputs[output]?.[bar] ?? NaN, wanted, slack, where);
          });
        });
      }
  });
});

function finiteSize(bound: number): number {
  return Number.isFinite(bound) ? Math.abs(bound) : 0;
}
