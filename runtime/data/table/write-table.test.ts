import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeAtomically } from "../atomic-file.js";
import { withDuck } from "../import/duck.js";
import { writeTable } from "./write-table.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sage-table-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = {
  time: Float64Array.of(1.6e12, 1.6e12 + 60_000, 1.6e12 + 120_000),
  value: Float64Array.of(0.1 + 0.2, NaN, -1e-300),
  count: Int32Array.of(1, -2, 3),
  big: BigInt64Array.of(1n, 2n ** 60n, -3n),
  side: ["long", null, 'say "hi", she\nsaid'],
  win: [true, false, null],
  ratio: [1.5, null, 2],
};

it("writes CSV with every digit, empty cells for no value, and quotation where needed", async () => {
  const path = join(folder, "sub", "t.csv");
  await writeTable(path, table);
  expect(readFileSync(path, "utf8")).toBe(
    [
      "time,value,count,big,side,win,ratio",
      "1600000000000,0.30000000000000004,1,1,long,true,1.5",
      "1600000060000,,-2,1152921504606846976,,false,",
      '1600000120000,-1e-300,3,-3,"say ""hi"", she\nsaid",,2',
      "",
    ].join("\n"),
  );
});

it("writes JSON with null for no value", async () => {
  const path = join(folder, "t.json");
  const { big: _, ...rest } = table;
  await writeTable(path, rest);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual([
    { time: 1.6e12, value: 0.1 + 0.2, count: 1, side: "long", win: true, ratio: 1.5 },
    { time: 1.6e12 + 60_000, value: null, count: -2, side: null, win: false, ratio: null },
    { time: 1.6e12 + 120_000, value: -1e-300, count: 3, side: 'say "hi", she\nsaid', win: null, ratio: 2 },
  ]);
});

it("writes Parquet that DuckDB reads back to the last bit", async () => {
  const path = join(folder, "t.parquet");
  await writeTable(path, table);
  const { types, rows } = await withDuck(async (connection) => {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${path}'`);
    const read = await connection.runAndReadAll(`SELECT * FROM '${path}'`);
    return { types: described.getRowObjectsJson().map((row) => row["column_type"]), rows: read.getRows() };
  });
  expect(types).toEqual(["BIGINT", "DOUBLE", "INTEGER", "BIGINT", "VARCHAR", "BOOLEAN", "DOUBLE"]);
  expect(rows).toEqual([
    [1600000000000n, 0.1 + 0.2, 1, 1n, "long", true, 1.5],
    [1600000060000n, null, -2, 2n ** 60n, null, false, null],
    [1600000120000n, -1e-300, 3, -3n, 'say "hi", she\nsaid', null, 2],
  ]);
});

it("writes Parquet of many rows, and of none", async () => {
  const rows = 10_000;
  const path = join(folder, "many.parquet");
  await writeTable(path, { n: Float64Array.from({ length: rows }, (_, i) => i / 3) });
  const sum = await withDuck(async (connection) => {
    const answer = await connection.runAndReadAll(`SELECT count(*), sum(n * 3) FROM '${path}'`);
    return answer.getRows()[0];
  });
  expect(Number(sum?.[0])).toBe(rows);
  expect(Number(sum?.[1])).toBeCloseTo((rows * (rows - 1)) / 2, 3);
  for (const name of ["none.parquet", "none.csv", "none.json", "none.arrow"]) {
    await writeTable(join(folder, name), { time: new Float64Array(), text: [] });
    expect(existsSync(join(folder, name))).toBe(true);
  }
});

it("writes Arrow", async () => {
  const path = join(folder, "t.arrow");
  await writeTable(path, table);
  const read = tableFromIPC(readFileSync(path));
  expect(read.schema.fields.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
    "time: Int64",
    "value: Float64",
    "count: Int32",
    "big: Int64",
    "side: Utf8",
    "win: Bool",
    "ratio: Float64",
  ]);
  expect(read.get(1)?.toJSON()).toEqual({
    time: 1600000060000n,
    value: null,
    count: -2,
    big: 2n ** 60n,
    side: null,
    win: false,
    ratio: null,
  });
});

it("refuses names and columns it cannot write", async () => {
  await expect(writeTable(join(folder, "t.xlsx"), table)).rejects.toMatchObject({ code: "SAGE8117" });
  await expect(writeTable(join(folder, "t"), table)).rejects.toMatchObject({ code: "SAGE8117" });
  const uneven = { a: new Float64Array(2), b: new Float64Array(3) };
  await expect(writeTable(join(folder, "t.csv"), uneven)).rejects.toMatchObject({ code: "SAGE8117" });
});

it("leaves what was there, and nothing half-written, when writing fails", async () => {
  const path = join(folder, "kept.csv");
  writeFileSync(path, "before");
  expect(() =>
    writeAtomically(path, (file) => {
      file.write(Buffer.from("half"));
      throw new Error("broke");
    }),
  ).toThrow("broke");
  expect(readFileSync(path, "utf8")).toBe("before");
  mkdirSync(join(folder, "taken.parquet"));
  await expect(writeTable(join(folder, "taken.parquet"), table)).rejects.toMatchObject({ code: "SAGE8114" });
  await expect(writeTable(join(path, "below-a-file.csv"), table)).rejects.toMatchObject({ code: "SAGE8114" });
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

it("names a full disk", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  expect(() =>
    writeAtomically(join(folder, "full.csv"), () => {
      throw full;
    }),
  ).toThrowError(expect.objectContaining({ code: "SAGE8114", message: expect.stringContaining("no space") }));
});
