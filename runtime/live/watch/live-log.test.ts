import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { EventBus } from "../events.js";
import { watchLog } from "./live-log.js";
import { key, stepOf, troubleOf } from "./testing/events.js";

const folder = mkdtempSync(join(tmpdir(), "sage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("lines carry event, level, run, strategy and market; quiet bars leave none", () => {
  const bus = new EventBus();
  const path = join(folder, "logs", "live.jsonl");
  const log = watchLog(bus, { path, run: "r1" });
  bus.tell(stepOf(1));
  bus.tell(stepOf(2, { alerts: [{ bar: 2, time: 0, alert: 0, message: "hot" }] }));
  bus.tell(troubleOf("feed_gap", "4 bars are missing"));
  bus.tell({ kind: "store", state: "held", message: "away", waiting: 1 });
  log.close();
  bus.tell(troubleOf("feed_gap", "after the end"));
  const lines: unknown[] = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { event: "alert", level: "info", run_id: "r1", strategy: "cross", strategy_id: 7, market: key, bar: 2 },
    { event: "feed_gap", level: "warn", market: key, message: "4 bars are missing" },
    { event: "store_held", level: "error", message: "away" },
  ]);
});

test.skipIf(!existsSync("/dev/full"))("a full disk loses lines and ends nothing", () => {
  const bus = new EventBus();
  const log = watchLog(bus, { path: "/dev/full", run: "r1" });
  for (let k = 0; k < 100; k++) bus.tell(troubleOf("feed_gap", "4 bars are missing"));
  expect(() => log.close()).not.toThrow();
});
