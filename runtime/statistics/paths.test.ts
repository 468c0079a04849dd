import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalFrom, uniformFrom } from "../data/synthesize/random.js";
import { groupReturns, groupsOf, groupWidth, type ReturnGroups } from "./groups.js";
import { pathIntervals } from "./path-intervals.js";
import { pathMetrics, pathWalk } from "./path.js";

const settings = { periodsPerYear: 365, riskFree: 0.02, target: 0.0001 };

function noise(rows: number, seed: number, drift: number): Float64Array {
  const uniform = uniformFrom(seed);
  return Float64Array.from({ length: rows }, () => drift + 0.01 * normalFrom(uniform));
}

/** Groups of `length` returns, summed up from the definition of their columns. */
function grouped(returns: Float64Array, length: number): ReturnGroups {
  const parts: number[][] = [];
  for (let from = 0; from < returns.length; from += length) {
    const part = [...returns.subarray(from, from + length)];
    const sum = part.reduce((total, value) => total + value, 0);
    const marks = [1];
    for (const value of part) marks.push((marks.at(-1) ?? 1) * (1 + value));
    const falls = marks.map((mark, i) => mark / Math.max(...marks.slice(0, i + 1)) - 1);
    parts.push([
      part.length,
      sum,
      part.reduce((total, value) => total + (value - sum / part.length) ** 2, 0),
      part.reduce((total, value) => total + Math.min(value - settings.target, 0) ** 2, 0),
      marks.at(-1) ?? 1,
      Math.max(...marks),
      Math.min(...marks.slice(1)),
      Math.min(...falls),
    ]);
  }
  return { rows: Float64Array.from(parts.flat()), count: parts.length, length };
}

/** The metrics of returns laid end to end, as they are written down. */
function written(returns: readonly number[]): readonly number[] {
  const n = returns.length;
  const mean = returns.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const marks = [1];
  for (const value of returns) marks.push((marks.at(-1) ?? 1) * (1 + value));
  const end = marks.at(-1) ?? 1;
  const fall = Math.min(...marks.map((mark, i) => mark / Math.max(...marks.slice(0, i + 1)) - 1));
  const downside = Math.sqrt(
    returns.reduce((sum, value) => sum + Math.min(value - settings.target, 0) ** 2, 0) / n,
  );
  const cagr = end ** (365 / n) - 1;
  return [
    end - 1,
    cagr,
    deviation * Math.sqrt(365),
    ((mean - 0.02 / 365) / deviation) * Math.sqrt(365),
    ((mean - settings.target) / downside) * Math.sqrt(365),
    fall,
    cagr / -fall,
  ];
}

describe("a path of groups", () => {
  test("has the metrics of its returns laid end to end, bar by bar", () => {
    const cuts = fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 6 })), { minLength: 3, maxLength: 20 }),
    );
    fc.assert(
      fc.property(cuts, fc.integer(), ([length, drawn], seed) => {
        const returns = noise(97, seed, 0.001);
        const groups = grouped(returns, length);
        const { count } = groups;
        const blocks = {
          count: drawn.length,
          starts: Int32Array.from(drawn, ([start]) => start % count),
          lengths: Int32Array.from(drawn, ([, size]) => size),
        };
        const laid = drawn.flatMap(([start, size]) =>
          Array.from({ length: size }, (_, i) => (start + i) % count).flatMap((group) => [
            ...returns.subarray(group * length, (group + 1) * length),
          ]),
        );
        fc.pre(laid.length > 2);
        const found = new Float64Array(pathMetrics.length);
        pathWalk(groups, settings)(blocks, found);
        for (const [k, expected] of written(laid).entries())
          expect(Math.abs((found[k] ?? 0) - expected), pathMetrics[k]).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(expected)),
          );
      }),
    );
  });

  test("of one return each is the same as that of longer ones", () => {
    const returns = noise(60, 5, 0);
    const [fine, coarse] = [groupsOf(returns, settings.target), grouped(returns, 10)];
    const [one, two] = [new Float64Array(7), new Float64Array(7)];
    const whole = (count: number) => ({ count: 1, starts: Int32Array.of(0), lengths: Int32Array.of(count) });
    pathWalk(fine, settings)(whole(60), one);
    pathWalk(coarse, settings)(whole(6), two);
    for (const k of one.keys()) expect(one[k]).toBeCloseTo(two[k] ?? 0, 11);
    expect(groupReturns(coarse)[1]).toBeCloseTo(
      returns.subarray(10, 20).reduce((sum, value) => sum + value, 0),
      15,
    );
    expect(coarse.rows.length).toBe(6 * groupWidth);
  });
});

describe("intervals over paths", () => {
  test("hold the true Sharpe ratio about as often as they say", () => {
    const truth = (0.001 / 0.01) * Math.sqrt(365);
    let holds = 0;
    const rounds = 120;
    for (let seed = 0; seed < rounds; seed++) {
      const found = pathIntervals(groupsOf(noise(250, 900 + seed, 0.001)), {
        periodsPerYear: 365,
        riskFree: 0,
        target: 0,
        paths: 300,
        seed,
      });
      const sharpe = found?.intervals.sharpe;
      if (sharpe && sharpe.low <= truth && truth <= sharpe.high) holds++;
    }
    // 0.95 with a deviation of 0.02; blocks make it fall a little short.
    expect(holds / rounds).toBeGreaterThan(0.86);
  });

  test("are the same for the same seed, and widen with confidence", () => {
    const groups = groupsOf(noise(300, 4, 0.0005));
    const base = { periodsPerYear: 365, riskFree: 0, target: 0 };
    const [one, two] = [pathIntervals(groups, base), pathIntervals(groups, base)];
    expect(one).toEqual(two);
    const wide = pathIntervals(groups, { ...base, confidence: 0.99 });
    for (const metric of pathMetrics) {
      expect(wide?.intervals[metric]?.low).toBeLessThan(one?.intervals[metric]?.low ?? Number.NaN);
      expect(wide?.intervals[metric]?.high).toBeGreaterThan(one?.intervals[metric]?.high ?? Number.NaN);
    }
  });

  test("of too short or motionless runs are none", () => {
    const base = { periodsPerYear: 365, riskFree: 0, target: 0 };
    expect(pathIntervals(groupsOf(noise(19, 1, 0)), base)).toBeNull();
    expect(pathIntervals(groupsOf(new Float64Array(500)), base)).toBeNull();
  });
});
