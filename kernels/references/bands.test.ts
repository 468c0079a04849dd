import { it } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { columnOf, combine, type Table } from "./columns.js";
import { calculate, expectColumn } from "./compare.js";
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

/** Choices by their place in the catalogue. */
const population = 0;
const sample = 1;
const trueRange = 0;
const highLow = 1;
const averageTrueRange = 2;

function bars(table: Table): readonly Float64Array[] {
  return ["high", "low", "close"].map((name) => columnOf(table, name));
}

/** A result of Stock.Indicators. */
function result(name: string, field: string): Float64Array {
  return columnOf(readStockIndicator(name), field);
}

/** One bar later: the value that the other program shows for the bars before its own. */
function delayed(column: Float64Array | undefined): Float64Array {
  return Float64Array.from(column ?? [], (_, bar) => column?.[bar - 1] ?? NaN);
}

describeShared("bands against TradingView", () => {
  it("bollinger; TradingView's width is in percent", () => {
    const table = readPine("bb");
    const close = columnOf(table, "close");
    const [middle, upper, lower] = calculate("bollinger", [20, 2, population], close);
    expectColumn(middle, columnOf(table, "ta.bb(close, 20, 2).base"));
    expectColumn(upper, columnOf(table, "ta.bb(close, 20, 2).upper"));
    expectColumn(lower, columnOf(table, "ta.bb(close, 20, 2).lower"));
    const width = calculate("bollinger", [20, 2.1, population], close)[3] ?? close;
    expectColumn(
      combine((x = NaN) => 100 * x, width),
      columnOf(table, "ta.bbw(close, 20, 2.1)"),
    );
  });

  it("keltner", () => {
    const table = readPine("kc");
    const columns = [columnOf(table, "close"), ...bars(table)];
    const [middle, upper, lower] = calculate("keltner", [20, 2, trueRange, 10], ...columns);
    expectColumn(middle, columnOf(table, "ta.kc(close, 20, 2).base"));
    expectColumn(upper, columnOf(table, "ta.kc(close, 20, 2).upper"));
    expectColumn(lower, columnOf(table, "ta.kc(close, 20, 2).lower"));
    const width = calculate("keltner", [20, 2.1, highLow, 10], ...columns)[3];
    expectColumn(width, columnOf(table, "ta.kcw(close, 20, 2.1, useTrueRange=false)"));
  });

  it("donchian is the highest high and the lowest low", () => {
    const table = readPine("highest+lowest");
    const [upper, lower] = calculate("donchian", [10], columnOf(table, "high"), columnOf(table, "low"));
    expectColumn(upper, columnOf(table, "ta.highest(10)"));
    expectColumn(lower, columnOf(table, "ta.lowest(10)"));
  });
});

describeShared("bands against Stock.Indicators", () => {
  const quotes = readQuotes();
  const close = columnOf(quotes, "close");

  it("bollinger", () => {
    const [middle, upper, lower, width, position] = calculate("bollinger", [20, 2, population], close);
    expectColumn(middle, result("bb", "sma"));
    expectColumn(upper, result("bb", "upperBand"));
    expectColumn(lower, result("bb", "lowerBand"));
    expectColumn(width, result("bb", "width"));
    expectColumn(position, result("bb", "percentB"), { absolute: 1e-9 });
  });

  it("keltner, which leaves the first bar out of its average range: alike once that is forgotten", () => {
    const columns = calculate("keltner", [20, 2, averageTrueRange, 10], close, ...bars(quotes));
    // 0.9^210 is 1e-10.
    const late = { skip: 210 };
    expectColumn(columns[0], result("keltner", "centerline"));
    expectColumn(columns[1], result("keltner", "upperBand"), late);
    expectColumn(columns[2], result("keltner", "lowerBand"), late);
    expectColumn(columns[3], result("keltner", "width"), late);
  });

  it("donchian, which looks at the bars before its own", () => {
    const [upper, lower, middle] = calculate(
      "donchian",
      [20],
      columnOf(quotes, "high"),
      columnOf(quotes, "low"),
    );
    expectColumn(delayed(upper), result("donchian", "upperBand"));
    expectColumn(delayed(lower), result("donchian", "lowerBand"));
    expectColumn(delayed(middle), result("donchian", "centerline"));
  });
});

describeShared.each(peerDatasets)("bands against TA-Lib, Tulip and pandas over %s", (dataset) => {
  const close = columnOf(readPeerInput(dataset), "close");
  /** TA-Lib and Tulip take E[x²] − E[x]², which on nearly flat minutes leaves this much of a deviation that is 0. */
  const absolute = dataset === "btc1m_thin" ? 1e-3 : 0;

  it("bollinger against TA-Lib", () => {
    for (const peer of readPeerCases("talib", dataset, "BBANDS")) {
      const length = Number(peer.parameters["optInTimePeriod"]);
      const multiplier = Number(peer.parameters["optInNbDevUp"]);
      const [middle, upper, lower] = calculate("bollinger", [length, multiplier, population], close);
      expectColumn(middle, columnOf(peer.outputs, "outRealMiddleBand"));
      // TA-Lib takes a variance below 1e-8 for 0, which narrow windows of a price near 1 have.
      const wide = (theirs: Float64Array): Float64Array =>
        theirs.map((x, bar) =>
          (upper?.[bar] ?? NaN) - (middle?.[bar] ?? NaN) > multiplier * 1e-4 ? x : NaN,
        );
      expectColumn(upper, wide(columnOf(peer.outputs, "outRealUpperBand")), {
        absolute,
        ignoreMissing: true,
      });
      expectColumn(lower, wide(columnOf(peer.outputs, "outRealLowerBand")), {
        absolute,
        ignoreMissing: true,
      });
    }
  });

  it("bollinger against Tulip", () => {
    for (const peer of readPeerCases("tulip", dataset, "bbands")) {
      const [middle, upper, lower] = calculate(
        "bollinger",
        [Number(peer.parameters["period"]), 2, population],
        close,
      );
      expectColumn(middle, columnOf(peer.outputs, "bbands_middle"));
      expectColumn(upper, columnOf(peer.outputs, "bbands_upper"), { absolute });
      expectColumn(lower, columnOf(peer.outputs, "bbands_lower"), { absolute });
    }
  });

  it("bollinger with the sample deviation against pandas", () => {
    for (const peer of readPeerCases("pandas", dataset, "rolling_std")) {
      if (peer.parameters["ddof"] !== 1) continue;
      const [middle, upper] = calculate("bollinger", [Number(peer.parameters["window"]), 1, sample], close);
      const deviation = combine((u = NaN, m = NaN) => u - m, upper ?? close, middle ?? close);
      // Taken back from bands near the price, which costs digits of the price; pandas adds and subtracts, which on
      // flat minutes leaves 3e-5 where the truth is 0.
      expectColumn(deviation, columnOf(peer.outputs, "out"), {
        absolute: dataset === "btc1m_thin" ? 1e-4 : 1e-9,
      });
    }
  });

  it("donchian against pandas", () => {
    const input = readPeerInput(dataset);
    for (const [name, output] of [
      ["rolling_max", 0],
      ["rolling_min", 1],
    ] as const)
      for (const peer of readPeerCases("pandas", dataset, name)) {
        const length = Number(peer.parameters["window"]);
        const ours = calculate("donchian", [length], columnOf(input, "high"), columnOf(input, "low"))[output];
        expectColumn(ours, columnOf(peer.outputs, "out"));
      }
  });
});

describeShared("bands against worksheets and the printed book", () => {
  it("bollinger; the worksheet's width is in percent", () => {
    const sheet = readChartSchool("bbands");
    const [middle, upper, lower, width, position] = calculate(
      "bollinger",
      [20, 2, population],
      columnOf(sheet, "Close"),
    );
    const printed = { absolute: 0.51e-5, ignoreMissing: true };
    expectColumn(middle, columnOf(sheet, "MiddleBand"), printed);
    expectColumn(upper, columnOf(sheet, "HighBand"), printed);
    expectColumn(lower, columnOf(sheet, "LowBand"), printed);
    expectColumn(
      combine((x = NaN) => 100 * x, width ?? columnOf(sheet, "Close")),
      columnOf(sheet, "WidthBand"),
      { ...printed, absolute: 1e-4 },
    );
    expectColumn(position, columnOf(sheet, "PercentageBand"), printed);
  });

  it("donchian; the second worksheet shows it one bar later", () => {
    for (const name of ["dc", "dc2"]) {
      const sheet = readChartSchool(name);
      const now = calculate("donchian", [20], columnOf(sheet, "high"), columnOf(sheet, "low"));
      const [upper, lower, middle] = name === "dc" ? now : now.map(delayed);
      const printed = { absolute: 0.51e-2, ignoreMissing: true };
      expectColumn(upper, columnOf(sheet, "upper_band"), printed);
      expectColumn(lower, columnOf(sheet, "lower_band"), printed);
      expectColumn(middle, columnOf(sheet, "middle_band"), printed);
    }
  });

  it("bollinger of the book", () => {
    for (const { options, columns } of readTulip("atoz", "bbands")) {
      const [close = new Float64Array(), ...expected] = columns;
      const [length = 0, multiplier = 0] = options;
      const [middle, upper, lower] = calculate("bollinger", [length, multiplier, population], close);
      [lower, middle, upper].forEach((column = new Float64Array(), k) => {
        const wanted = expected[k] ?? new Float64Array();
        expectColumn(column.slice(column.length - wanted.length), wanted, { absolute: 5.1e-4 });
      });
    }
  });
});
