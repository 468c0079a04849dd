import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC, vectorFromArray, TimestampMicrosecond, Table } from "apache-arrow";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError } from "../data-error.js";
import { day, hour, minute } from "../interval.js";
import { withDuck } from "./duck.js";
import { readSource } from "./import-dataset.js";
import type { ImportOptions } from "./options.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sage-forms-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

function write(content: string | Uint8Array, name = `file${++files}.csv`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Uint8Array, options: ImportOptions = {}, name?: string) {
  return readSource([write(content, name)], options, Date.UTC(2026, 0, 1));
}

async function refusal(work: Promise<unknown>): Promise<DataError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DataError) return error;
  throw new Error(`not refused: ${String(error)}`, { cause: error });
}

const start = Date.UTC(2021, 0, 4);
const header = "time,open,high,low,close,volume";
const numbers = ["10,12,9,11,100", "11,13,10,12,200", "12,14,11,13,300", "13,15,12,14,400"];
const withTimes = (times: readonly (string | number)[], separator = ",") =>
  times.map((time, i) => [time, ...(numbers[i] ?? "").split(",")].join(separator));
const hourly = [0, 1, 2, 3].map((i) => start + i * hour);
const csv = (times: readonly (string | number)[]) => [header, ...withTimes(times), ""].join("\n");

function expectHours({ record, columns }: Awaited<ReturnType<typeof read>>, opens = hourly): void {
  expect([...columns.time]).toEqual(opens);
  expect(record.interval).toBe(hour);
  expect([...columns.open]).toEqual([10, 11, 12, 13]);
  expect([...columns.high]).toEqual([12, 13, 14, 15]);
  expect([...columns.low]).toEqual([9, 10, 11, 12]);
  expect([...columns.close]).toEqual([11, 12, 13, 14]);
}

const clock = (i: number) => `0${i}:00`;

describe("forms of time", () => {
  it.each<[string, readonly (string | number)[], ImportOptions]>([
    ["seconds", hourly.map((time) => time / 1e3), {}],
    ["milliseconds", hourly, {}],
    ["microseconds", hourly.map((time) => time * 1e3), {}],
    ["nanoseconds", hourly.map((time) => `${time}000000`), {}],
    ["seconds with a fraction", hourly.map((time) => `${time / 1e3}.000`), {}],
    ["a changed unit", hourly.map((time, i) => (i < 2 ? time : time * 1e3)), {}],
    ["ISO with Z", hourly.map((time) => new Date(time).toISOString()), {}],
    ["ISO with an offset", [0, 1, 2, 3].map((i) => `2021-01-03T${19 + i}:00:00-05:00`), {}],
    ["ISO without a zone", [0, 1, 2, 3].map((i) => `2021-01-04 ${clock(i)}`), {}],
    ["pandas", [0, 1, 2, 3].map((i) => `2021-01-04 ${clock(i)}:00+00:00`), {}],
    ["dots", [0, 1, 2, 3].map((i) => `04.01.2021 ${clock(i)}:00.000`), { dateOrder: "dmy" }],
    [
      "Dukascopy's zone",
      [0, 1, 2, 3].map((i) => `04.01.2021 ${clock(i)}:00.000 GMT+0000`),
      { dateOrder: "dmy" },
    ],
    ["American", [0, 1, 2, 3].map((i) => `1/4/2021 ${i === 0 ? "12" : i}:00 AM`), { dateOrder: "mdy" }],
    ["named months", [0, 1, 2, 3].map((i) => `04-Jan-2021 ${clock(i)}`), {}],
    ["compact", [0, 1, 2, 3].map((i) => `20210104 0${i}0000`), {}],
    ["a zone told", [1, 2, 3, 4].map((i) => `2021-01-04 ${clock(i)}`), { timeZone: "Europe/Berlin" }],
    ["an offset told", [2, 3, 4, 5].map((i) => `2021-01-04 ${clock(i)}`), { timeZone: "+02:00" }],
    ["a unit told", hourly, { timeUnit: "ms" }],
    ["bar ends told", hourly.map((time) => time + hour), { barTime: "close" }],
    ["bar ends a millisecond early", hourly.map((time) => time + hour - 1), { barTime: "close" }],
  ])("%s", async (_, times, options) => {
    expectHours(await read(csv(times), options));
  });

  it("takes dates as numbers", async () => {
    const { columns, record } = await read(csv([20210104, 20210105, 20210106, 20210107]));
    expect([...columns.time]).toEqual([0, 1, 2, 3].map((i) => start + i * day));
    expect(record.interval).toBe(day);
  });

  it("tells day from month by the order of rows, and asks where nothing tells", async () => {
    const told = await read(csv(["11/01/2021", "12/01/2021", "01/02/2021", "02/02/2021"]));
    // Read as months first, the third row would go back in time.
    expect([...told.columns.time]).toEqual([
      Date.UTC(2021, 0, 11),
      Date.UTC(2021, 0, 12),
      Date.UTC(2021, 1, 1),
      Date.UTC(2021, 1, 2),
    ]);
    const unclear = "time,open,high,low,close\n01/02/2021,1,1,1,1\n";
    const error = await refusal(read(unclear, { interval: day }));
    expect(error.code).toBe("SAGE8109");
    expect(error.help).toContain("--date-order");
  });

  it("follows New York through both changes of the clock", async () => {
    const times = ["2021-03-14 00:30", "2021-03-14 01:30", "2021-03-14 03:30", "2021-03-14 04:30"];
    const spring = await read(csv(times), { timeZone: "America/New_York" });
    expect([...spring.columns.time]).toEqual([5, 6, 7, 8].map((hours) => Date.UTC(2021, 2, 14, hours, 30)));
    const twice = ["2021-11-07 00:30", "2021-11-07 01:30", "2021-11-07 01:30", "2021-11-07 02:30"];
    const autumn = await read(csv(twice), { timeZone: "America/New_York" });
    expect([...autumn.columns.time]).toEqual([4, 5, 6, 7].map((hours) => Date.UTC(2021, 10, 7, hours, 30)));
    expect(autumn.record.understood.join(" ")).toContain("clock change");
  });

  it("refuses a time that the given unit makes absurd, with its line", async () => {
    const error = await refusal(read(csv(hourly), { timeUnit: "s" }));
    expect(error.code).toBe("SAGE8109");
    expect(error.message).toContain("line 2");
  });
});

describe("forms of rows", () => {
  const lines = withTimes(hourly);
  const text = `${header}\n${lines.join("\n")}\n`;
  it.each<[string, string | Uint8Array, string]>([
    ["semicolons", text.replaceAll(",", ";"), "a.csv"],
    [
      "semicolons and decimal commas",
      text.replaceAll(",", ";").replaceAll(/;(\d\d?)(?=;|\n)/g, ";$1,0"),
      "b.csv",
    ],
    ["tabs", text.replaceAll(",", "\t"), "c.tsv"],
    ["bars", text.replaceAll(",", "|"), "d.txt"],
    ["quoted cells", text.replaceAll(/[^,\n]+/g, '"$&"'), "e.csv"],
    ["CRLF", text.replaceAll("\n", "\r\n"), "f.csv"],
    ["CR alone", text.replaceAll("\n", "\r"), "g.csv"],
    ["no newline at the end", text.trimEnd(), "h.csv"],
    ["blank lines", text.replaceAll("\n", "\n\n"), "i.csv"],
    ["a byte order mark", `\uFEFF${text}`, "j.csv"],
    ["UTF-16 little-endian", Buffer.from(`\uFEFF${text}`, "utf16le"), "k.csv"],
    ["UTF-16 big-endian", Buffer.from(`\uFEFF${text}`, "utf16le").swap16(), "l.csv"],
    [
      "Latin-1",
      Buffer.from(text.replace("volume", "volume,größe").replaceAll(/(\d)\n/g, "$1,1\n"), "latin1"),
      "m.csv",
    ],
    ["no header", `${lines.join("\n")}\n`, "n.csv"],
    ["newest first", `${header}\n${lines.toReversed().join("\n")}\n`, "o.csv"],
    ["comment lines", `# made by hand\n# for a test\n${text}`, "p.csv"],
    [
      "a pandas index",
      `,timestamp,open,high,low,close\n${lines.map((line, i) => `${i},${line.replace(/,\d+$/, "")}`).join("\n")}\n`,
      "q.csv",
    ],
    [
      "MetaTrader",
      `<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n${[0, 1, 2, 3].map((i) => `2021.01.04\t0${i}:00:00\t${numbers[i]?.replaceAll(",", "\t")}`).join("\n")}\n`,
      "r.csv",
    ],
    ["gzip", gzipSync(text), "s.csv.gz"],
    ["zip", zipSync({ "data/t.csv": Buffer.from(text) }), "t.zip"],
    [
      "two files in a zip",
      zipSync({
        "1.csv": Buffer.from(`${header}\n${lines.slice(0, 2).join("\n")}\n`),
        "2.csv": Buffer.from(`${header}\n${lines.slice(2).join("\n")}\n`),
      }),
      "u.zip",
    ],
    ["a JSON list of lists", JSON.stringify(lines.map((line) => line.split(",").map(Number))), "v.json"],
    ["a JSON list of texts", JSON.stringify(lines.map((line) => line.split(","))), "w.json"],
    [
      "a JSON list of objects",
      JSON.stringify(
        lines.map((line) =>
          Object.fromEntries(line.split(",").map((cell, i) => [header.split(",")[i], Number(cell)])),
        ),
      ),
      "x.json",
    ],
    [
      "JSON under a name",
      JSON.stringify({ code: 0, data: { symbol: "X", candles: lines.map((line) => line.split(",")) } }),
      "y.json",
    ],
    [
      "JSON columns",
      JSON.stringify({
        s: "ok",
        ...Object.fromEntries(
          ["t", "o", "h", "l", "c", "v"].map((name, i) => [
            name,
            lines.map((line) => Number(line.split(",")[i])),
          ]),
        ),
      }),
      "z.json",
    ],
    ["JSON lines", lines.map((line) => JSON.stringify(line.split(",").map(Number))).join("\n"), "za.jsonl"],
    [
      "gzipped JSON lines",
      gzipSync(lines.map((line) => JSON.stringify(line.split(",").map(Number))).join("\n")),
      "zb.jsonl.gz",
    ],
    [
      "Arrow",
      tableToIPC(
        tableFromArrays({
          time: Float64Array.from(hourly),
          open: Float64Array.of(10, 11, 12, 13),
          high: Float64Array.of(12, 13, 14, 15),
          low: Float64Array.of(9, 10, 11, 12),
          close: Float64Array.of(11, 12, 13, 14),
        }),
        "file",
      ),
      "zc.arrow",
    ],
    [
      "an Arrow stream",
      tableToIPC(
        tableFromArrays({
          time: Float64Array.from(hourly),
          open: Float64Array.of(10, 11, 12, 13),
          high: Float64Array.of(12, 13, 14, 15),
          low: Float64Array.of(9, 10, 11, 12),
          close: Float64Array.of(11, 12, 13, 14),
        }),
        "stream",
      ),
      "zd.bin",
    ],
    [
      "Arrow timestamps",
      tableToIPC(
        new Table({
          date: vectorFromArray(
            hourly.map((time) => new Date(time)),
            new TimestampMicrosecond("UTC"),
          ),
          open: vectorFromArray([10, 11, 12, 13]),
          high: vectorFromArray([12, 13, 14, 15]),
          low: vectorFromArray([9, 10, 11, 12]),
          close: vectorFromArray([11, 12, 13, 14]),
        }),
        "file",
      ),
      "ze.feather",
    ],
  ])("%s", async (_, content, name) => {
    expectHours(await read(content, {}, name));
  });

  it("finds Bitfinex's order of columns by the values", async () => {
    const rows = [
      [10, 11, 12, 9],
      [11, 12, 13, 10],
      [12, 13, 14, 11],
      [13, 14, 15, 12],
    ];
    expectHours(
      await read(JSON.stringify(rows.map((row, i) => [hourly[i], ...row, 5])), {}, "bitfinex.json"),
    );
  });

  it("takes columns by name or position when told", async () => {
    const odd = `a;b;c;d;e;f\n${withTimes(hourly, ";").join("\n")}\n`;
    expect((await refusal(read(odd))).code).toBe("SAGE8107");
    const columns = { time: "a", open: 2, high: "c", low: 4, close: "e" };
    expectHours(await read(odd, { columns }));
    expect((await refusal(read(odd, { columns: { time: "zz" } }))).code).toBe("SAGE8117");
  });

  it("asks which symbol, and takes the one told", async () => {
    const two = `date,symbol,open,high,low,close\n${withTimes(hourly)
      .flatMap((line) => {
        const [time = "", ...rest] = line.split(",");
        const prices = rest.slice(0, 4).join(",");
        return [`${time},AAA,${prices}`, `${time},BBB,1,1,1,1`];
      })
      .join("\n")}\n`;
    const error = await refusal(read(two));
    expect(error.code).toBe("SAGE8107");
    expect(error.message).toContain("AAA, BBB");
    const one = await read(two, { symbol: "AAA" });
    expectHours(one);
    expect(one.record.symbol).toBe("AAA");
  });

  it("reads Parquet of exotic types", async () => {
    for (const [type, cast] of [
      ["TIMESTAMP", "make_timestamp(t * 1000)"],
      ["TIMESTAMP_NS", "make_timestamp_ns(t * 1000000)"],
      ["TIMESTAMPTZ", "make_timestamp(t * 1000)::TIMESTAMPTZ"],
      ["TIMESTAMP_S", "make_timestamp(t * 1000)::TIMESTAMP_S"],
      ["VARCHAR", "strftime(make_timestamp(t * 1000), '%Y-%m-%dT%H:%M:%SZ')"],
      ["BIGINT", "t * 1000"],
      ["HUGEINT", "t::HUGEINT"],
    ] as const) {
      const path = join(folder, `exotic-${type}.parquet`);
      const values = withTimes(hourly)
        .map((line) => `(${line})`)
        .join(",");
      await withDuck(async (connection) => {
        await connection.run(
          `COPY (SELECT (${cast})::${type} AS "Open Time", o::DECIMAL(9,3) AS o, h::FLOAT AS h, l::INTEGER AS l, c::VARCHAR AS c, v::UBIGINT AS v FROM (VALUES ${values}) x(t, o, h, l, c, v)) TO '${path}' (FORMAT parquet)`,
        );
      });
      expectHours(await readSource([path], {}, 2e12));
    }
  });
});

describe("many rows", () => {
  it("stay in their order", async () => {
    const rows = 700_000;
    const lines = Array.from(
      { length: rows },
      (_, i) => `${start + i * minute},${i + 1},${i + 1},${i + 1},${i + 1},${i}`,
    );
    const { columns, record } = await read(`${header}\n${lines.join("\n")}\n`);
    expect(record).toMatchObject({ bars: rows, gaps: 0, changed: [] });
    expect(columns.volume.every((volume, i) => volume === i)).toBe(true);
  });
});

describe("what cannot be read", () => {
  const good = csv(hourly);
  const cases: readonly [string, string | Uint8Array, string, RegExp, ImportOptions?][] = [
    ["an empty file", "", "SAGE8104", /is empty/],
    ["blanks", " \n \n", "SAGE8104", /blanks/],
    ["a header alone", `${header}\n`, "SAGE8111", /no rows/],
    ["an empty JSON list", "[]", "SAGE8111", /empty list/],
    ["prose", "Dear Sir,\nplease find the data below.\nYours\n", "SAGE8105", /separated values/],
    ["a web page", "<!doctype html><html><body>404</body></html>", "SAGE8105", /web page/],
    ["binary rubbish", Uint8Array.from({ length: 500 }, (_, i) => (i * 37) % 256), "SAGE8105", /binary/],
    ["bzip2", "BZh91AY&SY", "SAGE8105", /bzip2/],
    ["a cut gzip", gzipSync(good.repeat(50)).subarray(0, 60), "SAGE8106", /gzip/],
    ["a cut zip", zipSync({ "a.csv": Buffer.from(good) }).subarray(0, 50), "SAGE8106", /zip/],
    ["an empty zip", zipSync({}), "SAGE8104", /without files/],
    ["cut JSON", JSON.stringify([hourly]).slice(0, -4), "SAGE8106", /damaged JSON, line 1/],
    ["other JSON", '{"message": "rate limit"}', "SAGE8107", /no list of candles/],
    ["a cut Parquet", "PAR1 and then nothing of the kind", "SAGE8106", /damaged Parquet/],
    ["a cut Arrow file", "ARROW1\0\0 and then nothing of the kind ARROW1", "SAGE8106", /damaged Arrow/],
    [
      "funding",
      `fundingTime,fundingRate,symbol,x\n${hourly.map((time) => `${time},0.0001,A,1`).join("\n")}`,
      "SAGE8108",
      /funding rates/,
    ],
    [
      "no close column",
      `time,open,high,low,volume\n${withTimes(hourly).join("\n")}`,
      "SAGE8107",
      /taken for close/,
    ],
    ["text in a number", good.replace("11,13,10", "11,abc,10"), "SAGE8110", /line 3: high: "abc"/],
    ["text in a time", good.replace(String(hourly[2]), "yesterday"), "SAGE8110", /line 4: time: "yesterday"/],
    ["an empty price", good.replace("12,14,11", "12,,11"), "SAGE8113", /1 bar without a price \(line 4/],
    ["a huge number", good.replace("12,14,11", "12,1e999,11"), "SAGE8113", /line 4: .*Infinity/],
    ["a negative price", good.replace("12,14,11", "12,14,-11"), "SAGE8113", /zero or less \(line 4/],
    ["a zero price", good.replace("12,14,11", "12,14,0"), "SAGE8113", /zero or less \(line 4/],
    [
      "a high below the close",
      good.replace("12,14,11,13", "12,12.5,11,13"),
      "SAGE8113",
      /high is not the highest.*line 4/,
    ],
    ["negative volume", good.replace(",300", ",-300"), "SAGE8113", /negative volume.*line 4/],
    ["disorder", csv([0, 2, 1, 3].map((i) => hourly[i] ?? 0)), "SAGE8113", /1 row out of order \(line 4/],
    [
      "a repeated time",
      csv([0, 1, 1, 3].map((i) => hourly[i] ?? 0)),
      "SAGE8113",
      /1 repeated time \(line 4: .*other values/,
    ],
    [
      "a line with too many cells",
      good.replace(",300\n", ",300,7,8,9\n"),
      "SAGE8106",
      /line 4: a row of more than the 6 cells/,
    ],
    ["one bar", csv(hourly.slice(0, 1)), "SAGE8112", /single bar/],
    ["months", csv(["2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01"]), "SAGE8112", /months/],
    [
      "another interval than told",
      good,
      "SAGE8112",
      /1h apart.*not 30s|1h apart.*not 7m/,
      { interval: 7 * minute },
    ],
    ["an unknown zone", good, "SAGE8117", /not a time zone/, { timeZone: "Mars/Olympus" }],
    ["times a millisecond apart", csv([0, 1, 2, 3].map((i) => start + i)), "SAGE8112", /too close/],
  ];
  it.each(cases)("%s", async (name, content, code, message, options = {}) => {
    const path = write(content);
    const error = await refusal(readSource([path], options, 2e12));
    expect(error.code, `${name}: ${error.message}`).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(path) || error.message.includes(path) || code === "SAGE8117").toBe(true);
    expect(error.help.length).toBeGreaterThan(10);
  });

  it("a missing file, a folder, a file without the right to read it", async () => {
    const read = (path: string) => refusal(readSource([path], {}, 2e12));
    expect((await read(join(folder, "nowhere.csv"))).code).toBe("SAGE8101");
    mkdirSync(join(folder, "sub"), { recursive: true });
    expect(await read(join(folder, "sub"))).toMatchObject({ code: "SAGE8102" });
    expect((await refusal(readSource([], {}, 0))).code).toBe("SAGE8117");
    if (process.getuid?.() === 0) return;
    const locked = write(good);
    chmodSync(locked, 0);
    expect((await read(locked)).code).toBe("SAGE8103");
  });
});

describe("one bar", () => {
  it("is enough when the interval is told, or the name or the ends tell it", async () => {
    const one = csv(hourly.slice(0, 1));
    expect((await read(one, { interval: hour })).record).toMatchObject({ bars: 1, interval: hour });
    expect((await read(one, {}, "BTCUSDT-1h-2021.csv")).record).toMatchObject({ bars: 1, interval: hour });
    const kline = `${start},1,1,1,1,1,${start + hour - 1},1,1,1,1,0\n`;
    expect((await read(kline, {}, "kline.csv")).record).toMatchObject({ bars: 1, interval: hour });
  });
});

describe("policies", () => {
  const faulty = [
    header,
    `${hourly[1]},11,13,10,12,200`,
    `${hourly[0]},10,12,9,11,100`,
    `${hourly[2]},12,11,13,13,300`,
    `${hourly[2]},12,12,11,13,300`,
    `${hourly[3]},0,15,12,14,400`,
    `${(hourly[3] ?? 0) + hour},14,16,,15,500`,
    `${(hourly[3] ?? 0) + 2 * hour},15,17,14,16,600`,
    "",
  ].join("\n");

  it("strict names every kind of fault at once", async () => {
    const { message } = await refusal(read(faulty, { policy: "strict" }));
    for (const part of [
      "out of order",
      "repeated time",
      "zero or less",
      "without a price",
      "not the highest",
    ]) {
      expect(message).toContain(part);
    }
  });

  it("warn keeps every bar it can and says what is wrong", async () => {
    const { record, columns, report } = await read(faulty, { policy: "warn" });
    expect(record.bars).toBe(6);
    expect([...columns.open]).toEqual([10, 11, 12, 0, 14, 15]);
    expect(columns.low[4]).toBeNaN();
    const kinds = report.findings.map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        "disorder",
        "duplicate",
        "non-positive price",
        "missing price",
        "inconsistent prices",
      ]),
    );
    expect(report.findings.every(({ count, message }) => count > 0 && message.endsWith("."))).toBe(true);
  });

  it("repair lists each change and leaves sound bars, none of them invented", async () => {
    const { record, columns } = await read(faulty, { policy: "repair" });
    expect([...columns.time]).toEqual([...hourly.slice(0, 3), (hourly[3] ?? 0) + 2 * hour]);
    expect([...columns.high]).toEqual([12, 13, 13, 17]);
    expect([...columns.low]).toEqual([9, 10, 11, 14]);
    expect(record.changed.join(" ")).toMatch(
      /Sorted 1 row.*replaces.*Dropped 2 bars: .*03:00.*04:00.*Mended 1 bar: .*02:00.*high 12 → 13/,
    );
    expect(record).toMatchObject({ gaps: 1, missingBars: 2 });
  });
});
