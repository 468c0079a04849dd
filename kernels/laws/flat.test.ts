import { describe, expect, it } from "vitest";
import { findOperation } from "../catalog/index.js";
import { run } from "../testing/run-operation.js";
import { random } from "./cases.js";

/*
 * Thin markets stand still for hours. There an average must stand still too: one that trembles in its last digit would
 * cross the price, or another average, on bars on which nothing happened.
 */
const moving = 300;
const still = 600;

/** Prices on a grid of ticks that move, then stay at one value which doubles cannot hold exactly. */
function stopping(seed: number): Float64Array {
  const next = random(seed);
  const last = Math.round(100 * (4000 + 600 * next())) / 100 + 0.01;
  return Float64Array.from({ length: moving + still }, (_, bar) =>
    bar < moving ? Math.round(100 * (4000 + 600 * next())) / 100 : last,
  );
}

const volumes = Float64Array.from({ length: moving + still }, random(99));

function outputOf(name: string, parameters: readonly number[], prices: Float64Array): Float64Array {
  const operation = findOperation(name);
  if (operation === undefined) throw new Error(`No operation ${name}.`);
  const columns = operation.bar.length === 0 ? [prices] : [prices, volumes];
  return run(operation, parameters, columns).outputs[0] ?? new Float64Array();
}

describe("where the price stands still", () => {
  it.each(["sma", "wma", "hma", "vwma", "highest", "median"])("%s is the price to the last bit", (name) => {
    for (const length of [2, 3, 7, 20, 49])
      for (const seed of [1, 2, 3]) {
        const prices = stopping(seed);
        const settled = moving + 2 * length;
        const expected = prices.slice(settled);
        expect(outputOf(name, [length], prices).slice(settled), `${name}(${length})`).toEqual(expected);
      }
  });

  it.each(["ema", "rma"])("%s comes to rest beside it", (name) => {
    for (const length of [1, 2, 3, 7, 12, 14])
      for (const seed of [1, 2, 3]) {
        const prices = stopping(seed);
        const rest = new Set(outputOf(name, [length, 0], prices).slice(-60));
        expect(rest.size, `${name}(${length})`).toBe(1);
        expect(Math.abs(([...rest][0] ?? NaN) / (prices.at(-1) ?? NaN) - 1)).toBeLessThan(1e-13);
      }
  });

  it("variance, stdev and zscore know no movement", () => {
    const prices = stopping(4);
    for (const name of ["variance", "stdev"])
      expect(new Set(outputOf(name, [20, 0], prices).slice(moving + 20))).toEqual(new Set([0]));
    expect(new Set(outputOf("zscore", [20, 0], prices).slice(moving + 20))).toEqual(new Set([NaN]));
  });
});
