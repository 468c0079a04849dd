import { expect } from "vitest";
import { missingBits } from "../loader.js";
import type { Run } from "../testing/run-operation.js";

/** Law 1: every value is a finite number or the one NaN. */
export function expectClean(outputs: readonly Float64Array[]): void {
  for (const column of outputs) {
    const bits = new BigUint64Array(column.buffer, column.byteOffset, column.length);
    column.forEach((x, bar) => {
      if (Number.isFinite(x)) return;
      if (bits[bar] !== missingBits) expect.fail(`bar ${bar}: ${x} with bits ${bits[bar]?.toString(16)}`);
    });
  }
}

/** The same bits in every column, from one bar to another. */
export function expectSameBits(
  actual: readonly Float64Array[],
  expected: readonly Float64Array[],
  range: { readonly from?: number; readonly to?: number } = {},
): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((column, output) => {
    const wanted = bitsOf(column);
    const got = bitsOf(actual[output] ?? new Float64Array());
    for (let bar = range.from ?? 0; bar < (range.to ?? column.length); bar++)
      if (wanted[bar] !== got[bar])
        expect.fail(`output ${output}, bar ${bar}: ${actual[output]?.[bar]}, expected ${column[bar]}`);
  });
}

/** The same outputs and the same state, to the last bit. */
export function expectSameRun(actual: Run, expected: Run): void {
  expectSameBits(actual.outputs, expected.outputs);
  expect(Buffer.from(actual.state).toString("hex")).toBe(Buffer.from(expected.state).toString("hex"));
}

function bitsOf(column: Float64Array): BigUint64Array {
  return new BigUint64Array(column.buffer, column.byteOffset, column.length);
}
