import { expect, it } from "vitest";
import { describeShared, sharedPath } from "../../tests/shared.js";
import { calculate, calculateOne } from "./compare.js";

/** Choices by their place in the catalogue. */
const wilder = 0;
const skipped = 1;
const population = 0;
const seedFirst = 1;

interface Bars {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** The last values that the shared benchmark work states for its million bars (1e-9). */
describeShared("the shared benchmark work", () => {
  it("has the stated last values", async () => {
    const module: unknown = await import(sharedPath("bench", "baseline.mjs"));
    const { high, low, close } = makeBars(module);
    const [middle, upper, lower] = calculate("bollinger", [20, 2, population], close);
    const [line, signal] = calculate("macd", [12, 26, 9, seedFirst], close);
    for (const [ours, stated] of [
      [last(calculateOne("ema", [12, seedFirst], close)), 45638.5996749172],
      [last(calculateOne("rsi", [14, wilder], close)), 49.97788913037005],
      [last(calculateOne("atr", [14, wilder, skipped], high, low, close)), 36.205080729949614],
      [last(lower), 45505.981956537704],
      [last(middle), 45619.86617155115],
      [last(upper), 45733.75038656459],
      [last(line), -0.5860059831684339],
      [last(signal), -2.037902113654317],
    ] as const)
      expect(Math.abs(ours - stated)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(stated)));
  });
});

function last(column: Float64Array | undefined): number {
  return column?.at(-1) ?? NaN;
}

function makeBars(module: unknown): Bars {
  if (typeof module !== "object" || module === null || !("makeBars" in module)) throw new Error("No bars.");
  if (typeof module.makeBars !== "function") throw new Error("No bars.");
  const bars: Bars = module.makeBars(1_000_000);
  return bars;
}
