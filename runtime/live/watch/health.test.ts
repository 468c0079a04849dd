import { expect, test } from "vitest";
import { EventBus } from "../events.js";
import { ageText, judgeHealth, verdictOf, watchHealth, type HealthFacts } from "./health.js";
import { market, minute, stepOf } from "./testing/events.js";

const close = 1_000 * minute;
const good: HealthFacts = {
  now: close + minute,
  markets: [{ market, lastClose: close, state: "live", skew: 0 }],
  store: { isWritable: true, message: "writable" },
};
const badOf = (facts: HealthFacts) =>
  judgeHealth(facts)
    .checks.filter(({ isGood }) => !isGood)
    .map(({ name }) => name);
const withMarket = (more: Partial<HealthFacts["markets"][number]>): HealthFacts => ({
  ...good,
  markets: [{ market, lastClose: close, state: "live", skew: 0, ...more }],
});

test("a feed is fresh for one and a half intervals after a close", () => {
  expect(badOf({ ...good, now: close + 1.5 * minute })).toEqual([]);
  expect(badOf({ ...good, now: close + 1.5 * minute + 1 })).toEqual(["feed"]);
  expect(badOf(withMarket({ lastClose: null }))).toEqual(["feed"]);
  expect(badOf(withMarket({ state: "refused" }))).toEqual(["feed"]);
});

test("the clock must agree with the venue and with the bars", () => {
  expect(badOf(withMarket({ skew: 2000 }))).toEqual([]);
  expect(badOf(withMarket({ skew: -2001 }))).toEqual(["clock"]);
  expect(badOf({ ...good, now: close - 2001 })).toEqual(["clock"]);
});

test("a store that is away makes it not ready", () => {
  const health = judgeHealth({ ...good, store: { isWritable: false, message: "locked" } });
  expect(health.isReady).toBe(false);
  expect(health.checks.at(-1)).toEqual({ name: "store", market: null, isGood: false, message: "locked" });
  expect(judgeHealth(good).isReady).toBe(true);
});

test("facts are gathered from a desk", () => {
  const bus = new EventBus();
  const health = watchHealth({ bus, clock: { now: () => 5 * minute, sleep: () => Promise.resolve() } });
  bus.tell(stepOf(3));
  bus.tell(stepOf(2));
  bus.tell({ kind: "feed", event: { kind: "skew", market, milliseconds: 42 } });
  expect(health.facts().markets).toEqual([
    { market, lastClose: 4 * minute, state: null, skew: 42, isOnlyHeard: false },
  ]);
  bus.tell({ kind: "store", state: "held", message: "disk full", waiting: 1 });
  expect(health.facts().store).toEqual({ isWritable: false, message: "disk full" });
  bus.tell({ kind: "store", state: "back", message: "", waiting: 0 });
  expect(health.facts().store.isWritable).toBe(true);
});

test("what was wrong and is right again is well again", () => {
  const bus = new EventBus();
  const health = watchHealth({ bus, clock: { now: () => 5 * minute, sleep: () => Promise.resolve() } });
  const isReady = (): boolean => judgeHealth(health.facts()).isReady;
  bus.tell(stepOf(4));
  const states = ["silent", "reconnecting", "live"] as const;
  const after = states.map((state) => {
    bus.tell({ kind: "feed", event: { kind: "state", market, state, message: "", at: 0 } });
    return isReady();
  });
  expect(after).toEqual([false, false, true]);
  bus.tell({ kind: "feed", event: { kind: "skew", market, milliseconds: 5000 } });
  expect(verdictOf(judgeHealth(health.facts()), "clock")).toEqual({
    isGood: false,
    message: "binance BTC/USDT spot 1m: 5000 ms off the venue's clock",
  });
  bus.tell({ kind: "feed", event: { kind: "skew", market, milliseconds: 3 } });
  expect(isReady()).toBe(true);
});

test("a market that is only read is well while nothing is said against it", () => {
  const bus = new EventBus();
  const health = watchHealth({ bus, clock: { now: () => 5 * minute, sleep: () => Promise.resolve() } });
  bus.tell({ kind: "feed", event: { kind: "state", market, state: "live", message: "", at: 0 } });
  expect(judgeHealth(health.facts()).isReady).toBe(true);
});

test("ages are short", () => {
  expect([45_000, 12 * minute, 180 * minute, 3 * 1440 * minute].map(ageText)).toEqual([
    "45 s",
    "12 min",
    "3 h",
    "3 d",
  ]);
});
