import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeShared, sharedPath } from "../../tests/shared.js";
import { columnNames, hashChunks } from "./columns.js";
import { DataError } from "./data-error.js";
import type { BarFeed } from "./dataset.js";
import { hour, minute, day, week } from "./interval.js";
import {
  checkDataset,
  describeDataset,
  importDataset,
  openDataset,
  readMetadata,
  resample,
  storeDataset,
  synthesize,
} from "./index.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sage-open-test-"));
  process.env["SAGE_CACHE"] = join(folder, "cache");
});
afterAll(() => {
  delete process.env["SAGE_CACHE"];
  rmSync(folder, { recursive: true, force: true });
});

function gather(feed: BarFeed) {
  const result: Record<string, number[]> = Object.fromEntries(columnNames.map((name) => [name, []]));
  for (const chunk of feed.chunks()) {
    for (const name of columnNames) result[name]?.push(...chunk[name]);
  }
  return result;
}

const caught = async (work: () => unknown): Promise<DataError> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

const path = () => join(folder, "made.arrow");
const csv = () => join(folder, "BTCUSDT-1h.csv");
const rows = (price: number) =>
  `time,open,high,low,close,volume\n${[0, 1, 2].map((i) => `${1.6e12 + i * hour},${price},${price},${price},${price},1`).join("\n")}\n`;
const entries = () => readdirSync(join(folder, "cache")).filter((name) => name.endsWith(".arrow"));

describe("a stored data set", () => {
  const bars = 150_000;
  const made = synthesize({ bars, seed: 3, gaps: 5 });

  it("comes back bar for bar, in batches of at most 65,536, with its metadata beside it", async () => {
    const record = await storeDataset(path(), made);
    const feed = await openDataset(path());
    expect(feed.information.hash).toBe(made.information.hash);
    expect(hashChunks(() => feed.chunks())).toBe(made.information.hash);
    expect([...feed.chunks()].map(({ time }) => time.length)).toEqual([65_536, 65_536, bars - 2 * 65_536]);
    expect(feed.information).toMatchObject({ bars, gaps: 5, interval: minute });
    expect(await readMetadata(path())).toEqual(record);
    expect(await readMetadata(join(folder, "made.metadata.json"))).toEqual(record);
    expect(await describeDataset(path())).toEqual(record);
    expect(existsSync(join(folder, ".made.arrow"))).toBe(false);
  });

  it("is plain Arrow to any other reader", () => {
    const table = tableFromIPC(readFileSync(path()));
    expect(table.numRows).toBe(bars);
    expect(table.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual(
      columnNames.map((name) => `${name}: Float64`),
    );
    const close = table.getChild("close");
    expect(close?.get(bars - 1)).toBe(gather(made)["close"]?.[bars - 1]);
  });

  it("gives the bars within limits, both inclusive, and describes just those", async () => {
    const all = gather(made);
    const times = all["time"] ?? [];
    for (const [start, end] of [
      [0, 1],
      [65_530, 65_545],
      [100_000, 149_999],
      [149_998, 149_999],
    ] as const) {
      const [from, to] = [times[start], times[end]];
      const feed = await openDataset(path(), { from, to });
      expect(feed.information).toMatchObject({ bars: end - start + 1, from, to });
      expect(gather(feed)["close"]).toEqual(all["close"]?.slice(start, end + 1));
      expect(feed.information.hash).toBe(hashChunks(() => feed.chunks()));
    }
    const between = await openDataset(path(), { from: (times[10] ?? 0) + 1, to: (times[12] ?? 0) - 1 });
    expect(between.information).toMatchObject({ bars: 1, from: times[11], to: times[11] });
  });

  it("refuses limits without bars, naming what there is", async () => {
    const error = await caught(() => openDataset(path(), { from: Date.UTC(2030, 0, 1) }));
    expect(error.code).toBe("SAGE8111");
    expect(error.help).toContain("2020-01-01T00:00:00Z");
    expect((await caught(() => openDataset(path(), { from: 2e12, to: 1e12 }))).code).toBe("SAGE8111");
  });

  it("is refused when it was cut or changed", async () => {
    const bytes = readFileSync(path());
    const copy = join(folder, "changed.arrow");
    writeFileSync(copy, bytes.subarray(0, bytes.length - 1000));
    expect((await caught(() => openDataset(copy))).code).toBe("SAGE8106");
    const touched = Buffer.from(bytes);
    touched.writeDoubleLE(1, 500_000);
    writeFileSync(copy, touched);
    expect((await caught(() => checkDataset(copy))).code).toBe("SAGE8115");
    const inside = Buffer.concat([bytes.subarray(0, 4096), bytes.subarray(8192)]);
    writeFileSync(copy, inside);
    expect((await caught(() => openDataset(copy))).code).toBe("SAGE8115");
  });
});

describe("the cache", () => {
  it("imports once, finds the import again after a touch or a copy, and never serves old bars", async () => {
    writeFileSync(csv(), rows(10));
    let accounts = 0;
    const open = async () => openDataset(csv(), { onImport: () => accounts++ });
    const first = await open();
    const before = statSync(join(folder, "cache", entries()[0] ?? "")).mtimeMs;
    utimesSync(csv(), new Date(), new Date());
    const second = await open();
    expect(second.information).toEqual(first.information);
    expect(entries()).toHaveLength(1);
    expect(statSync(join(folder, "cache", entries()[0] ?? "")).mtimeMs).toBe(before);
    expect(accounts).toBe(2);
    // Same size, same name, and even the same time of change: other content must give other bars.
    const { atime, mtime } = statSync(csv());
    writeFileSync(csv(), rows(11));
    utimesSync(csv(), atime, mtime);
    const third = await open();
    expect(gather(third)["close"]).toEqual([11, 11, 11]);
    expect(third.information.source).toBe(csv());
    expect(entries()).toHaveLength(2);
  });

  it("keeps imports with other options apart, and mends a damaged entry", async () => {
    const shifted = await openDataset(csv(), { import: { barTime: "close" } });
    expect(shifted.information.from).toBe(1.6e12 - hour);
    for (const name of entries()) writeFileSync(join(folder, "cache", name), "ARROW1 nonsense ARROW1");
    const feed = await openDataset(csv());
    expect(gather(feed)["close"]).toEqual([11, 11, 11]);
  });

  it("leaves nothing half-written when the cache cannot be written", async () => {
    const file = join(folder, "not-a-folder");
    writeFileSync(file, "");
    process.env["SAGE_CACHE"] = join(file, "cache");
    const error = await caught(() => openDataset(csv()));
    process.env["SAGE_CACHE"] = join(folder, "cache");
    expect(error).toBeInstanceOf(DataError);
    expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
  });
});

describe("importDataset", () => {
  it("writes where it is told and accounts for it", async () => {
    const source = join(folder, "disorder.csv");
    writeFileSync(
      source,
      "time,open,high,low,close\n1600000000,1,2,1,2\n1600007200,3,3,3,3\n1600003600,2,2,2,2\n1600007200,4,4,4,4\n",
    );
    const out = join(folder, "sub", "out.arrow");
    const { record, report } = await importDataset(source, { out, policy: "repair", symbol: "TEST" });
    expect(record).toMatchObject({ bars: 3, symbol: "TEST", interval: hour });
    expect(record.changed).toEqual([
      "Sorted 1 row that stood out of order.",
      "Dropped 1 row that a later row of the same time replaces.",
    ]);
    expect(report.findings.map(({ kind }) => kind)).toContain("duplicate");
    const feed = await openDataset(out);
    expect(gather(feed)["close"]).toEqual([2, 2, 4]);
  });
});

describe("resample", () => {
  it("makes bars by hand the same", async () => {
    const source = join(folder, "minutes.csv");
    // 2021-01-01T00:58Z to 02:03Z: half an hour's end, one whole hour with a gap, and the start of a third.
    const open = Date.UTC(2021, 0, 1, 0, 58);
    const lines = Array.from(
      { length: 66 },
      (_, i) => `${open + i * minute},${100 + i},${110 + i},${90 + i},${101 + i},${i}`,
    );
    writeFileSync(
      source,
      ["time,open,high,low,close,volume", ...lines.filter((_, i) => i !== 30), ""].join("\n"),
    );
    const feed = await openDataset(source);
    const hourly = resample(feed, hour);
    const volume = Array.from({ length: 60 }, (_, i) => i + 2).reduce((sum, one) => sum + one, 0) - 30;
    expect(gather(hourly)).toEqual({
      time: [Date.UTC(2021, 0, 1, 1)],
      open: [102],
      high: [171],
      low: [92],
      close: [162],
      volume: [volume],
    });
    expect(hourly.information).toMatchObject({ bars: 1, interval: hour, gaps: 0 });
    const whole = resample(feed, hour, { edges: "keep" });
    expect(gather(whole)["time"]).toEqual([0, 1, 2].map((hours) => Date.UTC(2021, 0, 1, hours)));
    expect((await caught(() => resample(feed, 90_000))).code).toBe("SAGE8116");
    expect((await caught(() => resample(feed, 1000))).code).toBe("SAGE8116");
    expect((await caught(() => resample(feed, week))).code).toBe("SAGE8111");
    expect(resample(feed, minute)).toBe(feed);
  });

  it("gives what two steps give, and begins weeks on Monday", () => {
    const feed = synthesize({ bars: 60_000, interval: 5 * minute, gaps: 40, longestGap: 900, digits: 0 });
    const direct = gather(resample(feed, 4 * hour));
    const steps = gather(resample(resample(feed, hour), 4 * hour));
    for (const name of ["time", "open", "high", "low"]) expect(steps[name]).toEqual(direct[name]);
    const weeks = gather(resample(feed, week))["time"] ?? [];
    expect(weeks.length).toBeGreaterThan(20);
    expect(new Set(weeks.map((time) => new Date(time).getUTCDay()))).toEqual(new Set([1]));
    expect(weeks.every((time) => time % day === 0)).toBe(true);
  });
});

describeShared("resampling real minutes", () => {
  it("equals the exchange's own hours of 2021", async () => {
    const minutes = await openDataset(sharedPath("data/ohlcv/binance_spot/BTCUSDT_1m_2021.parquet"));
    const hours = await openDataset(
      sharedPath("data/ohlcv/binance_spot/BTCUSDT_1h_2017-08_2022-12.parquet"),
      {
        from: Date.UTC(2021, 0, 1),
        to: Date.UTC(2021, 11, 31, 23),
      },
    );
    const [mine, theirs] = [gather(resample(minutes, hour)), gather(hours)];
    for (const name of ["time", "open", "high", "low", "close"]) expect(mine[name]).toEqual(theirs[name]);
    const volumes = theirs["volume"] ?? [];
    for (const [i, volume] of (mine["volume"] ?? []).entries()) {
      expect(Math.abs(volume - (volumes[i] ?? NaN))).toBeLessThanOrEqual(1e-9 * volume);
    }
  });
});
