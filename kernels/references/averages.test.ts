import { it } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { columnOf, combine } from "./columns.js";
import { calculateOne, expectColumn } from "./compare.js";
import {
  peerDatasets,
  readPeerCases,
  readPeerInput,
  readPine,
  readQuotes,
  readStockIndicator,
} from "./files.js";

describeShared("averages against TradingView", () => {
  const table = readPine("ma");
  const column = (name: string): Float64Array => columnOf(table, name);
  const close = column("close");
  const all = ["open", "high", "low", "close"].map(column);

  it("sma", () => {
    const middle = combine((h = NaN, l = NaN) => (h + l) / 2, column("high"), column("low"));
    const typical = combine((h = NaN, l = NaN, c = NaN) => (h + l + c) / 3, ...all.slice(1));
    expectColumn(calculateOne("sma", [10], close), column("ta.sma(close, 10)"));
    expectColumn(calculateOne("sma", [20], middle), column("ta.sma(hl2, 20)"));
    expectColumn(calculateOne("sma", [15], typical), column("ta.sma(hlc3, 15)"));
  });

  it("ema", () => {
    const average = combine((o = NaN, h = NaN, l = NaN, c = NaN) => (o + h + l + c) / 4, ...all);
    expectColumn(calculateOne("ema", [20, 0], close), column("ta.ema(close, 20)"));
    expectColumn(calculateOne("ema", [10, 0], average), column("ta.ema(ohlc4, 10)"));
  });

  it("rma", () => {
    const weighted = combine((h = NaN, l = NaN, c = NaN) => (h + l + 2 * c) / 4, ...all.slice(1));
    expectColumn(calculateOne("rma", [5, 0], weighted), column("ta.rma(hlcc4, 5)"));
    expectColumn(calculateOne("rma", [15, 0], column("high")), column("ta.rma(high, 15)"));
  });

  it("wma and hma", () => {
    expectColumn(calculateOne("wma", [5], close), column("ta.wma(close, 5)"));
    expectColumn(calculateOne("wma", [20], close), column("ta.wma(close, 20)"));
    expectColumn(calculateOne("hma", [9], close), column("ta.hma(close, 9)"));
    expectColumn(calculateOne("hma", [20], close), column("ta.hma(close, 20)"));
  });

  it("vwma", () => {
    expectColumn(calculateOne("vwma", [20], close, column("Volume")), column("ta.vwma(close, 20)"));
  });
});

describeShared("averages against Stock.Indicators", () => {
  const close = columnOf(readQuotes(), "close");

  it("sma, ema, smma, wma, hma", () => {
    expectColumn(calculateOne("sma", [20], close), columnOf(readStockIndicator("sma"), "sma"));
    expectColumn(calculateOne("ema", [20, 0], close), columnOf(readStockIndicator("ema"), "ema"));
    expectColumn(calculateOne("rma", [20, 0], close), columnOf(readStockIndicator("smma"), "smma"));
    expectColumn(calculateOne("wma", [14], close), columnOf(readStockIndicator("wma"), "wma"));
    expectColumn(calculateOne("hma", [14], close), columnOf(readStockIndicator("hma"), "hma"));
  });
});

const period = (parameters: Readonly<Record<string, unknown>>, name: string): number =>
  Number(parameters[name]);

describeShared.each(peerDatasets)("averages against TA-Lib, Tulip and pandas on %s", (dataset) => {
  const input = readPeerInput(dataset);
  const close = columnOf(input, "close");

  it("TA-Lib", () => {
    for (const [program, name, choices] of [
      ["SMA", "sma", []],
      ["EMA", "ema", [0]],
      ["WMA", "wma", []],
    ] as const)
      for (const { parameters, outputs } of readPeerCases("talib", dataset, program)) {
        const length = period(parameters, "optInTimePeriod");
        expectColumn(calculateOne(name, [length, ...choices], close), columnOf(outputs, "outReal"));
      }
  });

  it("Tulip", () => {
    for (const [program, name, choices] of [
      ["sma", "sma", []],
      ["wma", "wma", []],
      ["hma", "hma", []],
      ["wilders", "rma", [0]],
    ] as const)
      for (const { parameters, outputs } of readPeerCases("tulip", dataset, program))
        expectColumn(
          calculateOne(name, [period(parameters, "period"), ...choices], close),
          columnOf(outputs, program),
        );
    // Tulip's moving sums of volume drift, so that a window without any trade is not seen as one.
    const volume = columnOf(input, "volume");
    for (const { parameters, outputs } of readPeerCases("tulip", dataset, "vwma")) {
      const length = period(parameters, "period");
      const traded = calculateOne("sum", [length], volume);
      const expected = columnOf(outputs, "vwma").map((x, bar) => (traded[bar] === 0 ? NaN : x));
      expectColumn(calculateOne("vwma", [length], close, volume), expected);
    }
    // Tulip's ema gives values from the first bar on, ours (seeded alike) from bar length − 1.
    for (const { parameters, outputs } of readPeerCases("tulip", dataset, "ema")) {
      const length = period(parameters, "period");
      expectColumn(calculateOne("ema", [length, 1], close), columnOf(outputs, "ema"), { skip: length - 1 });
    }
  });

  it("pandas", () => {
    for (const { parameters, outputs } of readPeerCases("pandas", dataset, "rolling_mean"))
      expectColumn(calculateOne("sma", [period(parameters, "window")], close), columnOf(outputs, "out"));
    for (const { parameters, outputs } of readPeerCases("pandas", dataset, "ewm_mean")) {
      if (parameters["adjust"] !== false) continue;
      const name = "span" in parameters ? "ema" : "rma";
      const length =
        name === "ema" ? period(parameters, "span") : Math.round(1 / period(parameters, "alpha"));
      expectColumn(calculateOne(name, [length, 1], close), columnOf(outputs, "out"), { skip: length - 1 });
    }
  });
});
