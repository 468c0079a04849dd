import { expect, it } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { columnOf, combine } from "./columns.js";
import { calculate, calculateOne, expectColumn } from "./compare.js";
import {
  peerDatasets,
  readPeerCases,
  readPeerInput,
  readPine,
  readQuotes,
  readStockIndicator,
  type PeerCase,
} from "./files.js";

/** The first choice of `ties`. */
const oldest = 0;

const negate = (column: Float64Array): Float64Array => combine((x = NaN) => (x === 0 ? 0 : -x), column);

describeShared("window statistics against TradingView", () => {
  it("highest, lowest and where they lie", () => {
    const table = readPine("highest+lowest");
    const [high, low, close] = ["high", "low", "close"].map((name) => columnOf(table, name));
    if (high === undefined || low === undefined || close === undefined)
      throw new Error("Candles are missing.");
    expectColumn(calculateOne("highest", [10], high), columnOf(table, "ta.highest(10)"), { relative: 0 });
    expectColumn(calculateOne("highest", [10], close), columnOf(table, "ta.highest(close, 10)"), {
      relative: 0,
    });
    expectColumn(calculateOne("lowest", [10], low), columnOf(table, "ta.lowest(10)"), { relative: 0 });
    expectColumn(calculateOne("lowest", [10], close), columnOf(table, "ta.lowest(close, 10)"), {
      relative: 0,
    });
    for (const [name, column, title] of [
      ["bars_since_highest", high, "ta.highestbars(10)"],
      ["bars_since_highest", close, "ta.highestbars(close, 10)"],
      ["bars_since_lowest", low, "ta.lowestbars(10)"],
      ["bars_since_lowest", close, "ta.lowestbars(close, 10)"],
    ] as const)
      expectColumn(calculateOne(name, [10, oldest], column), negate(columnOf(table, title)), { relative: 0 });
  });

  it("median", () => {
    const table = readPine("min+max+median+mode");
    expectColumn(calculateOne("median", [20], columnOf(table, "close")), columnOf(table, "median(close)"));
  });

  it("correlation", () => {
    const table = readPine("correlation");
    const close = columnOf(table, "close");
    const [slow, quick] = [calculateOne("sma", [20], close), calculateOne("ema", [10, 0], close)];
    // Theirs is computed from E[xy] − E[x]E[y], which leaves eight digits of prices that move by a thousandth.
    expectColumn(calculateOne("correlation", [20], slow, quick), columnOf(table, "correlation"), {
      absolute: 2e-7,
    });
  });

  it("linreg, and the line ten bars earlier", () => {
    const table = readPine("linreg");
    const [value, slope] = calculate("linreg", [20], columnOf(table, "close"));
    if (value === undefined || slope === undefined) throw new Error("linreg has no slope.");
    expectColumn(value, columnOf(table, "ta.linreg(close, 20, 0)"));
    const earlier = combine((line = NaN, rise = NaN) => line - 10 * rise, value, slope);
    expectColumn(earlier, columnOf(table, "ta.linreg(close, 20, 10)"));
  });
});

describeShared("window statistics against Stock.Indicators", () => {
  const close = columnOf(readQuotes(), "close");

  it("stdev and zscore", () => {
    const expected = readStockIndicator("stdev");
    expectColumn(calculateOne("stdev", [14, 0], close), columnOf(expected, "stdDev"));
    expectColumn(calculateOne("zscore", [14, 0], close), columnOf(expected, "zScore"), { absolute: 1e-12 });
  });

  it("correlation", () => {
    const other = columnOf(readQuotes("compare"), "close");
    const expected = columnOf(readStockIndicator("corr"), "correlation");
    const length = expected.findIndex((x) => !Number.isNaN(x)) + 1;
    expectColumn(calculateOne("correlation", [length], close, other), expected, { absolute: 1e-11 });
  });

  it("linreg: slope, explained share, and the line of the last window", () => {
    const expected = readStockIndicator("slope");
    const length = columnOf(expected, "slope").findIndex((x) => !Number.isNaN(x)) + 1;
    const [value, slope, intercept, explained] = calculate("linreg", [length], close);
    expectColumn(slope, columnOf(expected, "slope"), { absolute: 1e-12 });
    expectColumn(explained, columnOf(expected, "rSquared"), { absolute: 1e-12 });
    // Their intercept is the line at bar 0 of all data (bars count from 1), ours at the first bar of the window.
    const bar = close.length - 1;
    const atZero = (intercept?.[bar] ?? NaN) - (slope?.[bar] ?? NaN) * (bar + 1 - length + 1);
    expect(atZero).toBeCloseTo(columnOf(expected, "intercept")[bar] ?? NaN, 8);
    expect(value?.[bar]).toBeCloseTo(columnOf(expected, "line")[bar] ?? NaN, 9);
  });
});

const square = (x = NaN): number => x * x;

/** How a peer's function is called here: our operation, parameters and output, and what may differ. */
interface Translation {
  readonly call: (peer: PeerCase) => readonly [name: string, parameters: readonly number[], output?: number];
  readonly absolute?: number;
}

const length = (peer: PeerCase): number =>
  Number(peer.parameters["optInTimePeriod"] ?? peer.parameters["period"] ?? peer.parameters["window"]);

const talib: Readonly<Record<string, Translation>> = {
  SUM: { call: (peer) => ["sum", [length(peer)]] },
  MAX: { call: (peer) => ["highest", [length(peer)]] },
  MIN: { call: (peer) => ["lowest", [length(peer)]] },
  LINEARREG: { call: (peer) => ["linreg", [length(peer)], 0] },
  LINEARREG_SLOPE: { call: (peer) => ["linreg", [length(peer)], 1], absolute: 1e-10 },
  LINEARREG_INTERCEPT: { call: (peer) => ["linreg", [length(peer)], 2] },
};

const tulip: Readonly<Record<string, Translation>> = {
  max: { call: (peer) => ["highest", [length(peer)]] },
  min: { call: (peer) => ["lowest", [length(peer)]] },
  linreg: { call: (peer) => ["linreg", [length(peer)], 0] },
  linregslope: { call: (peer) => ["linreg", [length(peer)], 1], absolute: 1e-10 },
  lag: { call: (peer) => ["history", [length(peer)]] },
  add: { call: () => ["add", []] },
  sub: { call: () => ["subtract", []] },
  mul: { call: () => ["multiply", []] },
  div: { call: () => ["divide", []] },
  ceil: { call: () => ["ceil", []] },
  floor: { call: () => ["floor", []] },
  ln: { call: () => ["log", []] },
};

const pandas: Readonly<Record<string, Translation>> = {
  rolling_sum: { call: (peer) => ["sum", [length(peer)]] },
  rolling_max: { call: (peer) => ["highest", [length(peer)]] },
  rolling_min: { call: (peer) => ["lowest", [length(peer)]] },
  rolling_median: { call: (peer) => ["median", [length(peer)]] },
};

describeShared.each(peerDatasets)("window statistics against other programs on %s", (dataset) => {
  const input = readPeerInput(dataset);

  it.each([
    ["talib", talib],
    ["tulip", tulip],
    ["pandas", pandas],
  ] as const)("%s", (program, translations) => {
    for (const peer of readPeerCases(program, dataset)) {
      const translation = translations[peer.function];
      if (translation === undefined) continue;
      const [name, parameters, output = 0] = translation.call(peer);
      const columns = peer.inputs.map((column) => columnOf(input, column));
      const [expected] = peer.outputs.values();
      if (expected === undefined) throw new Error(`${peer.function} has no output.`);
      const actual = calculate(name, parameters, ...columns)[output];
      // pandas adds and subtracts: a sum of zeros can come out as 1e-12.
      expectColumn(actual, expected, { absolute: translation.absolute ?? (name === "sum" ? 1e-8 : 0) });
    }
  });

  // The others compute E[x²] − E[x]², which loses the digits of x²; so much may they differ.
  it("variances, within what cancellation leaves of the others' digits", () => {
    const largest = Math.max(...columnOf(input, "close"));
    const lostVariance = 1e-13 * largest ** 2;
    const close = columnOf(input, "close");
    for (const peer of readPeerCases("tulip", dataset, "var"))
      expectColumn(calculateOne("variance", [length(peer), 0], close), columnOf(peer.outputs, "var"), {
        absolute: lostVariance,
      });
    const deviations = [
      ...readPeerCases("talib", dataset, "STDDEV").map((peer) => [peer, "outReal", 0] as const),
      ...readPeerCases("tulip", dataset, "stddev").map((peer) => [peer, "stddev", 0] as const),
      ...readPeerCases("pandas", dataset, "rolling_std").map(
        (peer) => [peer, "out", Number(peer.parameters["ddof"])] as const,
      ),
    ];
    for (const [peer, output, sample] of deviations) {
      const expected = columnOf(peer.outputs, output);
      const actual = calculateOne("stdev", [length(peer), sample], close);
      // TA-Lib calls variances below 1e-8 zero.
      const told = combine(
        (ours = NaN, theirs = NaN) => (theirs === 0 && ours < 1e-4 ? 0 : ours),
        actual,
        expected,
      );
      expectColumn(combine(square, told), combine(square, expected), { absolute: lostVariance });
    }
  });

  it("z-scores and correlations of pandas where the window moves", () => {
    for (const peer of readPeerCases("pandas", dataset, "zscore")) {
      const expected = columnOf(peer.outputs, "out");
      const close = columnOf(input, "close");
      const deviation = calculateOne("stdev", [length(peer), 0], close);
      const moving = expected.map((x, bar) => ((deviation[bar] ?? 0) > 1e-5 * (close[bar] ?? 0) ? x : NaN));
      expectColumn(calculateOne("zscore", [length(peer), 0], close), moving, {
        absolute: 1e-6,
        ignoreMissing: true,
      });
    }
  });
});
