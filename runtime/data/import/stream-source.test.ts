import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeShared, sharedPath } from "../../../tests/shared.js";
import { gatherColumns } from "../columns.js";
import { DataError } from "../data-error.js";
import { minute } from "../interval.js";
import { readBatches } from "../store/batches.js";
import { readStored } from "../store/read.js";
import { synthesize } from "../synthesize/synthesize.js";
import { writeParquet } from "../table/parquet-table.js";
import { identify } from "./identify.js";
import { openTable, readSource } from "./import-dataset.js";
import type { ImportOptions } from "./options.js";
import { findRoles } from "./roles.js";
import { storeSource } from "./store-source.js";
import { Irregular, streamSource } from "./stream-source.js";

const candles = (name: string): string => sharedPath("data/ohlcv", name);
const now = Date.UTC(2026, 0, 1);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sage-stream-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let counter = 0;
const newPath = (): string => join(folder, `${++counter}.arrow`);

/** By the walk alone, which leaves nothing where it gives up. */
async function walk(path: string, options: ImportOptions): Promise<"walked" | "given up"> {
  const [piece] = await identify(path);
  if (piece === undefined) throw new Error("no piece");
  const table = await openTable(piece, () => folder);
  const roles = findRoles(table, options);
  if (roles.kind !== "candles") throw new Error("no candles");
  const place = newPath();
  const origin = { paths: [path], fileName: basename(path), options, symbol: table.title, now };
  try {
    await streamSource({ table, roles, origin }, place);
    return "walked";
  } catch (error) {
    if (!(error instanceof Irregular || error instanceof DataError)) throw error;
    expect(existsSync(place)).toBe(false);
    return "given up";
  }
}

/** Holds what is stored to the whole-table path: bars, record, report, or the refusal. */
async function expectSame(path: string, options: ImportOptions): Promise<void> {
  const place = newPath();
  const whole = await readSource([path], options, now).catch((error: unknown) => error);
  const stored = await storeSource([path], options, now, () => place).catch((error: unknown) => error);
  if (whole instanceof Error) {
    expect(whole).toBeInstanceOf(DataError);
    expect(stored).toEqual(whole);
    expect(existsSync(place)).toBe(false);
    return;
  }
  if (!isRead(whole)) throw new Error("neither read nor refused");
  expect(stored).toEqual({ record: whole.record, report: whole.report });
  const found = readStored(place);
  if (found === null) throw new Error("not stored");
  expect(found.record).toEqual(whole.record);
  const bars = gatherColumns(readBatches(place, found.batches), found.record.bars);
  for (const name of ["time", "open", "high", "low", "close", "volume"] as const) {
    // Bit for bit; an assertion on each of millions of numbers takes minutes.
    const [is, was] = [Buffer.from(bars[name].buffer), Buffer.from(whole.columns[name].slice().buffer)];
    expect(is.equals(was), name).toBe(true);
  }
}

const isRead = (value: unknown): value is Awaited<ReturnType<typeof readSource>> =>
  typeof value === "object" && value !== null && "columns" in value;

describeShared("recorded candles are stored alike in one walk and as a whole", () => {
  const cases: readonly (readonly [string, "walked" | "given up"])[] = [
    ["binance_um/BTCUSDT_1m_2025-06.parquet", "walked"],
    ["binance_spot/BTCUSDT_1h_2017-08_2022-12.parquet", "walked"],
    ["kraken/BTCUSDC_1m_2023-Q1.parquet", "walked"],
    ["fxcm/GBPUSD_1m_bid_2012-02.parquet", "walked"],
    ["equities/SPY_1d_1999_2020.parquet", "walked"],
    ["coinbase/BTCUSD_1h_2017-07_2019-10.parquet", "given up"],
  ];
  it.each(cases)("%s", { timeout: 120_000 }, async (name, expected) => {
    expect(await walk(candles(name), {})).toBe(expected);
    await expectSame(candles(name), {});
    if (expected === "given up") await expectSame(candles(name), { policy: "repair" });
  });
});

const bars = 66_600;
type Columns = Record<"timestamp" | "open" | "high" | "low" | "close" | "volume", Float64Array>;

function soundColumns(): Columns {
  const made = gatherColumns(synthesize({ bars, interval: minute, seed: 4 }).chunks(), bars);
  const { time, open, high, low, close, volume } = made;
  return { timestamp: time, open, high, low, close, volume };
}

/** Each fault beyond the first batch of 65,536 rows, when a part has been written already. */
const faulty: readonly (readonly [
  string,
  (columns: Columns) => void,
  ImportOptions,
  "walked" | "given up",
])[] = [
  ["nothing wrong", () => undefined, {}, "walked"],
  ["nothing wrong, to be repaired", () => undefined, { policy: "repair" }, "walked"],
  ["a missing volume", ({ volume }) => void (volume[66_000] = NaN), {}, "walked"],
  ["a wild price", ({ high, close }) => void (high[66_000] = close[66_000] = 1e7), {}, "walked"],
  [
    "a gap of bars",
    ({ timestamp }) =>
      void timestamp.forEach((time, at) => {
        if (at >= 66_000) timestamp[at] = time + 90 * minute;
      }),
    {},
    "walked",
  ],
  [
    "rows changed about",
    ({ timestamp }) => void timestamp.subarray(66_000, 66_003).sort((a, b) => b - a),
    {},
    "given up",
  ],
  ["a repeated time", ({ timestamp }) => void (timestamp[66_000] = timestamp[65_999] ?? 0), {}, "given up"],
  ["a time far away", ({ timestamp }) => void (timestamp[66_000] = 9e15), {}, "given up"],
  [
    "times in another unit",
    ({ timestamp }) =>
      void timestamp.forEach((time, at) => {
        if (at >= 66_000) timestamp[at] = time * 1000;
      }),
    {},
    "given up",
  ],
  ["a price of zero", ({ low }) => void (low[66_000] = 0), {}, "given up"],
  ["a missing price", ({ close }) => void (close[66_000] = NaN), {}, "given up"],
  ["a high below the low", ({ high }) => void (high[66_000] = 1e-3), {}, "given up"],
  ["an interval that is not its own", () => undefined, { interval: 7 * minute }, "given up"],
  ["times that name ends", () => undefined, { barTime: "close" }, "given up"],
  ["a zone whose clock changes", () => undefined, { timeZone: "Europe/Berlin" }, "given up"],
];

describe("made candles with one fault are stored or refused alike", () => {
  it.each(faulty)("%s", { timeout: 60_000 }, async (name, spoil, options, expected) => {
    const columns = soundColumns();
    spoil(columns);
    const path = join(folder, `${name}.parquet`);
    await writeParquet(path, columns, bars);
    expect(await walk(path, options)).toBe(expected);
    for (const policy of ["strict", "repair"] as const) await expectSame(path, { ...options, policy });
  });

  it("leaves no unfinished file behind", () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});
