import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check, compile } from "../../compiler/index.js";
import type { Graph } from "../../compiler/graph/index.js";
import { createSource } from "../../lang/index.js";
import { describeShared, sharedPath } from "../../tests/shared.js";
import { gatherPieces } from "../data/columns.js";
import {
  checkDataset,
  describeDataset,
  importDataset,
  openDataset,
  resample,
  storeDataset,
  synthesize,
  type BarFeed,
} from "../data/index.js";
import { proveNoLeakage } from "../leakage/index.js";
import { backtest } from "../modes/backtest.js";
import { evaluate } from "../modes/evaluate.js";

const hour = 3_600_000;
const start = Date.UTC(2024, 0, 1);
const na = NaN;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sage-series-test-"));
  process.env["SAGE_CACHE"] = join(folder, "cache");
});
afterAll(() => {
  delete process.env["SAGE_CACHE"];
  rmSync(folder, { recursive: true, force: true });
});

const strategy = (members: string): string => `sage 1
strategy watching {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }
  ${members}
  enter long when close crosses above sma(close, 2)
  exit long when close crosses below sma(close, 2)
  size 10% of equity
  costs { fee: 0.1% }
}`;

function compiled(members: string): Graph {
  const { graph, diagnostics } = compile(createSource("watching.sage", strategy(members)));
  if (graph === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return graph;
}

const codesOf = (members: string): readonly string[] =>
  check(createSource("watching.sage", strategy(members)))
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ code }) => code);

/** Bars of an hour (or so) at a price that goes up by one, with further columns as text. */
async function fileOf(
  name: string,
  header: string,
  rows: readonly string[],
  interval = hour,
): Promise<BarFeed> {
  const lines = rows.map(
    (row, bar) => `${start + bar * interval},${bar + 10},${bar + 10},${bar + 10},${bar + 10},5${row}`,
  );
  const path = join(folder, name);
  writeFileSync(path, `time,open,high,low,close,volume${header}\n${lines.join("\n")}\n`);
  return openDataset(path);
}

const columnsOf = (graph: Graph, feed: BarFeed) =>
  evaluate(graph, feed).columns.map(({ values }) => [...values]);

describe("what comes with the candles", () => {
  test("is known at the close of the bar whose row carries it, held until the next, and ages", async () => {
    const feed = await fileOf("held.csv", ",fundingRate,sumOpenInterest,num_trades", [
      ",,100,7",
      ",0.0001,,8",
      ",,,9",
      ",,300,",
      ",-0.0002,310,11",
      ",,320,12",
    ]);
    const graph = compiled(`plot funding as "f"
  plot age(funding) as "a"
  plot open_interest as "o"
  plot trades as "t"
  plot sum(trades, 2) as "s"`);
    expect(columnsOf(graph, feed)).toEqual([
      [na, 0.0001, 0.0001, 0.0001, -0.0002, -0.0002],
      [na, 0, 1, 2, 0, 1],
      [100, 100, 100, 300, 310, 320],
      // A bar without a count keeps the last one.
      [7, 8, 9, 9, 11, 12],
      [na, 15, 17, 18, 20, 23],
    ]);
  });

  test("of faster candles: the last funding inside, the sum of the trades", async () => {
    const rows = Array.from({ length: 8 }, (_, k) => `,${k % 3 === 0 ? k / 10_000 : ""},${k + 1}`);
    const feed = resample(await fileOf("fast.csv", ",funding_rate,count", rows, hour / 4), hour);
    const graph = compiled(`plot funding as "f"
  plot trades as "t"`);
    // Quarters 0 to 3 and 4 to 7; funding at 0, 3 and 6.
    expect(columnsOf(graph, feed)).toEqual([
      [0.0003, 0.0006],
      [1 + 2 + 3 + 4, 5 + 6 + 7 + 8],
    ]);
  });

  test("is the same however the bars are cut", () => {
    const feed = synthesize({ bars: 500, interval: hour, seed: 3, gaps: 5, with: ["funding", "trades"] });
    const graph = compiled(`plot sma(funding, 30) as "f"
  plot age(funding) as "a"
  plot trades as "t"`);
    const whole = columnsOf(graph, feed);
    const {
      time,
      series = {},
      ...bars
    } = gatherPieces(feed.chunks(["funding", "trades"]), 500, ["funding", "trades"]);
    const cut: BarFeed = {
      information: feed.information,
      *chunks(wanted = []) {
        for (let from = 0; from < 500; from += 7) {
          const of = (values: Float64Array) => values.slice(from, from + 7);
          const own = wanted.map((name) => [name, of(series[name] ?? new Float64Array(500))]);
          yield {
            time: of(time),
            open: of(bars.open),
            high: of(bars.high),
            low: of(bars.low),
            close: of(bars.close),
            volume: of(bars.volume),
            series: Object.fromEntries(own),
          };
        }
      },
    };
    expect(columnsOf(graph, cut)).toEqual(whole);
    // Once every eight hours, so never longer ago than the hours in between and those of the gaps.
    expect(whole[1]?.filter((age) => age === 0).length).toBeGreaterThan(500 / 8 - 2);
  });

  test("that the data does not have is refused before the run, with what it has", async () => {
    const feed = await fileOf(
      "without.csv",
      ",trades",
      Array.from({ length: 9 }, () => ",4"),
    );
    const graph = compiled("plot funding");
    expect(() => backtest(graph, feed)).toThrow(
      expect.objectContaining({
        code: "SAGE8007",
        message: expect.stringContaining("it has time, open, high, low, close, volume, trades"),
      }),
    );
    // Candles alone are enough for a strategy that reads nothing else.
    expect(backtest(compiled(""), feed).data.bars).toBe(9);
  });

  test("is noted by a run with its extent and its hash, which the data's hash covers", async () => {
    const rows = (second: string) => [",", ",0.0001", `,${second}`, ",", ",", ","];
    const one = await fileOf("one.csv", ",funding", rows("0.0002"));
    const other = await fileOf("other.csv", ",funding", rows("0.0003"));
    const graph = compiled("plot funding");
    const [first, second] = [backtest(graph, one), backtest(graph, other)];
    expect(first.feeds).toMatchObject([
      { name: "funding", rows: 2, from: start + hour, to: start + 2 * hour },
    ]);
    // The candles are the same, what comes with them is not.
    expect(first.data.hash).toBe(second.data.hash);
    expect(first.run.dataHash).not.toBe(second.run.dataHash);
  });
});

test("nothing that follows from it knows the future", () => {
  const feed = synthesize({
    bars: 800,
    interval: hour,
    seed: 3,
    with: ["funding", "open_interest", "trades"],
  });
  const members =
    "let busy = trades > sma(trades, 9) and open_interest > 0\n  enter short when busy and funding > 0";
  const { leaks, decisions } = proveNoLeakage(compiled(members), feed, { rounds: 4 });
  expect(leaks).toEqual([]);
  expect(decisions).toBeGreaterThan(0);
});

describe("the stored form", () => {
  test("keeps the columns behind the six of the bars; without them it is what it was", async () => {
    const [bare, rich] = [join(folder, "bare.arrow"), join(folder, "rich.arrow")];
    const options = { bars: 300, interval: hour, seed: 5 };
    const one = await storeDataset(bare, synthesize(options));
    const two = await storeDataset(rich, synthesize({ ...options, with: ["trades", "funding"] }));
    expect(one.hash).toBe(two.hash);
    expect(Object.keys(one)).not.toContain("series");
    expect(two.columns).toEqual(["time", "open", "high", "low", "close", "volume", "funding", "trades"]);
    const table = tableFromIPC(readFileSync(rich));
    const asked = gatherPieces((await openDataset(rich)).chunks(["trades"]), 300, ["trades"]);
    expect([...(table.getChild("trades") ?? [])]).toEqual([...(asked.series?.trades ?? [])]);
    expect([...(await openDataset(rich)).chunks()][0]).not.toHaveProperty("series");
    expect((await describeDataset(rich)).seriesRecords?.map(({ values }) => values)).toEqual([38, 300]);
  });

  test("notices a value that was changed", async () => {
    const path = join(folder, "changed.arrow");
    await storeDataset(path, synthesize({ bars: 40, interval: hour, seed: 5, with: ["open_interest"] }));
    const { series } = gatherPieces((await openDataset(path)).chunks(["open_interest"]), 40, [
      "open_interest",
    ]);
    const bytes = readFileSync(path);
    const value = Buffer.alloc(8);
    value.writeDoubleLE(series?.open_interest?.[7] ?? 0);
    bytes.writeDoubleLE(1, bytes.indexOf(value));
    writeFileSync(path, bytes);
    await expect(checkDataset(path)).rejects.toThrow("open_interest");
  });

  test("joins files of which only one has the column", async () => {
    const bars = (from: number, more: string) =>
      Array.from({ length: 5 }, (_, k) => `${start + (from + k) * hour},1,1,1,1,1${more}`).join("\n");
    writeFileSync(join(folder, "a.csv"), `time,open,high,low,close,volume\n${bars(0, "")}\n`);
    writeFileSync(join(folder, "b.csv"), `time,open,high,low,close,volume,oi\n${bars(5, ",9")}\n`);
    const out = join(folder, "both.arrow");
    const { record } = await importDataset([join(folder, "a.csv"), join(folder, "b.csv")], { out });
    expect(record.seriesRecords).toMatchObject([
      { name: "open_interest", values: 5, from: start + 5 * hour },
    ]);
  });
});

describe("in the language", () => {
  test("funding is a plain number, open interest a quantity, trades a count that is not negative", () => {
    expect(codesOf("plot funding + 1%\n  plot open_interest / volume\n  plot trades / 2")).toEqual([]);
    expect(codesOf("let x = open_interest > close\n  plot x")).toEqual(["SAGE2104"]);
    expect(codesOf("let x = funding > close\n  plot x")).toEqual(["SAGE2104"]);
  });

  test("history of funding could mean two things, that of what is told with every bar is clear", () => {
    expect(codesOf("plot funding[1]")).toEqual(["SAGE3006"]);
    expect(codesOf("plot open_interest / open_interest[1]\n  plot trades[3]")).toEqual([]);
  });

  test("has no place inside a frame, nor before the run", () => {
    expect(codesOf("frame day every 1d {\n    let paid = funding\n  }\n  plot day.paid")).toEqual([
      "SAGE3106",
    ]);
    expect(codesOf("plot sma(close, trades)")).toEqual(["SAGE2110"]);
  });

  test("a name of the strategy's own comes first", async () => {
    const graph = compiled("let trades = close / close\n  plot trades");
    expect(graph.feeds).toBeUndefined();
  });

  test("two strategies that differ in the series have different hashes", () => {
    expect(compiled("plot funding").hash).not.toBe(compiled("plot trades").hash);
  });
});

describeShared("files of exchanges", () => {
  test("headerless klines have the number of trades in their ninth column", async () => {
    const path = sharedPath("data/ohlcv/raw/binance_spot_klines/BTCUSDT-1m-2024-12-31.csv");
    const counts = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => Number(line.split(",")[8]));
    const feed = await openDataset(path);
    const { series } = gatherPieces(feed.chunks(["trades"]), counts.length, ["trades"]);
    expect([...(series?.trades ?? [])]).toEqual(counts);
  });

  test("klines with the exchange's header call it count", async () => {
    const path = sharedPath("data/ohlcv/raw/binance_um_klines/FILUSDT-1m-2024-10.csv");
    const lines = readFileSync(path, "utf8").trim().split("\n");
    const at = lines[0]?.split(",").indexOf("count") ?? -1;
    const first = lines.slice(1, 50).map((line) => Number(line.split(",")[at]));
    const feed = await openDataset(path);
    const { series } = gatherPieces(feed.chunks(["trades"]), feed.information.bars, ["trades"]);
    expect([...(series?.trades ?? [])].slice(0, 49)).toEqual(first);
  });
});
