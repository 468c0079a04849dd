import { expect } from "vitest";
import { findOperation } from "../catalog/index.js";
import { run } from "../testing/run-operation.js";

export interface Tolerance {
  /** Allowed difference relative to the expected value. */
  readonly relative?: number;
  /** Allowed difference for values near zero, or half of the last printed digit. */
  readonly absolute?: number;
  /** Bars at the start that are not compared, for programs that warm up differently. */
  readonly skip?: number;
  /** Bars with an expected NaN are not compared (the other program starts later, or leaves cells empty). */
  readonly ignoreMissing?: boolean;
}

/** Runs an operation by name: inputs and bar columns in the catalogue's order; choices are indices. */
export function calculate(
  name: string,
  parameters: readonly number[],
  ...columns: readonly Float64Array[]
): readonly Float64Array[] {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(`No operation ${name}.`);
  const wanted = operation.inputs.length + operation.bar.length;
  if (columns.length !== wanted) throw new Error(`${name} needs ${wanted} columns, not ${columns.length}.`);
  if (parameters.length !== operation.parameters.length)
    throw new Error(`${name} needs ${operation.parameters.length} parameters.`);
  return run(operation, parameters, columns).outputs;
}

/** The output of an operation that has one. */
export function calculateOne(
  name: string,
  parameters: readonly number[],
  ...columns: readonly Float64Array[]
): Float64Array {
  return calculate(name, parameters, ...columns)[0] ?? new Float64Array();
}

/** Asserts that two columns agree bar by bar, missing where missing; names the worst bar when they do not. */
export function expectColumn(
  actual: Float64Array | undefined,
  expected: Float64Array,
  tolerance: Tolerance = {},
): void {
  if (actual === undefined) throw new Error("There is no such output.");
  expect(actual.length).toBe(expected.length);
  const { relative = 1e-9, absolute = 0, skip = 0, ignoreMissing = false } = tolerance;
  let compared = 0;
  for (let bar = skip; bar < expected.length; bar++) {
    const wanted = expected[bar] ?? NaN;
    const got: number = actual[bar] ?? NaN;
    if (Number.isNaN(wanted) && ignoreMissing) continue;
    if (Number.isNaN(wanted) && Number.isNaN(got)) continue;
    compared++;
    const difference = Math.abs(got - wanted);
    if (!(difference <= relative * Math.abs(wanted) + absolute))
      expect.fail(`bar ${bar}: ${got}, expected ${wanted}, differs by ${difference}`);
  }
  expect(compared).toBeGreaterThan(0);
}
