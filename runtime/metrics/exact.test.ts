import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { computeMetrics } from "./accumulate.js";
import type { MetricName } from "./catalog.js";
import {
  add,
  divide,
  exact,
  isBelow,
  multiply,
  negate,
  squareRoot,
  subtract,
  sum,
  toNumber,
  zero,
  type Exact,
} from "./twins/exact.js";

const hour = 3_600_000;
const year = 8760;
const one = exact(1);

const largest = (values: readonly Exact[]): Exact =>
  values.reduce((most, value) => (isBelow(most, value) ? value : most));
const whole = (value: number): Exact => exact(value);
const power = (value: Exact, n: number): Exact =>
  Array.from({ length: n }, () => value).reduce(multiply, one);

function moment(values: readonly Exact[], mean: Exact, n: number): Exact {
  return divide(sum(values.map((value) => power(subtract(value, mean), n))), whole(values.length));
}

/** Linear between order statistics. */
function quantile(sorted: readonly Exact[], numerator: number, denominator: number): Exact {
  const place = divide(multiply(whole(numerator), whole(sorted.length - 1)), whole(denominator));
  const below = Math.floor((numerator * (sorted.length - 1)) / denominator);
  const low = sorted[below] ?? zero;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return add(low, multiply(subtract(high, low), subtract(place, whole(below))));
}

/** The formulas of docs/metrics.md in 300-bit arithmetic; those without roots of a year come before their scale. */
function twin(
  equity: readonly number[],
  close: readonly number[],
): Partial<Record<MetricName, Exact | null>> & { readonly yearlyMean: Exact } {
  const changes = (marks: readonly number[]): readonly Exact[] =>
    marks.slice(1).map((mark, i) => {
      const before = exact(marks[i] ?? 1);
      return divide(subtract(exact(mark), before), before);
    });
  const [r, m] = [changes(equity), changes(close)];
  const count = whole(r.length);
  const mean = divide(sum(r), count);
  const meanMarket = divide(sum(m), count);
  const fewer = whole(r.length - 1);
  const squares = (values: readonly Exact[], centre: Exact): Exact =>
    sum(values.map((value) => power(subtract(value, centre), 2)));
  const deviation = squareRoot(divide(squares(r, mean), fewer));
  const perYear = squareRoot(whole(year));
  const losses = r.map((value) => (isBelow(value, zero) ? negate(value) : zero));
  const gains = r.map((value) => (isBelow(zero, value) ? value : zero));
  const lost = sum(losses);
  const downside = squareRoot(divide(sum(losses.map((value) => power(value, 2))), count));
  const marks = equity.map(exact);
  const falls = marks.map((mark, i) => subtract(divide(mark, largest(marks.slice(0, i + 1))), one));
  const depth = negate(largest(falls.map(negate)));
  const ulcer = multiply(whole(100), squareRoot(divide(sum(falls.map((fall) => power(fall, 2))), count)));
  const sorted = r.toSorted((a, b) => (isBelow(a, b) ? -1 : isBelow(b, a) ? 1 : 0));
  const worst = sorted.slice(0, Math.floor((r.length - 1) / 20) + 1);
  const low = quantile(sorted, 1, 20);
  const active = r.map((value, i) => subtract(value, m[i] ?? zero));
  const meanActive = divide(sum(active), count);
  const marketSquares = squares(m, meanMarket);
  const product = sum(
    r.map((value, i) => multiply(subtract(value, mean), subtract(m[i] ?? zero, meanMarket))),
  );
  const beta = marketSquares.m === 0n ? null : divide(product, marketSquares);
  const variance = moment(r, mean, 2);
  return {
    yearlyMean: multiply(mean, whole(year)),
    totalReturn: subtract(divide(marks.at(-1) ?? one, marks[0] ?? one), one),
    volatility: multiply(deviation, perYear),
    downsideDeviation: multiply(downside, perYear),
    maxDrawdown: depth,
    ulcerIndex: ulcer,
    valueAtRisk95: negate(low),
    expectedShortfall95: negate(divide(sum(worst), whole(worst.length))),
    sharpe: divide(multiply(mean, perYear), deviation),
    sortino: lost.m === 0n ? null : divide(multiply(mean, perYear), downside),
    omega: lost.m === 0n ? null : divide(sum(gains), lost),
    skewness: divide(moment(r, mean, 3), multiply(variance, squareRoot(variance))),
    kurtosis: divide(moment(r, mean, 4), power(variance, 2)),
    continuousKelly: divide(mean, power(deviation, 2)),
    tailRatio: isBelow(low, zero) ? divide(abs(quantile(sorted, 19, 20)), negate(low)) : null,
    beta,
    alpha: beta && multiply(subtract(mean, multiply(beta, meanMarket)), whole(year)),
    trackingError: multiply(squareRoot(divide(squares(active, meanActive), fewer)), perYear),
  };
}

const abs = (value: Exact): Exact => (value.m < 0n ? negate(value) : value);

function compare(equity: readonly number[], close: readonly number[]): void {
  const chunk = {
    time: Float64Array.from(equity, (_, i) => i * hour),
    equity: Float64Array.from(equity),
    close: Float64Array.from(close),
    position: new Float64Array(equity.length).fill(1),
  };
  const metrics = computeMetrics(chunk, [], { interval: hour });
  const { yearlyMean, ...values } = twin(equity, close);
  for (const [name, value] of Object.entries(values)) {
    const found = metrics[name as MetricName];
    if (value === null) {
      expect(found, name).toBeNull();
      continue;
    }
    const expected = toNumber(value);
    expect(found, name).toBeTypeOf("number");
    // To 1e-9 of the value; where positive and negative parts cancel, of what one bar in a thousand contributes. Alpha is
    // what two yearly returns leave of each other.
    const parts = Math.max(1, name === "alpha" ? Math.abs(toNumber(yearlyMean)) : 0);
    expect(Math.abs((found ?? 0) - expected), `${name}: ${found} for ${expected}`).toBeLessThan(
      1e-9 * Math.max(1e-3 * parts, Math.abs(expected)),
    );
  }
}

const length = { minLength: 30, maxLength: 70 };

function grow(steps: readonly number[], start: number): readonly number[] {
  let mark = start;
  return [start, ...steps.map((step) => (mark *= step))];
}

describe("in 300-bit arithmetic", () => {
  test("random curves have the same metrics to 1e-9", () => {
    const step = fc.integer({ min: -5000, max: 5000 }).map((value) => 1 + value / 50_000);
    const pair = fc.array(fc.tuple(step, step), length);
    fc.assert(
      fc.property(pair, fc.integer({ min: -200, max: 200 }), (steps, magnitude) => {
        fc.pre(new Set(steps.map(([a]) => a)).size > 10 && new Set(steps.map(([, b]) => b)).size > 10);
        // From an account of 1e-60 to one of 1e60.
        const scale = 10 ** (magnitude * 0.3);
        compare(
          grow(
            steps.map(([a]) => a),
            scale,
          ),
          grow(
            steps.map(([, b]) => b),
            20_000,
          ),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("curves with jumps of a million times, and steps of a billionth, do too", () => {
    const jump = fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((value) => 1 + value / 1e5) },
      { weight: 1, arbitrary: fc.constantFrom(1e6, 1e-6, 1) },
      { weight: 4, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((value) => 1 + value / 1e12) },
    );
    fc.assert(
      fc.property(fc.array(jump, length), (steps) => {
        fc.pre(new Set(steps).size > 20);
        const equity = grow(steps, 10_000);
        compare(equity, grow(steps.toReversed(), 50));
      }),
      { numRuns: 60 },
    );
  });

  test("a curve that hardly moves does, as long as it rises above its own rounding", () => {
    const steps = Array.from({ length: 64 }, (_, i) => 1 + ((i * 37) % 11) * 1e-9 - 4e-9);
    compare(grow(steps, 1e9), grow(steps.toReversed(), 1));
  });
});

describe("curves that leave nothing to divide by", () => {
  test.each([
    ["one bar", [1000]],
    ["a constant", Array.from({ length: 50 }, () => 1000)],
    ["no bar", []],
  ])("%s", (_, equity) => {
    const chunk = {
      time: Float64Array.from(equity, (__, i) => i * hour),
      equity: Float64Array.from(equity),
      close: Float64Array.from(equity),
      position: new Float64Array(equity.length),
    };
    const metrics = computeMetrics(chunk, [], { interval: hour });
    for (const name of [
      "sharpe",
      "sortino",
      "omega",
      "skewness",
      "kurtosis",
      "tailRatio",
      "beta",
      "calmar",
    ] as const)
      expect(metrics[name], name).toBeNull();
  });
});
