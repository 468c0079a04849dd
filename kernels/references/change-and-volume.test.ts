import { describe, expect, it } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { columnOf, combine, type Table } from "./columns.js";
import { calculateOne, expectColumn } from "./compare.js";
import {
  peerDatasets,
  readChartSchool,
  readPeerCases,
  readPeerInput,
  readPine,
  readQuotes,
  readStockIndicator,
  readTulip,
} from "./files.js";

function bars(table: Table): readonly Float64Array[] {
  return ["high", "low", "close"].map((name) => columnOf(table, name));
}

describe("fractional differences by hand", () => {
  const prices = Float64Array.of(16, 32, 8, 64, 128);

  it("has the coefficients of the binomial series", () => {
    // (1 − B)^½ = 1 − B/2 − B²/8 − B³/16 − …
    expect([...calculateOne("fractional_difference", [0.5, 4], prices)]).toEqual([
      NaN,
      NaN,
      NaN,
      64 - 8 / 2 - 32 / 8 - 16 / 16,
      128 - 64 / 2 - 8 / 8 - 32 / 16,
    ]);
  });

  it("is the series itself at order 0, its change at 1 and the change of that at 2", () => {
    const slice = (order: number) => [...calculateOne("fractional_difference", [order, 3], prices)].slice(2);
    expect(slice(0)).toEqual([8, 64, 128]);
    expect(slice(1)).toEqual([-24, 56, 64]);
    expect(slice(2)).toEqual([-40, 80, 8]);
  });
});

describeShared("change and volume against TradingView", () => {
  it("rising and falling, which it answers with false while we do not know", () => {
    const table = readPine("falling+rising");
    const smooth = calculateOne("ema", [20, 0], columnOf(table, "close"));
    for (const [name, sign] of [
      ["rising", 1],
      ["falling", -1],
    ] as const) {
      const ours = calculateOne(name, [5], smooth);
      const known = combine((x = NaN) => (Number.isNaN(x) ? 0 : sign * x), ours);
      expectColumn(
        known,
        columnOf(table, `ta.${name}(ema, 5)`)
          .map(Math.abs)
          .map((x) => sign * x),
      );
    }
  });
});

describeShared("change and volume against Stock.Indicators", () => {
  const quotes = readQuotes();
  const close = columnOf(quotes, "close");

  it("roc and momentum", () => {
    expectColumn(calculateOne("roc", [14], close), columnOf(readStockIndicator("roc"), "roc"), {
      absolute: 1e-12,
    });
    expectColumn(calculateOne("momentum", [14], close), columnOf(readStockIndicator("roc"), "momentum"), {
      absolute: 1e-12,
    });
  });

  it("obv, which it begins with a 0 that we leave out", () => {
    const ours = calculateOne("obv", [], close, columnOf(quotes, "volume"));
    expect(ours[0]).toBeNaN();
    expectColumn(ours, columnOf(readStockIndicator("obv"), "obv"), { skip: 1 });
  });

  it("vwap over all its days", () => {
    const price = calculateOne("typical_price", [], ...bars(quotes));
    const never = 3;
    const time = close.map((_, day) => 86_400_000 * day);
    const ours = calculateOne("vwap", [never, 0], price, time, columnOf(quotes, "volume"));
    expectColumn(ours, columnOf(readStockIndicator("vwap"), "vwap"));
  });
});

describeShared.each(peerDatasets)("change and volume against TA-Lib, Tulip and pandas over %s", (dataset) => {
  const input = readPeerInput(dataset);
  const close = columnOf(input, "close");
  const volume = columnOf(input, "volume");
  // Differences of equal or nearly equal prices.
  const absolute = 1e-10;

  it("change, momentum, roc and returns against TA-Lib", () => {
    for (const [theirs, ours] of [
      ["MOM", "momentum"],
      ["MOM", "change"],
      ["ROC", "roc"],
      ["ROCP", "returns"],
    ] as const)
      for (const peer of readPeerCases("talib", dataset, theirs))
        expectColumn(
          calculateOne(ours, [Number(peer.parameters["optInTimePeriod"])], close),
          columnOf(peer.outputs, "outReal"),
          { absolute },
        );
  });

  it("returns against Tulip, whose roc is a ratio", () => {
    for (const peer of readPeerCases("tulip", dataset, "roc"))
      expectColumn(
        calculateOne("returns", [Number(peer.parameters["period"])], close),
        columnOf(peer.outputs, "roc"),
        { absolute },
      );
  });

  it("change, returns and log_returns against pandas", () => {
    for (const [theirs, ours] of [
      ["diff", "change"],
      ["pct_change", "returns"],
      ["log_return", "log_returns"],
    ] as const)
      for (const peer of readPeerCases("pandas", dataset, theirs))
        expectColumn(
          calculateOne(ours, [Number(peer.parameters["periods"])], close),
          columnOf(peer.outputs, "out"),
          { absolute },
        );
  });

  it("obv against Tulip, and against TA-Lib, which begins with the first volume", () => {
    const ours = calculateOne("obv", [], close, volume);
    for (const peer of readPeerCases("tulip", dataset, "obv"))
      expectColumn(ours, columnOf(peer.outputs, "obv"), { skip: 1, absolute: 1e-8 });
    for (const peer of readPeerCases("talib", dataset, "OBV"))
      expectColumn(
        combine((x = NaN) => x + (volume[0] ?? NaN), ours),
        columnOf(peer.outputs, "outReal"),
        { skip: 1, absolute: 1e-8 },
      );
  });
});

describeShared("change and volume against worksheets and the printed book", () => {
  it("roc", () => {
    const sheet = readChartSchool("roc");
    expectColumn(calculateOne("roc", [12], columnOf(sheet, "Close")), columnOf(sheet, "ROC"), {
      absolute: 0.51e-8,
    });
  });

  it("obv of the worksheet", () => {
    const sheet = readChartSchool("obv");
    const volume = columnOf(sheet, "Volume").map((x) => (Number.isNaN(x) ? 0 : x));
    expectColumn(calculateOne("obv", [], columnOf(sheet, "Close"), volume), columnOf(sheet, "OBV"));
  });

  it("vwap", () => {
    const sheet = readChartSchool("vwap");
    const price = calculateOne(
      "typical_price",
      [],
      ...["High", "Low", "Close"].map((name) => columnOf(sheet, name)),
    );
    const never = 3;
    const time = price.map((_, day) => 86_400_000 * day);
    const length = 14;
    const flows = combine((p = NaN, v = NaN) => p * v, price, columnOf(sheet, "Volume"));
    const rolling = combine(
      (a = NaN, b = NaN) => a / b,
      calculateOne("sum", [length], flows),
      calculateOne("sum", [length], columnOf(sheet, "Volume")),
    );
    const ours = calculateOne("vwap", [never, 0], price, time, columnOf(sheet, "Volume"));
    // The worksheet's rows are one period of 14 bars, and after that a sliding one.
    expectColumn(ours.slice(0, length), columnOf(sheet, "vwap").slice(0, length), { absolute: 0.5e-4 });
    expectColumn(rolling, columnOf(sheet, "vwap"), { skip: length, absolute: 0.5e-4 });
  });

  it("obv and rate of change of the book", () => {
    for (const { columns } of readTulip("atoz", "obv")) {
      const [close = new Float64Array(), volume = new Float64Array(), expected = new Float64Array()] =
        columns;
      expectColumn(calculateOne("obv", [], close, volume), expected, { skip: 1 });
    }
    for (const { columns, options } of readTulip("atoz", "rocr")) {
      const [close = new Float64Array(), expected = new Float64Array()] = columns;
      const length = options[0] ?? 0;
      const ratio = combine((x = NaN) => 1 + x, calculateOne("returns", [length], close));
      expectColumn(ratio.slice(length), expected, { absolute: 5.1e-4 });
    }
  });
});
