import { describe, expect, test } from "vitest";
import { openBars, sampleData } from "../../../cli/bars.js";
import { compile } from "../../../compiler/compile.js";
import { createSource } from "../../../lang/source.js";
import { backtest } from "../../../runtime/modes/backtest.js";
import { pointBars, reduceCurve } from "./curves.js";
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
const highest = (column: Float64Array) => column.reduce((a, b) => (b > a ? b : a), -Infinity);
const lowest = (column: Float64Array) => column.reduce((a, b) => (b < a ? b : a), Infinity);
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
    const run = await session.run({ values, capital: 10_000, width: 300, cut: null }, calm);
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
    const equity = wanted.equity?.equity ?? new Float64Array();
    expect(highest(run.curves.equity)).toBe(highest(equity));
    expect(lowest(run.curves.equity)).toBe(lowest(equity));
    expect(run.curves.equity.length).toBeLessThanOrEqual(601);
    expect(run.curves.equity.at(-1)).toBe(equity.at(-1));
    // At rest out of every bar: also the deepest fall, of which sampled rows may miss a part.
    const rested = await session.account({ values, capital: 10_000, width: 300, cut: null }, calm);
    expect(lowest(rested.drawdown)).toBeCloseTo(wanted.metrics.maxDrawdown ?? Number.NaN, 12);
    // Each step holds the lowest and the highest equity of just its bars, while moved and at rest.
    for (const { cut, equity: line } of [run.curves, rested])
      for (let point = 0, bar = 0; bar + cut.step < equity.length; point += 2, bar += cut.step) {
        const bars = equity.subarray(bar, bar + cut.step);
        const drawn = line.subarray(point, point + 2);
        expect([lowest(drawn), highest(drawn)]).toEqual([lowest(bars), highest(bars)]);
      }
  });

  test("looked at closely, the account's lines are those of every bar", async () => {
    const session = new ResearchSession();
    session.compile(file);
    const { graph } = compile(createSource("cross.sage", text));
    if (graph === null) throw new Error("it must compile");
    const wanted = backtest(graph, await openBars(sampleData, graph.market.timeframe), {
      parameters: values,
    });
    const cut = { first: 5000, end: 5600, step: 1 };
    const request = { values, capital: 10_000, width: 300, cut };
    const moved = await session.run(request, calm);
    const { equity, time } = await session.account(request, calm);
    expect(Array.from(equity)).toEqual(Array.from(wanted.equity?.equity.slice(5000, 5600) ?? []));
    expect(Array.from(time)).toEqual(Array.from(wanted.equity?.time.slice(5000, 5600) ?? []));
    expect(moved.curves.equity).toEqual(equity);
    expect(moved.runId).toBe(wanted.run.id);
  });

  test("at every zoom each trade is marked at the candle that holds its bar", async () => {
    const session = new ResearchSession();
    session.compile(file);
    await session.run({ values, capital: 10_000, width: 300, cut: null }, calm);
    const { graph } = compile(createSource("cross.sage", text));
    if (graph === null) throw new Error("it must compile");
    const { trades } = backtest(graph, await openBars(sampleData, graph.market.timeframe), {
      parameters: values,
    });
    for (const cut of [
      { first: 3000, end: 3900, step: 1 },
      { first: 3000, end: 3900, step: 2 },
      { first: 2048, end: 4096, step: 4 },
    ]) {
      const { marks } = session.window({ values, cut, width: 300 });
      const isIn = (bar: number) => bar >= cut.first && bar < cut.end;
      const wanted = trades.flatMap(({ entryBar, exitBar, profit }) => [
        ...(isIn(entryBar) ? [4 * Math.floor((entryBar - cut.first) / cut.step)] : []),
        ...(isIn(exitBar) ? [4 * Math.floor((exitBar - cut.first) / cut.step) + (profit > 0 ? 2 : 3)] : []),
      ]);
      expect(wanted.length).toBeGreaterThan(10);
      expect(Array.from(marks.candle, (candle, k) => 4 * candle + (marks.kind[k] ?? 0))).toEqual(
        [...new Set(wanted)].toSorted((a, b) => a - b),
      );
    }
    const { marks, cut } = session.window({ values, cut: null, width: 300 });
    expect([cut.step, marks.candle.length, marks.hidden]).toEqual([128, 0, trades.length]);
  });

  test("a file with errors leaves the last graph, and says its first error", async () => {
    const session = new ResearchSession();
    session.compile(file);
    const broken = session.compile({ ...file, text: text.replace("ema(close, fast)", "ema(close, quik)") });
    expect([broken.strategy, broken.firstError?.slice(0, 17)]).toEqual([null, "SAGE2001, line 8:"]);
    expect((await session.run({ values, capital: 1000, width: 100, cut: null }, calm)).strategy).toBe(
      "cross",
    );
  });

  test("without a strategy, and with a trade that there is not, a sentence says so", async () => {
    const session = new ResearchSession();
    await expect(session.run({ values, capital: 1000, width: 100, cut: null }, calm)).rejects.toMatchObject({
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
    const run = session.run(
      { values, capital: 1000, width: 100, cut: null },
      { signal: abort.signal, pause },
    );
    await expect(run).rejects.toThrow("overtaken");
    expect((await session.run({ values, capital: 1000, width: 100, cut: null }, calm)).bars).toBeGreaterThan(
      20_000,
    );
  });
});

describe("what is drawn", () => {
  test.each([
    [100_000, 128],
    [100_001, 64],
    [100_003, 2],
    [7, 4],
    [2, 2],
    [1, 8],
    [1, 1],
    [0, 1],
  ])("of %d bars by %d each step keeps its lowest and highest value, and the last stands", (count, step) => {
    const values = Float64Array.from(
      { length: count },
      (_, k) => Math.sin(k / 777) * k + ((k * 7919) % 1013),
    );
    const cut = { first: 0, end: count, step };
    const bars = pointBars(cut);
    const line = reduceCurve(cut, (row) => row, values);
    expect(line.length).toBe(bars.length);
    expect(Array.from(bars)).toEqual([...new Set(bars)].toSorted((a, b) => a - b));
    expect(line.at(-1)).toBe(values.at(-1));
    const extremes = (numbers: Float64Array, stepOf: (k: number) => number) => {
      const found = new Map<number, [number, number]>();
      numbers.subarray(0, -1).forEach((number, k) => {
        if (Number.isNaN(number)) return;
        const [low, high] = found.get(stepOf(k)) ?? [Infinity, -Infinity];
        found.set(stepOf(k), [Math.min(low, number), Math.max(high, number)]);
      });
      return [...found];
    };
    expect(extremes(line, (k) => Math.floor((bars[k] ?? 0) / step))).toEqual(
      extremes(values, (k) => Math.floor(k / step)),
    );
  });

  test("a plot keeps its spikes where a candle is many bars", () => {
    const values = Float64Array.from({ length: 4096 }, (_, k) => 100 + Math.sin(k / 50));
    values[1234] = 900;
    values[3001] = -900;
    values.fill(Number.NaN, 0, 40);
    const column = () => new Float64Array(4096);
    const bars = { open: column(), high: column(), low: column(), close: column(), volume: column() };
    const time = column().map((_, k) => k * 60_000);
    const cut = { first: 0, end: 4096, step: 16 };
    const [line] = candlesOf({ ...bars, time }, [{ label: "p", values }], cut).plots;
    const drawn = line?.values ?? new Float64Array();
    // 1234 lies in the candles 76 and 77, which share both of their extremes; 3001 in 186 and 187.
    expect([highest(drawn.subarray(76, 78)), lowest(drawn.subarray(186, 188))]).toEqual([900, -900]);
    expect(drawn.length).toBe(256);
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
    const { candles } = candlesOf(bars, [], { first: 0, end: 5, step: 2 });
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
