import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Trade } from "../record.js";
import { computeMetrics, MetricsAccumulator } from "./accumulate.js";
import type { MetricsChunk } from "./accumulate.js";
import { metricDefinitions } from "./catalog.js";
import type { Metrics } from "./catalog.js";
import { normalCdf, normalQuantile } from "../../kernels/catalog/normal.js";

const hour = 3_600_000;

function curve(equity: readonly number[], close = equity, start = 0, interval = hour): MetricsChunk {
  return {
    time: Float64Array.from(equity, (_, i) => start + i * interval),
    equity: Float64Array.from(equity),
    close: Float64Array.from(close),
    position: Float64Array.from(equity, (_, i) => (i % 3 === 0 ? 0 : 1)),
  };
}

let positions = 0;

function trade(profit: number, changes: Partial<Trade> = {}): Trade {
  const base: Trade = {
    id: 1,
    side: "long",
    quantity: 2,
    entryTime: 0,
    entryBar: 1,
    entryPrice: 100,
    exitTime: hour,
    exitBar: 2,
    exitPrice: 100 + profit / 2,
    profit,
    grossProfit: profit,
    fees: 0.5,
    slippage: 0.25,
    funding: 0,
    borrow: 0,
    liquidationPrice: null,
    return: profit / 200,
    bars: 1,
    mae: -0.01,
    mfe: 0.02,
    entryReason: "",
    exitReason: "rule",
    entryRule: 0,
    exitRule: 0,
    signalBar: 0,
    position: ++positions,
    stop: null,
    take: null,
  };
  return { ...base, ...changes };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The formulas as they are written down, on whole arrays; slow and obvious. */
function twin(equity: readonly number[], close: readonly number[], year: number): Partial<Metrics> {
  const r = equity.slice(1).map((mark, i) => mark / (equity[i] ?? 1) - 1);
  const m = close.slice(1).map((mark, i) => mark / (close[i] ?? 1) - 1);
  const moment = (values: readonly number[], k: number): number =>
    mean(values.map((value) => (value - mean(values)) ** k));
  const deviation = (values: readonly number[]): number =>
    Math.sqrt((moment(values, 2) * values.length) / (values.length - 1));
  const falls = equity.map((mark, i) => mark / Math.max(...equity.slice(0, i + 1)) - 1);
  const sorted = r.toSorted((a, b) => a - b);
  const place = 0.05 * (r.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? 0;
  const downside = Math.sqrt(mean(r.map((value) => Math.min(value, 0) ** 2)));
  const growth = (equity.at(-1) ?? 1) / (equity[0] ?? 1);
  const active = r.map((value, i) => value - (m[i] ?? 0));
  const beta = mean(r.map((v, i) => (v - mean(r)) * ((m[i] ?? 0) - mean(m)))) / moment(m, 2);
  return {
    totalReturn: growth - 1,
    logReturn: Math.log(growth),
    cagr: growth ** (year / r.length) - 1,
    volatility: deviation(r) * Math.sqrt(year),
    downsideDeviation: downside * Math.sqrt(year),
    maxDrawdown: Math.min(...falls),
    ulcerIndex: 100 * Math.sqrt(falls.slice(1).reduce((a, b) => a + b * b, 0) / r.length),
    valueAtRisk95: -(low + (high - low) * (place - Math.floor(place))),
    expectedShortfall95: -mean(sorted.slice(0, Math.floor(place) + 1)),
    skewness: moment(r, 3) / moment(r, 2) ** 1.5,
    kurtosis: moment(r, 4) / moment(r, 2) ** 2,
    sharpe: (mean(r) / deviation(r)) * Math.sqrt(year),
    sortino: (mean(r) / downside) * Math.sqrt(year),
    omega: mean(r.map((v) => Math.max(v, 0))) / mean(r.map((v) => Math.max(-v, 0))),
    beta,
    alpha: (mean(r) - beta * mean(m)) * year,
    trackingError: deviation(active) * Math.sqrt(year),
    informationRatio: (mean(active) / deviation(active)) * Math.sqrt(year),
    correlation: (beta * deviation(m)) / deviation(r),
    buyAndHoldSharpe: (mean(m) / deviation(m)) * Math.sqrt(year),
    buyAndHoldMaxDrawdown: Math.min(...close.map((c, i) => c / Math.max(...close.slice(0, i + 1)) - 1)),
  };
}

function wander(steps: readonly number[], start: number): readonly number[] {
  let value = start;
  return [start, ...steps.map((step) => (value *= 1 + step))];
}

// Steps of a hundredth of a percent: what is smaller drowns in the rounding of equity itself.
const step = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 10_000);
const steps = fc.array(step, { minLength: 60, maxLength: 400 });

describe("one pass", () => {
  test("gives what the written formulas give on whole arrays", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 1000 }), (walk, seed) => {
        const equity = wander(walk, 1000);
        const other = walk.map((step, i) => 0.05 * Math.sin(seed * (i + 1)) + 0.3 * step);
        const close = wander(other, 20_000);
        fc.pre(new Set(walk).size > 10);
        const metrics = computeMetrics(curve(equity, close), [], { interval: hour });
        for (const [name, expected] of Object.entries(twin(equity, close, 8760))) {
          const actual = metrics[name as keyof Metrics];
          if (!Number.isFinite(expected)) continue;
          expect(actual, name).not.toBeNull();
          expect(Math.abs((actual ?? 0) - (expected ?? 0)), name).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(expected ?? 0)),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test("does not depend on the length of the pieces, to the last bit", () => {
    const walk = Array.from({ length: 9_000 }, (_, i) => 0.01 * Math.sin(i * i));
    const equity = wander(walk, 1000);
    const whole = curve(
      equity,
      wander(
        walk.map((step) => step / 2 - 0.001 * Math.cos(step)),
        50,
      ),
    );
    const expected = computeMetrics(whole, [], { interval: hour });
    for (const length of [1, 7, 2048, 4096, 8999]) {
      const accumulator = new MetricsAccumulator({ bars: equity.length, interval: hour });
      for (let from = 0; from < equity.length; from += length) {
        const part = (column: Float64Array): Float64Array => column.subarray(from, from + length);
        accumulator.add({
          time: part(whole.time),
          equity: part(whole.equity),
          position: part(whole.position),
          close: part(whole.close),
        });
      }
      expect(accumulator.finish()).toEqual(expected);
    }
  });

  test("scaling the capital scales money and leaves every ratio", () => {
    const equity = wander(
      Array.from({ length: 500 }, (_, i) => 0.01 * Math.cos(3 * i * i)),
      1000,
    );
    const close = wander(
      Array.from({ length: 500 }, (_, i) => 0.01 * Math.sin(i * i)),
      7,
    );
    const one = computeMetrics(curve(equity, close), [], { interval: hour });
    const two = computeMetrics(
      curve(
        equity.map((mark) => mark * 1024),
        close,
      ),
      [],
      { interval: hour },
    );
    expect(two).toEqual({ ...one, netProfit: (one.netProfit ?? 0) * 1024 });
  });

  test("value at risk is exact far beyond one buffer, and null when more bars came than announced", () => {
    const walk = Array.from({ length: 30_000 }, (_, i) => 0.02 * Math.sin(i * i + i));
    const whole = curve(wander(walk, 1));
    const returns = whole.equity
      .slice(1)
      .map((mark, i) => (mark - (whole.equity[i] ?? 0)) / (whole.equity[i] ?? 1))
      .sort();
    const place = 0.05 * 29_999;
    const low = returns[Math.floor(place)] ?? 0;
    const expected = -(low + ((returns[Math.floor(place) + 1] ?? 0) - low) * (place - Math.floor(place)));
    expect(computeMetrics(whole, [], { interval: hour }).valueAtRisk95).toBe(expected);
    const short = new MetricsAccumulator({ bars: 1000, interval: hour });
    short.add(whole);
    expect(short.finish().valueAtRisk95).toBeNull();
  });
});

describe("where a formula has no value", () => {
  const counts = [0, 1, 2, 3];

  test("every metric is a finite number or null", () => {
    for (const count of counts) {
      for (const level of [0, 1, 1e300]) {
        const equity = Array.from({ length: count }, (_, i) => level * (i === 2 ? 0 : 1));
        const metrics = computeMetrics(curve(equity), count > 2 ? [trade(0)] : [], { interval: hour });
        for (const { name } of metricDefinitions) {
          const value = metrics[name];
          expect(value === null || Number.isFinite(value), `${name} of ${count} bars at ${level}`).toBe(true);
        }
        expect(Object.keys(metrics).toSorted()).toEqual(
          metricDefinitions.map((metric) => metric.name).toSorted(),
        );
      }
    }
  });

  test("constant equity has no Sharpe ratio, no volatility, no fall", () => {
    const close = wander(
      Array.from({ length: 99 }, (_, i) => 0.01 * Math.sin(i * i)),
      7,
    );
    const metrics = computeMetrics(
      curve(
        close.map(() => 10_000),
        close,
      ),
      [],
      { interval: hour },
    );
    expect(metrics).toMatchObject({
      totalReturn: 0,
      cagr: 0,
      volatility: 0,
      maxDrawdown: 0,
      maxDrawdownStart: null,
      longestDrawdownBars: 0,
      ulcerIndex: 0,
      sharpe: null,
      sortino: null,
      calmar: null,
      omega: null,
      beta: 0,
      correlation: null,
      valueAtRisk95: 0,
    });
  });

  test("steady growth is no endless Sharpe ratio of rounding errors", () => {
    const metrics = computeMetrics(curve(wander(Array(500).fill(0.001), 1000)), [], { interval: hour });
    expect(metrics.sharpe).toBeNull();
    expect(metrics.omega).toBeNull();
    expect(metrics.beta).toBeNull();
  });

  test("a bar without a price leaves the last one standing", () => {
    const holes = computeMetrics(curve([10, 11, 12, 9], [5, Number.NaN, Number.NaN, 6]), [], {
      interval: hour,
    });
    const held = computeMetrics(curve([10, 11, 12, 9], [5, 5, 5, 6]), [], { interval: hour });
    expect(holes).toEqual(held);
  });

  test("a lost account is −100 %, and the bars after it count as 0", () => {
    const metrics = computeMetrics(curve([100, 50, 0, 0, 0], [1, 2, 3, 4, 5]), [], { interval: hour });
    expect(metrics).toMatchObject({ totalReturn: -1, cagr: -1, logReturn: null, maxDrawdown: -1 });
    // Returns −0.5, −1, 0, 0: mean −0.375, s = √(0.6875/3).
    expect(metrics.sharpe).toBeCloseTo((-0.375 / Math.sqrt(0.6875 / 3)) * Math.sqrt(8760), 9);
  });
});

describe("drawdown", () => {
  test("names peak, trough, recovery and the longest wait", () => {
    //               0    1    2   3    4    5    6    7    8    9
    const equity = [100, 120, 90, 110, 120, 130, 125, 124, 123, 129];
    const metrics = computeMetrics(curve(equity), [], { interval: hour });
    expect(metrics).toMatchObject({
      maxDrawdown: -0.25,
      maxDrawdownStart: 1 * hour,
      maxDrawdownTrough: 2 * hour,
      maxDrawdownEnd: 4 * hour,
      maxDrawdownBars: 3,
      longestDrawdownBars: 4,
    });
  });

  test("that has not ended has no end and lasts to the last bar", () => {
    const metrics = computeMetrics(curve([100, 100, 50, 60]), [], { interval: hour });
    expect(metrics).toMatchObject({ maxDrawdownStart: hour, maxDrawdownEnd: null, maxDrawdownBars: 2 });
  });
});

describe("calendar", () => {
  const day = 24 * hour;
  const growth = (days: readonly number[]): number | null => {
    const equity = days.map((_, i) => 100 * 1.001 ** i);
    const chunk = { ...curve(equity), time: Float64Array.from(days, (d) => d * day) };
    return computeMetrics(chunk, [], { interval: day }).cagr;
  };

  test("crypto days are 365 a year", () => {
    const days = Array.from({ length: 400 }, (_, i) => 20_000 + i);
    expect(growth(days)).toBeCloseTo(1.001 ** 365 - 1, 12);
  });

  test("days without Saturdays count as often as they come", () => {
    // 2004-01-05 was a Monday: five days a week for 40 weeks, 199 steps in 39 · 7 + 4 days.
    const monday = 12_422;
    const days = Array.from({ length: 200 }, (_, i) => monday + Math.floor(i / 5) * 7 + (i % 5));
    expect(growth(days)).toBeCloseTo(1.001 ** ((199 * 365) / 277) - 1, 12);
  });

  test("a year that the caller names is taken", () => {
    const metrics = computeMetrics(curve([100, 101, 99, 102]), [], { interval: hour, calendar: 252 });
    expect(metrics.cagr).toBeCloseTo(1.02 ** 84 - 1, 9);
  });
});

describe("months", () => {
  test("run from the last close of the month before, in UTC", () => {
    const start = Date.UTC(2021, 0, 30);
    const accumulator = new MetricsAccumulator({ bars: 5, interval: 24 * hour });
    accumulator.add(curve([100, 110, 121, 121, 60.5], [10, 10, 20, 20, 20], start, 24 * hour));
    expect(accumulator.monthReturns()).toEqual([
      { year: 2021, month: 1, return: 0.1, buyAndHold: 0 },
      { year: 2021, month: 2, return: (60.5 - 110) / 110, buyAndHold: 1 },
    ]);
    expect(accumulator.finish()).toMatchObject({ bestMonth: 0.1, worstMonth: -0.45, positiveMonths: 0.5 });
  });
});

describe("trades", () => {
  const flat = curve([1000, 1000, 1000]);
  const of = (trades: readonly Trade[]): Metrics => computeMetrics(flat, trades, { interval: hour });

  test("of wins and losses, by hand", () => {
    const trades = [trade(30), trade(10, { bars: 5 }), trade(-20, { side: "short", bars: 3 }), trade(0)];
    expect(of(trades)).toMatchObject({
      tradeCount: 4,
      longTrades: 3,
      shortTrades: 1,
      winRate: 0.5,
      expectancy: 5,
      expectancyRatio: 0.25,
      profitFactor: 2,
      payoff: 1,
      grossProfit: 40,
      grossLoss: -20,
      averageWin: 20,
      averageLoss: -20,
      largestWin: 30,
      largestLoss: -20,
      longestWinStreak: 2,
      longestLossStreak: 1,
      averageBars: 2.5,
      averageWinBars: 3,
      averageLossBars: 3,
      longestBars: 5,
      worstMae: -0.01,
      bestMfe: 0.02,
      kelly: 0,
      fees: 2,
      slippage: 1,
      // 4 · 2 · 100 in and 2 · (115 + 105 + 90 + 100) out, on 1000.
      turnover: 1.62,
    });
  });

  test("without losses have no profit factor, payoff or Kelly fraction, and that is null, not 0", () => {
    expect(of([trade(30), trade(10)])).toMatchObject({
      profitFactor: null,
      payoff: null,
      kelly: null,
      expectancyRatio: null,
      averageLoss: null,
      largestLoss: null,
      grossLoss: 0,
      winRate: 1,
    });
  });

  test("that are none leave counts at 0 and the rest null", () => {
    expect(of([])).toMatchObject({
      tradeCount: 0,
      winRate: null,
      expectancy: null,
      profitFactor: null,
      sqn: null,
      averageBars: null,
      fees: 0,
      turnover: 0,
    });
  });

  test("have a system quality in multiples of the risk when every one had a stop", () => {
    // Risk 2 · 10 = 20 each: R = 1.5, 0.5, −1; mean 1/3, sd √(19/12)… by hand below.
    const stopped = [30, 10, -20].map((profit) => trade(profit, { stop: 90 }));
    const mean = 1 / 3;
    const deviation = Math.sqrt(((1.5 - mean) ** 2 + (0.5 - mean) ** 2 + (-1 - mean) ** 2) / 2);
    expect(of(stopped).sqn).toBeCloseTo((Math.sqrt(3) * mean) / deviation, 12);
    const other = trade(-20, { stop: null, quantity: 1, return: -0.2 });
    const mixed = of([trade(30, { stop: 90 }), other]);
    // Returns 0.15 and −0.2.
    expect(mixed.sqn).toBeCloseTo((Math.SQRT2 * -0.025) / (0.35 / Math.SQRT2), 12);
  });
});

describe("the normal distribution", () => {
  // NIST tables and mpmath, 15 digits.
  const table = [
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.6448536269514722, 0.05],
    [1.959963984540054, 0.975],
    [-3, 0.00134989803163009],
    [-6, 9.86587645037698e-10],
  ] as const;

  test("has the tabulated values, and its inverse goes back", () => {
    for (const [x, p] of table) {
      expect(normalCdf(x) / p).toBeCloseTo(1, 12);
      expect(normalQuantile(p)).toBeCloseTo(x, 10);
    }
    for (const p of [1e-12, 0.001, 0.3, 0.5, 0.77, 0.999])
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 12);
  });
});
