import { describe, expect, it } from "vitest";
import { findOperation } from "../catalog/index.js";
import { run } from "../testing/run-operation.js";
import { random } from "./cases.js";

/*
 * Law 8 for the sums that never end: within 1e-12 of exact arithmetic over a million bars. Volumes are whole multiples
 * of 2⁻⁴⁰ and prices of 2⁻¹⁰, so that the exact sums are whole numbers, while doubles have to round them.
 */
const bars = 1_000_000;
const volumeUnit = 2 ** -40;
const priceUnit = 2 ** -10;

const next = random(8);
const volume = Float64Array.from({ length: bars }, () => Math.round(next() * 2 ** 46) * volumeUnit);
let price = 30_000;
const close = Float64Array.from({ length: bars }, () => {
  price = Math.max(1_000, price + 100 * (next() - 0.5));
  return Math.round(price / priceUnit) * priceUnit;
});
const time = Float64Array.from({ length: bars }, (_, bar) => 60_000 * bar);

function outputOf(
  name: string,
  parameters: readonly number[],
  columns: readonly Float64Array[],
): Float64Array {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(name);
  return run(operation, parameters, columns, { chunks: [4096] }).outputs[0] ?? new Float64Array();
}

function expectClose(actual: number | undefined, numerator: bigint, denominator: bigint, unit: number): void {
  // Eighteen more digits than a double has, then back.
  const scale = 10n ** 30n;
  const exact = (Number((numerator * scale) / denominator) / 1e30) * unit;
  expect(Math.abs((actual ?? NaN) - exact)).toBeLessThanOrEqual(1e-12 * Math.abs(exact));
}

describe("sums without end", () => {
  it("obv", () => {
    const ours = outputOf("obv", [], [close, volume]);
    let exact = 0n;
    for (let bar = 1; bar < bars; bar++) {
      const direction = Math.sign((close[bar] ?? 0) - (close[bar - 1] ?? 0));
      exact += BigInt(direction) * BigInt((volume[bar] ?? 0) / volumeUnit);
      if (bar % 99_999 === 0) expectClose(ours[bar], exact, 1n, volumeUnit);
    }
  });

  it("vwap that never begins anew", () => {
    const never = 3;
    const ours = outputOf("vwap", [never, 0], [close, time, volume]);
    let money = 0n;
    let traded = 0n;
    for (let bar = 0; bar < bars; bar++) {
      const amount = BigInt((volume[bar] ?? 0) / volumeUnit);
      money += amount * BigInt((close[bar] ?? 0) / priceUnit);
      traded += amount;
      if (bar % 99_999 === 0) expectClose(ours[bar], money, traded, priceUnit);
    }
  });
});
