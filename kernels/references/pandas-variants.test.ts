import { describe, expect, it } from "vitest";
import { calculate, calculateOne } from "./compare.js";

/*
 * The indicators of models that were trained with pandas: `ewm(span=w, adjust=False)` averages everywhere, sample
 * deviations. The series and the values are those that the formulas gave under pandas 2.3.3 and numpy 2.4.6.
 */

const round4 = (x: number): number => Math.round(x * 1e4) / 1e4;
const close = Float64Array.from({ length: 40 }, (_, i) => round4(100 + 10 * Math.sin(i / 3) + 0.25 * i));
const open = Float64Array.from(close, (_, i) => close[i - 1] ?? 100);
const ends = (rule: (a: number, b: number, i: number) => number): Float64Array =>
  Float64Array.from(close, (c, i) => round4(rule(c, open[i] ?? NaN, i)));
const high = ends((c, o, i) => Math.max(c, o) + 0.5 + 0.1 * (i % 3));
const low = ends((c, o, i) => Math.min(c, o) - 0.4 - 0.1 * (i % 4));
const volume = Float64Array.from(close, (_, i) => 1000 + 50 * (i % 7));

/** Choices by their place in the catalogue. */
const span = 1;
const counted = 0;
const seedFirst = 1;
const sample = 1;

const [line, signal, histogram] = calculate("macd", [3, 6, 4, seedFirst], close);
const [, upper, lower, width, position] = calculate("bollinger", [5, 2, sample], close);
/** RSI(3) of a few prices. */
function strength(prices: readonly number[]): readonly number[] {
  return [...calculateOne("rsi", [3, span], Float64Array.from(prices))];
}

const averageVolume = calculateOne("sma", [5], volume);

describe("pandas variants", () => {
  it.each([
    ["sma", calculateOne("sma", [5], close), 4, 106.01794, 106.08042, 107.18932],
    ["ema", calculateOne("ema", [5, seedFirst], close), 4, 106.947753086, 104.671683261, 108.482781018],
    ["rsi", calculateOne("rsi", [5, span], close), 4, 100, 7.74491872905, 95.7652484737],
    ["macd line", line, 5, 2.27264617403, -1.78905373291, 2.92088888488],
    ["macd signal", signal, 8, 0.997686691699, -0.57695878685, 1.64339724033],
    ["macd histogram", histogram, 8, -0.95229002774, -1.21209494606, 1.27749164455],
    ["roc", calculateOne("roc", [4], close), 4, 10.7194, -9.04098812764, 12.9144676997],
    ["bollinger upper", upper, 4, 114.672122719, 114.140732658, 117.61625163],
    ["bollinger lower", lower, 4, 97.3637572811, 98.0201073418, 96.7623883704],
    ["bollinger width", width, 4, 0.163258835606, 0.151966077401, 0.194551689097],
    ["bollinger position", position, 4, 0.771629346913, 0.159683176532, 0.824274687906],
    [
      "atr",
      calculateOne("atr", [5, span, counted], high, low, close),
      4,
      2.96483580247,
      3.54577392505,
      4.17015662515,
    ],
    ["average volume", averageVolume, 4, 1100, 1120, 1100],
    [
      "volume ratio",
      volume.map((x, i) => x / (averageVolume[i] ?? NaN)),
      4,
      1.09090909091,
      1.02678571429,
      1.09090909091,
    ],
  ])("%s", (_, column = new Float64Array(), first, atFirst, at10, at39) => {
    expect(column.findIndex((x) => !Number.isNaN(x))).toBe(first);
    for (const [bar, wanted] of [
      [first, atFirst],
      [10, at10],
      [39, at39],
    ] as const)
      // Twelve digits are printed.
      expect(Math.abs((column[bar] ?? NaN) - wanted)).toBeLessThanOrEqual(
        5.1e-12 * 10 ** Math.ceil(Math.log10(Math.abs(wanted))),
      );
  });

  it("rsi of prices that only rise, only fall or stand still", () => {
    expect(strength([1, 2, 3, 4, 5, 6])).toEqual([NaN, NaN, 100, 100, 100, 100]);
    expect(strength([6, 5, 4, 3, 2, 1])).toEqual([NaN, NaN, 0, 0, 0, 0]);
    expect(strength([5, 5, 5, 5, 5, 5])).toEqual([NaN, NaN, NaN, NaN, NaN, NaN]);
  });
});
