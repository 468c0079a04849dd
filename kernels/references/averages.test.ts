import { expect, it } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { columnOf, combine } from "./columns.js";
import { calculateOne, expectColumn } from "./compare.js";
import { readPine, readQuotes, readStockIndicator, readTulip } from "./files.js";

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
});

describeShared("averages against Stock.Indicators", () => {
  const close = columnOf(readQuotes(), "close");

  it("sma, ema and smma", () => {
    expectColumn(calculateOne("sma", [20], close), columnOf(readStockIndicator("sma"), "sma"));
    expectColumn(calculateOne("ema", [20, 0], close), columnOf(readStockIndicator("ema"), "ema"));
    expectColumn(calculateOne("rma", [20, 0], close), columnOf(readStockIndicator("smma"), "smma"));
  });
});

describeShared("averages against Tulip", () => {
  it("sma of the printed book", () => {
    const [example] = readTulip("atoz", "sma");
    const [input = new Float64Array(), output = new Float64Array()] = example?.columns ?? [];
    expect(output.length).toBe(input.length - 4);
    expectColumn(calculateOne("sma", [5], input).slice(4), output, { absolute: 5e-4 });
  });
});
