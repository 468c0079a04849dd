import { describe, expect, test } from "vitest";
import type { BarFeed } from "../data/dataset.js";
import { ResidentFeed, RunError } from "../engine/index.js";
import { barsOf, feedOf, firstTime, sliceBars, type BarRow } from "../testing/feed.js";
import { enterLong, exitLong, play, scriptedStrategy } from "../testing/scenario.js";
import { StrategyBuilder } from "../testing/strategy.js";
import { backtest } from "./backtest.js";
import { evaluate } from "./evaluate.js";

const minute = 60_000;
const at = (price: number, code = 0): BarRow => [price, price, price, price, code];

/** Bars at these minutes. */
function withHoles(minutes: readonly number[], rows: readonly BarRow[]): BarFeed {
  const bars = barsOf(rows);
  const feed = feedOf(
    { ...bars, time: Float64Array.from(minutes, (m) => firstTime + m * minute) },
    minute,
    [2],
  );
  return { ...feed, information: { ...feed.information, gaps: 1, missingBars: 1 } };
}

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof RunError) return error.code;
    throw error;
  }
  return undefined;
};

describe("missing bars", () => {
  // Minutes 2 and 3 are missing, and so are 6 to 8.
  const minutes = [0, 1, 4, 5, 9];
  const rows = [at(10), at(11), at(14), at(15), at(19)];
  const run = (gaps: "hold" | "fill" | "stop") =>
    backtest(scriptedStrategy({ gaps }), withHoles(minutes, rows), { capital: 1000 });

  test("time passes and no bar is invented", () => {
    const { data, equity, warnings } = run("hold");
    expect(data).toMatchObject({ bars: 5, gaps: 2, missingBars: 5 });
    expect(equity?.close).toEqual(Float64Array.of(10, 11, 14, 15, 19));
    expect(warnings.map(({ code }) => code)).toContain("SAGE8002");
  });

  test("are filled with flat bars at the last close", () => {
    const { data, equity } = run("fill");
    expect(data).toMatchObject({ bars: 10, gaps: 2, missingBars: 5 });
    expect(equity?.close).toEqual(Float64Array.of(10, 11, 11, 11, 14, 15, 15, 15, 15, 19));
    expect(equity?.time).toEqual(Float64Array.from({ length: 10 }, (_, k) => firstTime + k * minute));
  });

  test("count where bars were traded, and nowhere else", () => {
    const between = (from: number, to: number | null) => {
      const feed = withHoles(minutes, rows);
      const times = { from: firstTime + from * minute, to: to === null ? null : firstTime + to * minute };
      const { data } = backtest(scriptedStrategy({}), feed, { capital: 1000, ...times });
      return [data.gaps, data.missingBars];
    };
    expect(between(0, null)).toEqual([2, 5]);
    expect(between(4, null)).toEqual([1, 3]);
    // From minute 3 on: 3 of the first hole, 6 and 7 of the second.
    expect(between(3, 8)).toEqual([2, 3]);
    expect(between(4, 6)).toEqual([0, 0]);
    expect(between(9, null)).toEqual([0, 0]);
  });

  test("stop no run that ends before them", () => {
    const feed = withHoles(minutes, rows);
    const until = (to: number) => () =>
      backtest(scriptedStrategy({ gaps: "stop" }), feed, { capital: 1000, to: firstTime + to * minute });
    expect(codeOf(until(2))).toBeUndefined();
    expect(codeOf(until(3))).toBe("SAGE8002");
  });

  test("stop the run", () => {
    expect(codeOf(() => run("stop"))).toBe("SAGE8002");
    expect(() => run("stop")).toThrow(/After 2020-01-01T00:01:00.000Z 2 bars are missing/);
  });
});

describe("a part of the data", () => {
  const rows = [
    at(10, enterLong),
    at(10),
    at(11),
    at(12, enterLong),
    at(13),
    at(14),
    at(15, exitLong),
    at(16),
  ];
  const feed = feedOf(barsOf(rows), minute, [3]);
  const graph = scriptedStrategy({ first: 2 });

  test("bars before `from` warm up and are not traded, bars from `to` on are not read", () => {
    const result = backtest(graph, feed, {
      capital: 100,
      from: firstTime + 3 * minute,
      to: firstTime + 6 * minute,
    });
    expect(result.data).toMatchObject({ bars: 3, from: firstTime + 3 * minute, to: firstTime + 5 * minute });
    expect(result.trades).toMatchObject([
      { signalBar: 3, entryBar: 4, exitBar: 5, exitReason: "end_of_data" },
    ]);
    expect(result.equity?.equity).toEqual(Float64Array.of(100, 100, 101));
  });

  test("without bars is an error", () => {
    expect(codeOf(() => backtest(graph, feed, { from: firstTime + 99 * minute }))).toBe("SAGE8206");
    expect(codeOf(() => backtest(graph, feed, { from: 5, to: 5 }))).toBe("SAGE8203");
  });
});

describe("what cannot be run says so", () => {
  const graph = scriptedStrategy({ first: 5 });
  const rows = Array.from({ length: 5 }, () => at(10));

  test("no bars, fewer bars than the warm-up, bars of another interval", () => {
    expect(codeOf(() => backtest(graph, feedOf(barsOf([]))))).toBe("SAGE8206");
    expect(codeOf(() => backtest(graph, feedOf(barsOf(rows))))).toBe("SAGE8004");
    expect(codeOf(() => backtest(graph, feedOf(barsOf(rows, 120_000), 120_000)))).toBe("SAGE8003");
  });

  test("impossible options and unknown parameters", () => {
    const feed = feedOf(barsOf([...rows, at(10)]));
    expect(codeOf(() => backtest(graph, feed, { capital: -1 }))).toBe("SAGE8203");
    expect(codeOf(() => backtest(graph, feed, { capital: Number.NaN }))).toBe("SAGE8203");
    expect(codeOf(() => backtest(graph, feed, { parameters: { speed: 3 } }))).toBe("SAGE8204");
  });
});

test("an abort signal stops the run, and progress is told", () => {
  const feed = feedOf(barsOf(Array.from({ length: 30 }, () => at(10))), minute, [10]);
  const seen: number[] = [];
  const abort = new AbortController();
  const run = () =>
    backtest(scriptedStrategy(), feed, {
      signal: abort.signal,
      progress: (done, total) => {
        seen.push(done, total);
        if (done === 20) abort.abort(new Error("enough"));
      },
    });
  expect(run).toThrow("enough");
  expect(seen).toEqual([10, 30, 20, 30]);
});

test("what is kept is a choice, and the metrics do not depend on it", () => {
  const rows = Array.from({ length: 60 }, (_, k) =>
    at(10 + (k % 7), k % 5 === 0 ? enterLong : k % 5 === 3 ? exitLong : 0),
  );
  const full = play(rows);
  const none = play(rows, {}, { keep: { equity: "none", trades: false, orders: false, signals: false } });
  expect(none.metrics).toEqual(full.metrics);
  expect(none.equity).toBeNull();
  expect([none.trades, none.orders, none.signals]).toEqual([[], [], []]);
  expect(full.trades.length).toBeGreaterThan(5);
  const sampled = play(rows, {}, { keep: { equity: "sampled" } });
  expect(sampled.equity?.equity.at(-1)).toBe(full.account.end);
});

test("trades that were decided before the start ceased to matter are counted", () => {
  const rows = [at(10, enterLong), at(10, exitLong), at(11, enterLong), at(12, exitLong), at(12)];
  const { warnings } = play(rows, { settled: 2 });
  expect(warnings).toMatchObject([{ code: "SAGE3201" }]);
  expect(warnings[0]?.message).toMatch(/^1 of 2 trades were decided before bar 2/);
});

test("bars without a price are passed over: orders wait, the mark stays", () => {
  const nothing: BarRow = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0];
  const result = backtest(
    scriptedStrategy(),
    feedOf(barsOf([at(10, enterLong), nothing, at(12), at(15, exitLong), nothing, nothing, at(20)])),
    { capital: 100 },
  );
  expect(result.trades).toMatchObject([{ entryBar: 2, entryPrice: 12, exitBar: 6, exitPrice: 20 }]);
  expect(result.equity?.equity).toEqual(Float64Array.of(100, 100, 100, 103, 103, 103, 108));
});

test("a feed whose bars lie in the kernels' memory gives the same result", () => {
  const bars = barsOf(
    Array.from({ length: 50 }, (_, k) =>
      at(10 + (k % 7), k % 9 === 0 ? enterLong : k % 9 === 4 ? exitLong : 0),
    ),
  );
  const feed = feedOf(bars);
  const copied = backtest(scriptedStrategy(), feed, { capital: 1000 });
  const resident = new ResidentFeed(bars, feed.information);
  for (let turn = 0; turn < 2; turn++) {
    const result = backtest(scriptedStrategy(), resident, { capital: 1000 });
    expect(result.trades).toEqual(copied.trades);
    expect(result.equity).toEqual(copied.equity);
  }
});

test("evaluate gives the plots over all bars", () => {
  const builder = new StrategyBuilder();
  const close = builder.bar("close");
  const graph = builder.graph({
    entries: [],
    plots: [
      { label: "close", series: close },
      { label: "mean", series: builder.call("sma", [close], [3]) },
    ],
  });
  const bars = barsOf(Array.from({ length: 10 }, (_, k) => at(k * k)));
  const { time, columns } = evaluate(graph, feedOf(bars, minute, [4, 1, 3]));
  expect(time).toEqual(bars.time);
  expect(columns[0]).toEqual({ label: "close", values: sliceBars(bars, 0, 10).close });
  // Mean of 49, 64 and 81.
  expect(columns[1]?.values.at(-1)).toBeCloseTo(194 / 3, 12);
  expect(Array.from(columns[1]?.values.slice(0, 3) ?? [], Number.isNaN)).toEqual([true, true, false]);
});

test.each([
  ["TEST", []],
  ["te/st", []],
  [null, []],
  ["ETHUSDT", ["SAGE8001"]],
])("candles of %s under a strategy for TEST are said", (symbol, codes) => {
  const feed = feedOf(barsOf([at(10), at(11), at(12)]));
  const graph = scriptedStrategy({});
  const { warnings } = backtest(
    { ...graph, market: { ...graph.market, symbol: "TEST" } },
    { ...feed, information: { ...feed.information, symbol } },
    { capital: 1000 },
  );
  expect(warnings.map(({ code }) => code).filter((code) => code === "SAGE8001")).toEqual(codes);
});
