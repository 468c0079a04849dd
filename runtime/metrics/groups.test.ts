import { describe, expect, test } from "vitest";
import { uniformFrom } from "../data/synthesize/random.js";
import { groupWidth } from "../statistics/groups.js";
import { autocorrelations, sharpeScale, usefulLags } from "../statistics/autocorrelation.js";
import { MetricsAccumulator, type MetricsChunk } from "./accumulate.js";
import { computeMetrics } from "./index.js";

const day = 86_400_000;

function chunkOf(equity: Float64Array): MetricsChunk {
  const time = equity.map((_, i) => i * day);
  return { time, equity, close: equity, position: equity.map(() => 1) };
}

function walk(count: number, seed: number, spread = 0.02): Float64Array {
  const uniform = uniformFrom(seed);
  let mark = 1000;
  return Float64Array.from({ length: count }, (_, i) =>
    i === 0 ? mark : (mark *= 1 + spread * (uniform() - 0.49)),
  );
}

/** The groups as their columns are defined, from whole arrays. */
function slowGroups(equity: Float64Array, length: number, target: number): readonly (readonly number[])[] {
  const groups: number[][] = [];
  for (let first = 0; first < equity.length; first += length) {
    const marks = [...equity.subarray(Math.max(0, first - 1), first + length)];
    if (marks.length < 2) continue;
    const [before = 1] = marks;
    const r = marks.slice(1).map((mark, i) => (mark - (marks[i] ?? 1)) / (marks[i] ?? 1));
    const sum = r.reduce((total, value) => total + value, 0);
    groups.push([
      r.length,
      sum,
      r.reduce((total, value) => total + (value - sum / r.length) ** 2, 0),
      r.reduce((total, value) => total + Math.min(value - target, 0) ** 2, 0),
      (marks.at(-1) ?? 1) / before,
      Math.max(...marks) / before,
      Math.min(...marks.slice(1)) / before,
      Math.min(...marks.map((mark, i) => mark / Math.max(...marks.slice(0, i + 1)) - 1)),
    ]);
  }
  return groups;
}

function groupsFrom(equity: Float64Array, piece: number, target = 0, bars = equity.length) {
  const accumulator = new MetricsAccumulator({ bars, interval: day, target });
  for (let from = 0; from < equity.length; from += piece)
    accumulator.add(chunkOf(equity.subarray(from, from + piece)));
  return accumulator.uncertaintyFacts().groups;
}

describe("the pieces of a run", () => {
  // Around one bar a group, one group a block, and several blocks a group.
  test.each([
    [2, 1],
    [512, 1],
    [513, 2],
    [5000, 16],
    [40_961, 128],
    [524_289, 2048],
  ])("of %i bars are %i long and what their columns say", (bars, length) => {
    const equity = walk(bars, bars, bars > 100_000 ? 0.001 : 0.02);
    const found = groupsFrom(equity, 777, 0.001);
    const expected = slowGroups(equity, length, 0.001);
    expect(found?.length).toBe(length);
    expect(found?.count).toBe(expected.length);
    for (const [k, row] of expected.entries())
      for (const [c, value] of row.entries())
        expect(Math.abs((found?.rows[k * groupWidth + c] ?? Number.NaN) - value)).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(value)),
        );
  });

  test("do not depend on the cut of the bars, and are none when more bars come than announced", () => {
    const equity = walk(9001, 3);
    const whole = groupsFrom(equity, 9001);
    for (const piece of [1, 13, 1024, 4096]) expect(groupsFrom(equity, piece)).toEqual(whole);
    expect(groupsFrom(equity, 4096, 0, 3000)).toBeNull();
  });

  test("of a lost account stay countable", () => {
    const equity = walk(3000, 5);
    equity.fill(0, 1500);
    const rows = groupsFrom(equity, 3000)?.rows ?? new Float64Array();
    expect(rows.every((value) => Number.isFinite(value))).toBe(true);
    const accumulator = new MetricsAccumulator({ bars: 3000, interval: day });
    accumulator.add(chunkOf(equity));
    expect(accumulator.finish()).toMatchObject({ totalReturn: -1, maxDrawdown: -1 });
  });
});

describe("metrics of the pieces", () => {
  test("the corrected Sharpe ratio is Lo's on bars that fit into groups of one", () => {
    const equity = walk(500, 11);
    const r = equity.slice(1).map((mark, i) => mark / (equity[i] ?? 1) - 1);
    const mean = r.reduce((sum, value) => sum + value, 0) / r.length;
    const deviation = Math.sqrt(r.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (r.length - 1));
    const scale = sharpeScale(autocorrelations(r, usefulLags(r.length)), 365) ?? Number.NaN;
    const metrics = computeMetrics(chunkOf(equity), [], { interval: day });
    // 4 · 4.99^(2/9)
    expect(usefulLags(499)).toBe(5);
    expect((metrics.correctedSharpe ?? 0) / ((mean / deviation) * scale)).toBeCloseTo(1, 9);
  });

  test("correlated bars have a lower corrected ratio, and the plain one is right without correlation", () => {
    const smooth = walk(4000, 2);
    const r = smooth.slice(1).map((mark, i) => mark / (smooth[i] ?? 1) - 1);
    for (let t = 1; t < r.length; t++) r[t] = 0.7 * (r[t - 1] ?? 0) + 0.3 * (r[t] ?? 0);
    let mark = 1000;
    const equity = Float64Array.from([mark, ...r], (change, i) => (i === 0 ? mark : (mark *= 1 + change)));
    const correlated = computeMetrics(chunkOf(equity), [], { interval: day });
    // An AR(1) of 0.7: variance of long sums (1 + 0.7)/(1 − 0.7) times that of one.
    const ratio = (correlated.correctedSharpe ?? 0) / (correlated.sharpe ?? 0);
    expect(Math.abs(ratio - Math.sqrt(0.3 / 1.7))).toBeLessThan(0.06);
  });

  test("serenity by hand", () => {
    // Returns +10 %, −10 %, −10 %, +20 %; peak 110; falls 0, −0.1, −0.19, −0.028; deepest twentieth: the one deepest.
    const equity = Float64Array.of(100, 110, 99, 89.1, 106.92);
    const s = Math.sqrt((0.075 ** 2 + 0.125 ** 2 * 2 + 0.175 ** 2) / 3);
    const ulcer = Math.sqrt((0.1 ** 2 + 0.19 ** 2 + 0.028 ** 2) / 4);
    const metrics = computeMetrics(chunkOf(equity), [], { interval: day });
    expect(metrics.serenity).toBeCloseTo(0.1 / (ulcer * (0.19 / s)), 9);
    expect(metrics.continuousKelly).toBeCloseTo(0.025 / s ** 2, 9);
    expect(metrics.treynor).toBeCloseTo(0.025 * 365, 9);
  });
});
