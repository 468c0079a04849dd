import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DataError } from "../data-error.js";
import { openValues } from "./values.js";

const folder = mkdtempSync(join(tmpdir(), "sage-values-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function rows(path: string, column: string) {
  const feed = await openValues(path, column);
  const [piece] = [...feed.values()];
  return { information: feed.information, time: [...(piece?.time ?? [])], value: [...(piece?.value ?? [])] };
}

async function fault(path: string, column: string): Promise<string> {
  const error: unknown = await openValues(path, column).catch((each: unknown) => each);
  return error instanceof DataError ? `${error.code} ${error.message}` : String(error);
}

const day = 86_400_000;
const first = Date.UTC(2024, 0, 1);

describe("values of a file", () => {
  test("one column of several, with days as times and empty cells as missing values", async () => {
    const path = file("a.csv", "date,other,value\n2024-01-01,7,1.5\n2024-01-02,8,\n2024-01-04,9,-2\n");
    const { information, time, value } = await rows(path, "value");
    expect(time).toEqual([first, first + day, first + 3 * day]);
    expect(value).toEqual([1.5, NaN, -2]);
    expect(information).toMatchObject({ source: path, rows: 3, from: first, to: first + 3 * day });
    expect(information.hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await rows(path, "other")).value).toEqual([7, 8, 9]);
  });

  test("epoch times and JSON are read as well", async () => {
    const seconds = file("b.csv", `timestamp,index\n${first / 1000},1\n${first / 1000 + 3600},2\n`);
    expect((await rows(seconds, "index")).time).toEqual([first, first + 3_600_000]);
    const json = file(
      "b.json",
      JSON.stringify([
        { time: "2024-01-01", v: 4 },
        { time: "2024-01-02", v: 5 },
      ]),
    );
    expect((await rows(json, "v")).value).toEqual([4, 5]);
  });

  test("the hash is of the values", async () => {
    const one = await rows(file("c.csv", "date,value\n2024-01-01,1\n2024-01-02,2\n"), "value");
    const same = await rows(file("d.csv", "value,date,x\n1,2024-01-01,9\n2,2024-01-02,9\n"), "value");
    const other = await rows(file("e.csv", "date,value\n2024-01-01,1\n2024-01-02,3\n"), "value");
    expect(same.information.hash).toBe(one.information.hash);
    expect(other.information.hash).not.toBe(one.information.hash);
  });
});

describe("faults are sentences", () => {
  test.each([
    ["missing.csv", "date,mood\n2024-01-01,1\n", /^SAGE8107 .*has no column "value"/],
    ["times.csv", "what,value\n1,1\n2,2\n", /^SAGE8107 .*no column of times/],
    ["unsorted.csv", "date,value\n2024-01-02,1\n2024-01-01,2\n", /^SAGE8113 .*line 3: its time .* is before/],
    ["twice.csv", "date,value\n2024-01-01,1\n2024-01-01,2\n", /^SAGE8113 .*the same time/],
    ["word.csv", "date,value\n2024-01-01,1\n2024-01-02,high\n", /^SAGE8110 .*"value" holds "high"/],
    ["empty.csv", "date,value\n", /^SAGE81(11|04|07)/],
  ])("%s", async (name, text, message) => {
    expect(await fault(file(name, text), "value")).toMatch(message);
  });

  test("a file that is not there", async () => {
    expect(await fault(join(folder, "nowhere.csv"), "value")).toMatch(/^SAGE8101/);
  });
});
