import { describe, expect, test } from "vitest";
import { logTicksOf, ticksOf, timeTicksOf } from "./axis.js";
import { costSteps } from "./costs.js";
import { worstDrawdowns } from "./drawdowns.js";
import { rollingSharpe } from "./rolling.js";
import { sidesOf } from "./sides.js";
import { demoRun } from "../../tests/report/demo.js";
import { DaySampler } from "../modes/days.js";
import { listedTrades, explainedTrades } from "../why/chosen.js";
import { refusalsOf } from "../why/refusals.js";
import type { Order, Signal } from "../record.js";

const day = 86_400_000;
const hour = 3_600_000;
const demo = demoRun({ bars: 6000, interval: hour });

describe("drawdowns", () => {
  test("are told from peak to trough to the first mark back at the peak", () => {
    const equity = Float64Array.of(100, 120, 90, 110, 120, 130, 104, 129, 100);
    const time = equity.map((_, k) => k * hour);
    expect(worstDrawdowns({ time, equity }, 5)).toEqual([
      // 90 of 120 is a quarter less; 100 of 130 is 30/130 less.
      { depth: -0.25, peak: hour, trough: 2 * hour, recovered: 4 * hour, until: 4 * hour },
      { depth: 100 / 130 - 1, peak: 5 * hour, trough: 8 * hour, recovered: null, until: 8 * hour },
    ]);
  });

  test("begin with the deepest of the metrics", () => {
    const { result } = demo;
    if (result.equity === null) throw new Error("the demo has a curve");
    const [worst] = worstDrawdowns(result.equity, 5);
    expect(worst?.depth).toBeCloseTo(result.metrics.maxDrawdown ?? 0, 12);
    expect(worst?.peak).toBe(result.metrics.maxDrawdownStart);
    expect(worst?.trough).toBe(result.metrics.maxDrawdownTrough);
  });

  test("of an account that never fell are none", () => {
    expect(worstDrawdowns({ time: Float64Array.of(0, 1), equity: Float64Array.of(1, 1) }, 5)).toEqual([]);
  });
});

describe("rolling Sharpe ratio", () => {
  test("is mean over deviation of the window's daily returns, times the root of 365", () => {
    // Up 2 %, down 1 % in turn: mean 0.5 %, and 30 of them deviate by 1.5 % each: s = 1.5 % · √(30/29).
    const equity = new Float64Array(70).fill(100);
    for (let k = 1; k < 70; k++) equity[k] = (equity[k - 1] ?? 0) * (k % 2 === 1 ? 1.02 : 0.99);
    const time = equity.map((_, k) => k * day);
    const rolling = rollingSharpe({ time, equity, close: new Float64Array(70).fill(7) });
    expect(rolling?.window).toBe(30);
    expect(rolling?.time).toHaveLength(40);
    const expected = (0.005 / (0.015 * Math.sqrt(30 / 29))) * Math.sqrt(365);
    for (const value of rolling?.account ?? []) expect(value).toBeCloseTo(expected, 9);
    // A market that rests has no ratio.
    expect(rolling?.market.every((value) => value === null)).toBe(true);
    expect(rolling?.error).toBeCloseTo(Math.sqrt(365 / 30), 12);
  });

  test("needs two windows", () => {
    const column = new Float64Array(60).map((_, k) => 100 + k);
    expect(rollingSharpe({ time: column.map((_, k) => k * day), equity: column, close: column })).toBeNull();
  });

  test("rests on the last bar of each day, however the bars are cut", () => {
    const time = Float64Array.from({ length: 100 }, (_, k) => 5 * hour + k * hour);
    const equity = time.map((_, k) => k);
    const whole = new DaySampler();
    whole.add({ time, equity, close: equity });
    // The first day has 19 bars (5:00 to 23:00), then 24 a day.
    expect([...whole.days().equity]).toEqual([18, 42, 66, 90, 99]);
    expect([...whole.days().time]).toEqual([0, 1, 2, 3, 4].map((number) => number * day));
    const pieces = new DaySampler();
    for (let from = 0; from < 100; from += 7) {
      const cut = (column: Float64Array) => column.subarray(from, from + 7);
      pieces.add({ time: cut(time), equity: cut(equity), close: cut(equity) });
    }
    expect(pieces.days()).toEqual(whole.days());
  });
});

test("costs lead from what was made before them to the change of the account", () => {
  const { metrics } = demo.result;
  const account = { start: 1000, end: 1080, currency: "USD" };
  const steps = costSteps({ metrics: { ...metrics, fees: 30, slippage: 12, funding: -2 }, account });
  expect(steps.map(({ title, amount }) => [title, amount])).toEqual([
    ["Before costs", 120],
    ["Fees", -30],
    ["Slippage and spread", -12],
    ["Funding", 2],
    ["Net", 80],
  ]);
  for (const [k, step] of steps.slice(1, -1).entries()) expect(step.from).toBe(steps[k]?.to);
  expect(steps.at(-2)?.to).toBe(80);
});

test("long and short trades are summed apart, and together where there are both", () => {
  const { trades } = demo.result;
  expect(sidesOf(trades).map(({ name }) => name)).toEqual(["long"]);
  const mixed = trades.map((trade, k) => ({ ...trade, side: k % 3 === 0 ? ("short" as const) : trade.side }));
  const [long, short, both] = sidesOf(mixed);
  expect((long?.trades ?? 0) + (short?.trades ?? 0)).toBe(trades.length);
  expect((long?.profit ?? 0) + (short?.profit ?? 0)).toBeCloseTo(both?.profit ?? 0, 6);
  expect(both?.profitFactor).toBeCloseTo(demo.result.metrics.profitFactor ?? 0, 9);
  expect(both?.won).toBeCloseTo(demo.result.metrics.winRate ?? 0, 12);
});

test("of many trades the best, the worst, the first and the last are among those that are told", () => {
  const [trade] = demo.result.trades;
  if (trade === undefined) throw new Error("the demo trades");
  const many = Array.from({ length: 50_000 }, (_, k) => ({
    ...trade,
    id: k + 1,
    profit: Math.sin(k * k) * 100,
  }));
  const order = many.toSorted((a, b) => a.profit - b.profit);
  for (const [chosen, limit] of [
    [explainedTrades(many), 400],
    [listedTrades(many, 10_000), 10_000],
  ] as const) {
    expect(chosen.length).toBeLessThanOrEqual(limit);
    expect(chosen.length).toBeGreaterThan(limit * 0.9);
    expect(chosen.map(({ id }) => id)).toEqual(chosen.map(({ id }) => id).toSorted((a, b) => a - b));
    for (const one of [many[0], many.at(-1), order[0], order.at(-1)])
      expect(one !== undefined && chosen.includes(one)).toBe(true);
  }
  expect(listedTrades(many.slice(0, 10_000), 10_000)).toHaveLength(10_000);
});

test("what did not trade is counted by rule and reason, with its first and last signals as examples", () => {
  const signal = (bar: number, reason: string, outcome: Signal["outcome"] = "ignored"): Signal => ({
    bar,
    time: bar * hour,
    action: "enter",
    side: "long",
    rule: 0,
    outcome,
    reason,
  });
  const order: Order = {
    id: 1,
    signalBar: 50,
    bar: 53,
    time: 53 * hour,
    side: "buy",
    kind: "limit",
    quantity: 1,
    status: "expired",
    price: null,
    fee: 0,
    slippage: 0,
    reason: "its time is over",
  };
  const signals = [
    ...Array.from({ length: 9 }, (_, k) => signal(k, "cooldown")),
    signal(20, "no position"),
    signal(50, "entry rule", "order"),
  ];
  expect(refusalsOf({ signals, orders: [order, { ...order, id: 2, status: "filled" }] })).toEqual([
    {
      stage: "signal",
      action: "enter",
      side: "long",
      rule: 0,
      reason: "cooldown",
      count: 9,
      first: 0,
      last: 8 * hour,
      examples: [1, 2, 3, 4, 9],
    },
    {
      stage: "expired",
      action: "enter",
      side: "long",
      rule: 0,
      reason: "its time is over",
      count: 1,
      first: 53 * hour,
      last: 53 * hour,
      examples: [11],
    },
  ]);
});

describe("axes", () => {
  test("have round values", () => {
    expect(ticksOf(-0.13, 0.41, 5)).toEqual([0, 0.2, 0.4].map((value) => expect.closeTo(value, 12)));
    expect(ticksOf(3, 3, 5)).toEqual([3]);
    expect(logTicksOf(900, 30_000)).toEqual([1000, 2000, 5000, 10_000, 20_000]);
  });

  test("of time begin years, months or days", () => {
    const labels = (from: number, to: number) => timeTicksOf(from, to, 6).map(({ label }) => label);
    expect(labels(Date.UTC(2015, 3), Date.UTC(2025, 3))).toEqual(["2016", "2018", "2020", "2022", "2024"]);
    expect(labels(Date.UTC(2024, 10, 5), Date.UTC(2025, 2, 7))).toEqual([
      "2024-12",
      "2025",
      "2025-02",
      "2025-03",
    ]);
    expect(labels(Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 4))).toEqual(["01-01", "01-02", "01-03", "01-04"]);
    expect(labels(5, 5)).toEqual([]);
  });
});
