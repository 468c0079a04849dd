import { it } from "vitest";
import { describeShared } from "../../tests/shared.js";
import { columnOf, combine, type Table } from "./columns.js";
import { calculate, calculateOne, expectColumn } from "./compare.js";
import {
  peerDatasets,
  readChartSchool,
  readPeerCases,
  readPeerInput,
  readPine,
  readQuotes,
  readStockIndicator,
  readTulip,
  type PeerCase,
  type TulipCase,
} from "./files.js";

/** Choices by their place in the catalogue. */
const wilder = 0;
const seedMean = 0;
const seedFirst = 1;

function bars(table: Table): readonly Float64Array[] {
  return ["high", "low", "close"].map((name) => columnOf(table, name));
}

/** A result of Stock.Indicators. */
function result(name: string, field: string): Float64Array {
  return columnOf(readStockIndicator(name), field);
}

function typical(table: Table): Float64Array {
  return calculateOne("typical_price", [], ...bars(table));
}

/** Where we have `na` for want of movement, TA-Lib and Tulip answer 0 (or what rounding left). */
function expectWhereKnown(ours: Float64Array | undefined, theirs: Float64Array, absolute: number): void {
  const known = combine((mine = NaN, x = NaN) => (Number.isNaN(mine) ? NaN : x), ours ?? theirs, theirs);
  expectColumn(ours, known, { absolute, ignoreMissing: true });
}

function parameters(peer: PeerCase, names: readonly string[]): readonly number[] {
  return names.map((name) => parameter(peer, name));
}

function parameter(peer: PeerCase, name: string): number {
  return Number(peer.parameters[name]);
}

describeShared("oscillators against TradingView", () => {
  const table = readPine("mfi+rsi+stoch");
  const close = columnOf(table, "close");

  it("rsi", () => {
    expectColumn(calculateOne("rsi", [14, wilder], close), columnOf(table, "ta.rsi(close, 14)"));
  });

  it("stochastic, raw", () => {
    const [k] = calculate("stochastic", [20, 1, 3], ...bars(table));
    // Absolute for the bars on which the close is the lowest low: 0 there.
    expectColumn(k, columnOf(table, "ta.stoch(close, high, low, 20)"), { absolute: 1e-10 });
  });

  it("mfi, after the one value in which TradingView counts the first bar up and down", () => {
    const ours = calculateOne("mfi", [14], close, columnOf(table, "Volume"));
    expectColumn(ours, columnOf(table, "ta.mfi(close, 14)"), { skip: 14 });
  });

  it("cci", () => {
    const cci = readPine("cci+cmo+cog");
    const ours = calculateOne("cci", [20], columnOf(cci, "close"));
    // The numerator is a difference of prices near 1.06: TradingView's own rounding shows at 1e-14 of the price.
    expectColumn(ours, columnOf(cci, "ta.cci(close, 20)"), { absolute: 1e-8 });
  });

  it("williams_r", () => {
    const wpr = readPine("wpr");
    expectColumn(calculateOne("williams_r", [20], ...bars(wpr)), columnOf(wpr, "ta.wpr(20)"), {
      absolute: 1e-10,
    });
  });

  it("macd", () => {
    const macd = readPine("macd");
    const [line, signal, histogram] = calculate("macd", [12, 26, 9, seedMean], columnOf(macd, "close"));
    // Differences of averages near 1.06, which are good to 1e-16.
    expectColumn(line, columnOf(macd, "ta.macd(close, 12, 26, 9).macd"), { absolute: 1e-14 });
    expectColumn(signal, columnOf(macd, "ta.macd(close, 12, 26, 9).signal"), { absolute: 1e-14 });
    expectColumn(histogram, columnOf(macd, "ta.macd(close, 12, 26, 9).hist"), { absolute: 1e-14 });
  });
});

describeShared("oscillators against Stock.Indicators", () => {
  const quotes = readQuotes();
  const close = columnOf(quotes, "close");

  it("rsi, cci, mfi, williams_r", () => {
    expectColumn(calculateOne("rsi", [14, wilder], close), result("rsi", "rsi"));
    expectColumn(calculateOne("cci", [20], typical(quotes)), result("cci", "cci"), { absolute: 1e-9 });
    expectColumn(
      calculateOne("mfi", [14], typical(quotes), columnOf(quotes, "volume")),
      result("mfi", "mfi"),
    );
    expectColumn(calculateOne("williams_r", [14], ...bars(quotes)), result("willr", "williamsR"), {
      absolute: 1e-10,
    });
  });

  it("slow stochastic", () => {
    const [k, d] = calculate("stochastic", [14, 3, 3], ...bars(quotes));
    expectColumn(k, result("stoch", "k"), { absolute: 1e-10 });
    expectColumn(d, result("stoch", "d"), { absolute: 1e-10 });
  });

  it("macd", () => {
    const [line, signal, histogram] = calculate("macd", [12, 26, 9, seedMean], close);
    expectColumn(line, result("macd", "macd"), { absolute: 1e-11 });
    expectColumn(signal, result("macd", "signal"), { absolute: 1e-11 });
    expectColumn(histogram, result("macd", "histogram"), { absolute: 1e-11 });
  });
});

describeShared.each(peerDatasets)("oscillators against TA-Lib and Tulip over %s", (dataset) => {
  const input = readPeerInput(dataset);
  const close = columnOf(input, "close");
  const talib = (name: string): readonly PeerCase[] => readPeerCases("talib", dataset, name);
  const tulip = (name: string): readonly PeerCase[] => readPeerCases("tulip", dataset, name);

  it("rsi", () => {
    for (const peer of talib("RSI"))
      expectWhereKnown(
        calculateOne("rsi", [parameter(peer, "optInTimePeriod"), wilder], close),
        columnOf(peer.outputs, "outReal"),
        1e-9,
      );
    for (const peer of tulip("rsi"))
      expectWhereKnown(
        calculateOne("rsi", [parameter(peer, "period"), wilder], close),
        columnOf(peer.outputs, "rsi"),
        1e-9,
      );
  });

  it("williams_r", () => {
    for (const peer of talib("WILLR"))
      expectWhereKnown(
        calculateOne("williams_r", [parameter(peer, "optInTimePeriod")], ...bars(input)),
        columnOf(peer.outputs, "outReal"),
        1e-9,
      );
    for (const peer of tulip("willr"))
      expectWhereKnown(
        calculateOne("williams_r", [parameter(peer, "period")], ...bars(input)),
        columnOf(peer.outputs, "willr"),
        1e-9,
      );
  });

  it("cci", () => {
    // On nearly flat windows the others' sums of prices near 4300 leave 1e-12 of them in a deviation of 1e-4.
    const nearlyFlat = 1e-5;
    for (const peer of talib("CCI"))
      expectWhereKnown(
        calculateOne("cci", [parameter(peer, "optInTimePeriod")], typical(input)),
        columnOf(peer.outputs, "outReal"),
        nearlyFlat,
      );
    for (const peer of tulip("cci"))
      expectWhereKnown(
        calculateOne("cci", [parameter(peer, "period")], typical(input)),
        columnOf(peer.outputs, "cci"),
        nearlyFlat,
      );
  });

  it("stochastic, where no window without range, 0 for the others, is in the averages", () => {
    for (const [peer, lengths, names] of stochastics()) {
      const ours = calculate("stochastic", lengths, ...bars(input));
      const [raw = new Float64Array()] = calculate("stochastic", [lengths[0] ?? 0, 1, 1], ...bars(input));
      const memory = (lengths[1] ?? 0) + (lengths[2] ?? 0) - 1;
      names.forEach((name, k) => {
        const defined = Float64Array.from(ours[k] ?? [], (x, bar) =>
          raw.slice(Math.max(0, bar - memory + 1), bar + 1).some(Number.isNaN) ? NaN : x,
        );
        expectWhereKnown(defined, columnOf(peer.outputs, name), 1e-9);
      });
    }
  });

  function stochastics(): readonly (readonly [PeerCase, readonly number[], readonly string[]])[] {
    return [
      ...talib("STOCH").map(
        (peer) =>
          [
            peer,
            parameters(peer, ["optInFastK_Period", "optInSlowK_Period", "optInSlowD_Period"]),
            ["outSlowK", "outSlowD"],
          ] as const,
      ),
      ...tulip("stoch").map(
        (peer) =>
          [
            peer,
            parameters(peer, ["k_period", "k_slowing_period", "d_period"]),
            ["stoch_k", "stoch_d"],
          ] as const,
      ),
    ];
  }

  it("mfi", () => {
    for (const peer of talib("MFI"))
      expectWhereKnown(
        calculateOne("mfi", [parameter(peer, "optInTimePeriod")], typical(input), columnOf(input, "volume")),
        columnOf(peer.outputs, "outReal"),
        1e-9,
      );
    // Tulip multiplies by 1/3: where two typical prices are almost equal, the direction hangs on that rounding.
    const price = combine((h = NaN, l = NaN, c = NaN) => (h + l + c) * (1 / 3), ...bars(input));
    for (const peer of tulip("mfi"))
      expectWhereKnown(
        calculateOne("mfi", [parameter(peer, "period")], price, columnOf(input, "volume")),
        columnOf(peer.outputs, "mfi"),
        1e-9,
      );
  });

  it("macd", () => {
    for (const peer of talib("MACD")) {
      const lengths = ["optInFastPeriod", "optInSlowPeriod", "optInSignalPeriod"].map((name) =>
        parameter(peer, name),
      );
      const [line, signal, histogram] = calculate("macd", [...lengths, seedMean], close);
      expectColumn(line, columnOf(peer.outputs, "outMACD"), {
        ignoreMissing: true,
        skip: 200,
        absolute: 1e-6,
      });
      expectColumn(signal, columnOf(peer.outputs, "outMACDSignal"), {
        ignoreMissing: true,
        skip: 200,
        absolute: 1e-6,
      });
      expectColumn(histogram, columnOf(peer.outputs, "outMACDHist"), {
        ignoreMissing: true,
        skip: 200,
        absolute: 1e-6,
      });
    }
  });
});

describeShared("oscillators against ChartSchool's worksheets", () => {
  /** The worksheets print inputs with four decimals, which moves results by more than their own last digit. */
  const ofRoundedPrices = 1e-4;

  it("rsi: the worksheet's averages start from 0, ours of `rma` with seed `first` do the same", () => {
    const sheet = readChartSchool("rsi");
    const started = (name: string): Float64Array =>
      combine((x = NaN) => (Number.isNaN(x) ? 0 : x), columnOf(sheet, name));
    const up = calculateOne("rma", [14, seedFirst], started("Gain"));
    const down = calculateOne("rma", [14, seedFirst], started("Loss"));
    const strength = combine((g = NaN, l = NaN) => (100 * g) / (g + l), up, down);
    expectColumn(strength, columnOf(sheet, "RSI"), { skip: 14, absolute: ofRoundedPrices });
  });

  it("williams_r and stochastic; the worksheets leave out the closes before the first value", () => {
    const printed = { absolute: ofRoundedPrices, ignoreMissing: true };
    const low = columnOf(readChartSchool("percentr"), "Low");
    const withClose = (sheet: Table): readonly Float64Array[] => [
      columnOf(sheet, "High"),
      columnOf(sheet, "Low"),
      combine((c = NaN, l = NaN) => (Number.isNaN(c) ? l : c), columnOf(sheet, "Close"), low),
    ];
    const place = calculateOne("williams_r", [14], ...withClose(readChartSchool("percentr")));
    expectColumn(place, columnOf(readChartSchool("percentr"), "Williams_%R"), printed);
    const [k, d] = calculate("stochastic", [14, 1, 3], ...withClose(readChartSchool("soo")));
    expectColumn(k, columnOf(readChartSchool("soo"), "SO"), printed);
    expectColumn(d, columnOf(readChartSchool("soo"), "SO_SIG"), printed);
  });

  it("cci", () => {
    const sheet = readChartSchool("cci");
    const ours = calculateOne("cci", [20], columnOf(sheet, "Typical Price"));
    // Half a digit of a price is 0.00005, and the unit of the index 0.015 · 0.4.
    expectColumn(ours, columnOf(sheet, "CCI"), { absolute: 0.02 });
  });

  it("mfi", () => {
    const sheet = readChartSchool("mfi");
    const ours = calculateOne("mfi", [14], columnOf(sheet, "Typical Price"), columnOf(sheet, "Volume"));
    expectColumn(ours, columnOf(sheet, "MFI"), { absolute: ofRoundedPrices });
  });

  it("macd, seeded with the first close", () => {
    const sheet = readChartSchool("macd");
    const [line] = calculate("macd", [12, 26, 9, seedFirst], columnOf(sheet, "Close"));
    // The worksheet starts its signal at another bar, so only the line is compared; ten digits are printed.
    expectColumn(line, columnOf(sheet, "MACD_line"), { absolute: 1e-8, skip: 25 });
  });
});

/** Achelis, Technical Analysis from A to Z. Its macd has the weights 0.15 and 0.075 in place of 2/13 and 2/27, so it is not here. */
describeShared("oscillators against the printed book", () => {
  it.each(["rsi", "willr", "stoch", "cci", "mfi"])("%s", (name) => {
    for (const example of readTulip("atoz", name)) {
      const [ours, theirs] = printedBook(example);
      ours.forEach((column, k) => {
        const expected = theirs[k] ?? new Float64Array();
        expectColumn(column.slice(column.length - expected.length), expected, {
          absolute: 5.1e-4,
          relative: 1e-5,
        });
      });
    }
  });
});

/** Inputs of the example through our operation, and the columns it must give; ours is longer by the warm-up. */
function printedBook(example: TulipCase): [readonly Float64Array[], readonly Float64Array[]] {
  const [length = 0] = example.options;
  const columns = example.columns;
  if (example.name === "rsi")
    return [calculate("rsi", [length, wilder], ...columns.slice(0, 1)), columns.slice(1)];
  if (example.name === "willr")
    return [calculate("williams_r", [length], ...columns.slice(0, 3)), columns.slice(3)];
  if (example.name === "stoch")
    return [calculate("stochastic", example.options, ...columns.slice(0, 3)), columns.slice(3)];
  const price = calculateOne("typical_price", [], ...columns.slice(0, 3));
  if (example.name === "cci") return [calculate("cci", [length], price), columns.slice(3)];
  return [calculate("mfi", [length], price, ...columns.slice(3, 4)), columns.slice(4)];
}
