import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalFrom, uniformFrom } from "../data/synthesize/random.js";
import { optimalBlockLength } from "./block-length.js";
import { bootstrapMeans } from "./bootstrap-means.js";
import { dominance } from "./dominance.js";
import { acceleratedInterval, percentileInterval } from "./interval.js";
import { longRunDeviation } from "./long-run-deviation.js";
import { mean } from "./moments.js";
import { backtestOverfitting } from "./overfitting.js";
import { realityCheck } from "./reality-check.js";
import { blockSource, type ResamplingMethod } from "./resampling.js";
import { ruleSignificance } from "./rule-significance.js";
import { evenSplits } from "./splits.js";
import { stepdown } from "./stepdown.js";
import { averageCorrelation, effectiveTrials } from "./trials.js";

const methods: readonly ResamplingMethod[] = ["moving", "circular", "stationary"];

function noise(columns: number, rows: number, seed: number, drift = 0): readonly Float64Array[] {
  const normal = () => normalFrom(uniform);
  const uniform = uniformFrom(seed);
  return Array.from({ length: columns }, () =>
    Float64Array.from({ length: rows }, () => drift + 0.01 * normal()),
  );
}

describe("blocks", () => {
  test("of a path come to the length of the sample, and those of a moving one lie inside it", () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.double({ min: 1, max: 40, noNaN: true }));
    fc.assert(
      fc.property(fc.constantFrom(...methods), sizes, fc.integer(), (method, [rows, length], seed) => {
        const next = blockSource({ method, length, paths: 5, seed }, rows, uniformFrom(seed));
        for (let path = 0; path < 5; path++) {
          const { count, starts, lengths } = next();
          const parts = [...lengths.subarray(0, count)];
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(rows);
          expect(Math.min(...parts)).toBeGreaterThan(0);
          for (let k = 0; k < count; k++) {
            expect(starts[k]).toBeGreaterThanOrEqual(0);
            expect(starts[k]).toBeLessThan(rows);
            if (method === "moving") expect((starts[k] ?? 0) + (lengths[k] ?? 0)).toBeLessThanOrEqual(rows);
          }
        }
      }),
    );
  });

  test("of the stationary kind have the mean length asked for, and a memoryless one", () => {
    const next = blockSource({ method: "stationary", length: 7, paths: 1, seed: 1 }, 100_000, uniformFrom(5));
    const { count, lengths } = next();
    const drawn = [...lengths.subarray(0, count - 1)];
    const average = drawn.reduce((sum, length) => sum + length, 0) / drawn.length;
    // Deviation of one length √42, of their mean 0.054.
    expect(Math.abs(average - 7)).toBeLessThan(0.25);
    const share = drawn.filter((length) => length > 7).length / drawn.length;
    expect(Math.abs(share - (6 / 7) ** 7)).toBeLessThan(0.02);
  });
});

describe("means over paths", () => {
  test("are those of the drawn values themselves", () => {
    const [column = new Float64Array()] = noise(1, 257, 9, 0.001);
    for (const method of methods) {
      const resampling = { method, length: 4, paths: 40, seed: 11 };
      const next = blockSource(resampling, 257, uniformFrom(11));
      bootstrapMeans([column], resampling, ([apart]) => {
        const { count, starts, lengths } = next();
        let sum = 0;
        for (let k = 0; k < count; k++)
          for (let i = 0; i < (lengths[k] ?? 0); i++) sum += column[((starts[k] ?? 0) + i) % 257] ?? 0;
        expect(apart).toBeCloseTo(sum / 257 - mean(column), 15);
      });
    }
  });

  test("spread as the closed form of the stationary bootstrap says", () => {
    const [column = new Float64Array()] = noise(1, 400, 3);
    // A memory, so that the block length matters.
    for (let t = 1; t < 400; t++) column[t] = (column[t] ?? 0) + 0.6 * (column[t - 1] ?? 0);
    const expected = longRunDeviation(column, 8);
    let squares = 0;
    bootstrapMeans([column], { method: "stationary", length: 8, paths: 20_000, seed: 2 }, ([apart]) => {
      squares += 400 * (apart ?? 0) ** 2;
    });
    // A deviation from 20,000 paths has an error of 0.5 %.
    expect(Math.abs(Math.sqrt(squares / 20_000) / expected - 1)).toBeLessThan(0.02);
  });

  test("the closed form is the sum of all autocovariances that it stands for", () => {
    const [column = new Float64Array()] = noise(1, 60, 4);
    const centre = mean(column);
    for (const length of [1, 2.5, 30, 1000]) {
      const p = 1 / length;
      let variance = 0;
      for (let i = 0; i < 60; i++) {
        let product = 0;
        for (let t = i; t < 60; t++) product += ((column[t] ?? 0) - centre) * ((column[t - i] ?? 0) - centre);
        const weight = (1 - i / 60) * (1 - p) ** i + (i / 60) * (1 - p) ** (60 - i);
        variance += ((i === 0 ? 1 : 2 * weight) * product) / 60;
      }
      expect(longRunDeviation(column, length) / Math.sqrt(variance)).toBeCloseTo(1, 10);
    }
  });
});

describe("splits", () => {
  test("are all ways to halve, each once, and the halves make the whole", () => {
    const seen = new Set<number>();
    evenSplits(
      Array.from({ length: 8 }, (_, block) => Float64Array.of(2 ** block)),
      8,
      ([one = 0], [other = 0]) => {
        expect(one + other).toBe(255);
        seen.add(one);
        seen.add(other);
      },
    );
    // C(8, 4)
    expect(seen.size).toBe(70);
  });
});

describe("overfitting", () => {
  test("of trials that are all noise is a coin, and choosing among them gains nothing", () => {
    const found = Array.from({ length: 12 }, (_, k) =>
      backtestOverfitting(noise(12, 320, 100 + k), { blocks: 8 }),
    );
    const average = found.reduce((sum, one) => sum + one.probability, 0) / found.length;
    expect(Math.abs(average - 0.5)).toBeLessThan(0.15);
  });

  test("of a trial that is truly better is nearly none", () => {
    const columns = noise(12, 320, 7).map((column, k) =>
      k === 4 ? column.map((value) => value + 0.005) : column,
    );
    const found = backtestOverfitting(columns, { blocks: 8 });
    expect(found.probability).toBeLessThan(0.02);
    expect(found.lossProbability).toBe(0);
    expect(found.dominance).toEqual({ first: true, second: true });
  });

  test("of a trial that was chosen for one half and loses on the other is certain", () => {
    // Two trials, the mirror of each other: what wins on one half loses on the other of a series that comes to 0.
    const flat = Float64Array.from(
      { length: 64 },
      (_, t) => (t % 2 === 0 ? 0.01 : -0.01) + (t < 32 ? 0.001 : -0.001),
    );
    const found = backtestOverfitting([flat, flat.map((value) => -value)], { blocks: 4 });
    expect(found.splits).toBe(6);
    expect(found.degradation?.slope).toBeLessThan(0);
  });
});

describe("tests for snooping", () => {
  test("reject worthless strategies as often as they should", () => {
    let [check, family] = [0, 0];
    const rounds = 60;
    for (let seed = 0; seed < rounds; seed++) {
      const columns = noise(8, 200, 1000 + seed);
      const resampling = { method: "stationary", length: 2, paths: 300, seed } as const;
      if (realityCheck(columns, resampling).pValue < 0.2) check++;
      if (stepdown(columns, resampling).some((value) => value < 0.2)) family++;
    }
    // One in five of 60, deviation 0.052.
    for (const share of [check / rounds, family / rounds]) expect(Math.abs(share - 0.2)).toBeLessThan(0.16);
  });

  test("name the good ones step by step and never a poorer one first", () => {
    const columns = noise(10, 500, 21).map((column, k) =>
      k < 3 ? column.map((v) => v + 0.002 + k / 1000) : column,
    );
    const values = stepdown(columns, { method: "stationary", length: 1, paths: 999, seed: 4 });
    expect([0, 1, 2].every((k) => (values[k] ?? 1) < 0.01)).toBe(true);
    expect(values.subarray(3).every((value) => value > 0.05)).toBe(true);
  });
});

describe("a rule", () => {
  test("that knows the next bar is significant, one that knows nothing is not, and drift alone does not count", () => {
    const [next = new Float64Array()] = noise(1, 600, 31, 0.003);
    const knowing = ruleSignificance(
      next.map((value) => Math.sign(value - 0.003)),
      next,
    );
    expect(knowing.blocks).toBeLessThan(0.001);
    const always = ruleSignificance(
      next.map(() => 1),
      next,
    );
    expect(always.mean).toBeCloseTo(0, 15);
    expect(always.blocks).toBeGreaterThan(0.3);
    expect(
      ruleSignificance(
        next.map(() => 0),
        next,
      ).blocks,
    ).toBe(1);
  });

  test("whose luck comes in runs is judged more mildly by single bars than by blocks", () => {
    const [steps = new Float64Array()] = noise(1, 800, 8);
    const next = steps.slice();
    for (let t = 1; t < 800; t++) next[t] = 0.9 * (next[t - 1] ?? 0) + (steps[t] ?? 0);
    const position = next.map((_, t) => (Math.floor(t / 40) % 2 === 0 ? 1 : -1));
    const found = ruleSignificance(position, next, { seed: 3 });
    expect(found.blockLength).toBeGreaterThan(5);
    const far = (p: number) => Math.abs(p - 0.5);
    expect(far(found.blocks)).toBeLessThanOrEqual(far(found.singleBars));
  });
});

describe("intervals", () => {
  test("hold the true mean about as often as they say", () => {
    let [percentile, accelerated] = [0, 0];
    const rounds = 200;
    for (let seed = 0; seed < rounds; seed++) {
      const [column = new Float64Array()] = noise(1, 60, 5000 + seed, 0.01);
      const point = mean(column);
      const values = new Float64Array(400);
      bootstrapMeans([column], { method: "stationary", length: 1, paths: 400, seed }, ([apart], path) => {
        values[path] = point + (apart ?? 0);
      });
      const left = column.map((value) => (60 * point - value) / 59);
      const holds = (one: { low: number; high: number } | null) =>
        one !== null && one.low <= 0.01 && 0.01 <= one.high;
      if (holds(percentileInterval(values, 0.9))) percentile++;
      if (holds(acceleratedInterval(values, point, left, 0.9))) accelerated++;
    }
    // 0.9 with a deviation of 0.021; small samples fall a little short.
    for (const share of [percentile / rounds, accelerated / rounds]) {
      expect(share).toBeGreaterThan(0.82);
      expect(share).toBeLessThan(0.97);
    }
  });

  test("move as the values do", () => {
    const values = Float64Array.from({ length: 999 }, (_, i) => i);
    const middle = percentileInterval(values, 0.9);
    expect(middle?.low).toBeCloseTo(49.9, 9);
    expect(middle?.high).toBeCloseTo(948.1, 9);
    const plain = acceleratedInterval(values, 499, Float64Array.of(1, 1, 1), 0.9);
    // Half below, no bend: the percentile interval, but for the rounding of Φ.
    expect(plain?.low).toBeCloseTo(49.9, 9);
    expect(plain?.high).toBeCloseTo(948.1, 9);
    const higher = acceleratedInterval(values, 600, Float64Array.of(1, 1, 1), 0.9);
    expect(higher?.low).toBeGreaterThan(49.9);
  });
});

describe("trials", () => {
  test("the average correlation is the mean over all pairs", () => {
    const columns = noise(6, 90, 77);
    const correlation = (a: Float64Array, b: Float64Array): number => {
      const [x, y] = [a.map((v) => v - mean(a)), b.map((v) => v - mean(b))];
      const product = (p: Float64Array, q: Float64Array) => p.reduce((sum, v, i) => sum + v * (q[i] ?? 0), 0);
      return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
    };
    const pairs = columns.flatMap((a, i) => columns.slice(i + 1).map((b) => correlation(a, b)));
    const expected = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    expect(averageCorrelation(columns)).toBeCloseTo(expected, 12);
    const [first = new Float64Array()] = columns;
    expect(averageCorrelation([first, first.map((v) => 2 * v + 1), first.map(() => 1)])).toBeCloseTo(1, 12);
    expect(averageCorrelation([first])).toBeNull();
  });

  test("alike ones count as one, unlike ones as all", () => {
    expect(effectiveTrials(100, 1)).toBe(1);
    expect(effectiveTrials(100, 0)).toBe(100);
    expect(effectiveTrials(100, 0.5)).toBe(50.5);
  });
});

describe("small things", () => {
  test("one distribution dominates another that lies below it", () => {
    const low = Float64Array.of(1, 2, 3);
    const high = Float64Array.of(2, 3, 4);
    expect(dominance(high, low)).toEqual({ first: true, second: true });
    expect(dominance(low, high)).toEqual({ first: false, second: false });
    // The same mean, less spread.
    expect(dominance(Float64Array.of(2, 2), Float64Array.of(1, 3))).toEqual({ first: false, second: true });
    expect(dominance(low, low)).toEqual({ first: false, second: false });
  });

  test("block lengths grow with memory", () => {
    const [steps = new Float64Array()] = noise(1, 2000, 12);
    const slow = steps.slice();
    for (let t = 1; t < 2000; t++) slow[t] = 0.8 * (slow[t - 1] ?? 0) + (steps[t] ?? 0);
    expect(optimalBlockLength(slow).stationary).toBeGreaterThan(15);
    expect(optimalBlockLength(steps).stationary).toBeLessThan(8);
    expect(optimalBlockLength(new Float64Array(50))).toEqual({ stationary: 1, circular: 1 });
  });
});
