import { describe, expect, test } from "vitest";
import { openBars, sampleData } from "../../../cli/bars.js";
import { compile } from "../../../compiler/compile.js";
import { createSource } from "../../../lang/source.js";
import { backtest } from "../../../runtime/modes/backtest.js";
import { reduceCurve } from "./curves.js";
import { candlesOf } from "./candles.js";
import { ResearchSession } from "./session.js";

const text = `sage 1

strategy cross {
  market { symbol: BTCUSDT, timeframe: 1h }
  param fast = 12 bars in 5..40
  param slow = 48 bars in 20..200 step 4
  require fast < slow
  let quick = ema(close, fast)
  let calm  = ema(close, slow)
  enter long when quick crosses above calm
  exit  long when quick crosses below calm
  plot quick as "quick"
  size 25% of equity
  costs { fee: 0.04% }
}

test "a cross upwards opens a long" for cross {
  with fast = 5 bars, slow = 20 bars
  close: 10, 10
  expect nothing
}
`;
const file = { path: "cross.sage", text, others: {}, strategy: null };
const calm = { signal: new AbortController().signal, pause: () => undefined };
const values = { fast: 9, slow: 60 };

describe("research", () => {
  test("a run of the page is the run of the command line", async () => {
    const session = new ResearchSession();
    const { strategy } = session.compile(file);
    expect(strategy?.parameters.map(({ name, low, high, step }) => [name, low, high, step])).toEqual([
      ["fast", 5, 40, 1],
      ["slow", 20, 200, 4],
    ]);
    const run = await session.run({ values, capital: 10_000, width: 300 }, calm);
    const { graph } = compile(createSource("cross.sage", text));
    if (graph === null) throw new Error("it must compile");
    const wanted = backtest(graph, await openBars(sampleData, graph.market.timeframe), {
      parameters: values,
    });
    expect(run.runId).toBe(wanted.run.id);
    expect(run.metrics).toEqual({ ...wanted.metrics });
    expect(run.trades.count).toBe(wanted.trades.length);
    expect(Array.from(run.trades.profit)).toEqual(wanted.trades.map(({ profit }) => profit));
    // The curve on 300 columns keeps the highest equity of all bars, and is short.
    expect(Math.max(...run.equity.value)).toBe(wanted.equity?.equity.reduce((a, b) => Math.max(a, b)));
    expect(run.equity.value.length).toBeLessThanOrEqual(602);
    expect(Math.min(...run.drawdown.value)).toBeCloseTo(wanted.metrics.maxDrawdown ?? Number.NaN, 12);
  });

  test("a file with errors leaves the last graph, and says its first error", async () => {
    const session = new ResearchSession();
    session.compile(file);
    const broken = session.compile({ ...file, text: text.replace("ema(close, fast)", "ema(close, quik)") });
    expect([broken.strategy, broken.firstError?.slice(0, 17)]).toEqual([null, "SAGE2001, line 8:"]);
    expect((await session.run({ values, capital: 1000, width: 100 }, calm)).strategy).toBe("cross");
  });

  test("without a strategy, and with a trade that there is not, a sentence says so", async () => {
    const session = new ResearchSession();
    await expect(session.run({ values, capital: 1000, width: 100 }, calm)).rejects.toMatchObject({
      code: "SAGE8611",
    });
    session.compile(file);
    expect(() => session.explain({ values, capital: 1000, trade: 1e6 })).toThrow(/no trade 1000000/);
  });

  test("a trade is explained by the rule that caused it", () => {
    const session = new ResearchSession();
    session.compile(file);
    const lines = session.explain({ values, capital: 10_000, trade: 3 }).map((each) => each.text);
    expect(lines[0]).toMatch(/^Trade 3: long /);
    expect(lines.some((each) => each.startsWith("line 10 enter long when "))).toBe(true);
    expect(lines.some((each) => each.startsWith("line 11 exit long when "))).toBe(true);
  });

  test("the tests of a file are run", () => {
    const session = new ResearchSession();
    const passing = session.test(file);
    expect(passing.map(({ title, passed }) => [title, passed])).toEqual([
      ["a cross upwards opens a long", true],
    ]);
    const [failing] = session.test({
      ...file,
      text: text.replace("expect nothing", "expect enter long at bar 1"),
    });
    expect(failing?.passed).toBe(false);
    expect(failing?.failures[0]).toContain("expected enter long at bar 1");
  });

  test("a run that is not wanted any more is left at a pause", async () => {
    const session = new ResearchSession();
    session.compile(file);
    const abort = new AbortController();
    const pause = () => Promise.resolve(abort.abort(new Error("overtaken")));
    const run = session.run({ values, capital: 1000, width: 100 }, { signal: abort.signal, pause });
    await expect(run).rejects.toThrow("overtaken");
    expect((await session.run({ values, capital: 1000, width: 100 }, calm)).bars).toBeGreaterThan(20_000);
  });
});

describe("what is drawn", () => {
  test("each column of pixels keeps its lowest and highest value, whatever the gaps", () => {
    const count = 100_000;
    const time = Float64Array.from({ length: count }, (_, k) => k * 60_000 + (k > 40_000 ? 9e8 : 0));
    const value = Float64Array.from({ length: count }, (_, k) => Math.sin(k / 777) * k + ((k * 7919) % 1013));
    const width = 250;
    const reduced = reduceCurve(time, value, width);
    const columnOf = (at: number) => Math.min(width - 1, Math.floor((at / (time[count - 1] ?? 1)) * width));
    const extremes = (times: Float64Array, numbers: Float64Array) => {
      const found = new Map<number, [number, number]>();
      times.forEach((at, k) => {
        const number = numbers[k] ?? 0;
        const [low, high] = found.get(columnOf(at)) ?? [Infinity, -Infinity];
        found.set(columnOf(at), [Math.min(low, number), Math.max(high, number)]);
      });
      return [...found];
    };
    expect(extremes(reduced.time, reduced.value)).toEqual(extremes(time, value));
    expect(reduced.time.length).toBeLessThanOrEqual(2 * width + 2);
    expect(Array.from(reduced.time)).toEqual(Array.from(reduced.time).toSorted((a, b) => a - b));
  });

  test("five bars as candles of two: open of the first, highest, lowest, close of the last, all volume", () => {
    const bars = {
      time: Float64Array.of(0, 1, 2, 3, 4),
      open: Float64Array.of(10, 11, 12, 13, 14),
      high: Float64Array.of(15, 12, 13, 19, 14),
      low: Float64Array.of(9, 8, 11, 12, 13),
      close: Float64Array.of(11, 12, 13, 14, 13.5),
      volume: Float64Array.of(1, 2, 3, 4, 5),
    };
    const { candles, step } = candlesOf(bars, [], 0, 5, 3);
    expect(step).toBe(2);
    expect(Object.values(candles).map((column) => [...column])).toEqual([
      [0, 2, 4],
      [10, 12, 14],
      [15, 19, 14],
      [8, 11, 13],
      [12, 14, 13.5],
      [3, 7, 5],
    ]);
  });
});
