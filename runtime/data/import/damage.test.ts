import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, it } from "vitest";
import { gatherColumns } from "../columns.js";
import { DataError } from "../data-error.js";
import { hour } from "../interval.js";
import { uniformFrom } from "../synthesize/random.js";
import { synthesize } from "../synthesize/synthesize.js";
import { readSource } from "./import-dataset.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sage-damage-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bars = 60;
const columns = gatherColumns(synthesize({ bars, interval: hour, seed: 9 }).chunks(), bars);
const rows = Array.from(columns.time, (time, i) => [
  time,
  ...[columns.open, columns.high, columns.low, columns.close, columns.volume].map((column) => column[i] ?? 0),
]);
const csv = Buffer.from(`time,open,high,low,close,volume\n${rows.map((row) => row.join(",")).join("\n")}\n`);
const sound: readonly Buffer[] = [
  csv,
  gzipSync(csv),
  Buffer.from(JSON.stringify(rows)),
  Buffer.from(tableToIPC(tableFromArrays({ ...columns }), "file")),
  Buffer.from(tableToIPC(tableFromArrays({ ...columns }), "stream")),
];

const strange = [",", "\n", '"', "nan", "-", "9".repeat(30), "\0", "é", "1e999"];

/** Changes, cuts, drops or inserts a few bytes. */
function damage(bytes: Buffer, uniform: () => number): Buffer {
  let result = Buffer.from(bytes);
  for (let times = 1 + Math.floor(uniform() * 4); times > 0; times--) {
    const at = Math.floor(uniform() * result.length);
    const kind = uniform();
    if (kind < 0.4) result[at] = Math.floor(uniform() * 256);
    else if (kind < 0.55) result = result.subarray(0, at);
    else if (kind < 0.75) result = Buffer.concat([result.subarray(0, at), result.subarray(at + 7)]);
    else {
      const text = strange[Math.floor(uniform() * strange.length)] ?? "";
      result = Buffer.concat([result.subarray(0, at), Buffer.from(text), result.subarray(at)]);
    }
  }
  return result;
}

it("answers any damage with bars or a DataError, and in time", async () => {
  const uniform = uniformFrom(20240601);
  const path = join(folder, "damaged");
  for (let i = 0; i < 200; i++) {
    const bytes = damage(sound[i % sound.length] ?? csv, uniform);
    writeFileSync(path, bytes);
    const policy = (["strict", "warn", "repair"] as const)[i % 3] ?? "strict";
    const outcome: unknown = await readSource([path], { policy }, 2e12).catch((error: unknown) => error);
    if (outcome instanceof DataError) {
      expect(outcome.message.length).toBeGreaterThan(20);
      expect(outcome.help.length).toBeGreaterThan(5);
    } else if (outcome instanceof Error) throw new Error(`damage ${i}`, { cause: outcome });
  }
}, 60_000);
