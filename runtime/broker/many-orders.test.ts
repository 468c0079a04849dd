import { expect, test } from "vitest";
import { backtest } from "../modes/backtest.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import { enterLong, exitLong, play } from "../testing/scenario.js";
import { StrategyBuilder } from "../testing/strategy.js";

const flat = (price: number, signal = 0): BarRow => [price, price, price, price, signal];
const many = 10_000;

test("ten thousand rules that come true on one bar each leave their signal", () => {
  const builder = new StrategyBuilder();
  const when = builder.call("equal", [builder.bar("volume"), enterLong]);
  const entries = Array.from({ length: many }, () => ({ side: "long" as const, when }));
  const rows = [flat(100, enterLong), flat(100), flat(101, enterLong), flat(102)];
  const result = backtest(builder.graph({ entries }), feedOf(barsOf(rows, 60_000), 60_000), {
    capital: 1000,
    checkIdentities: true,
  });
  // On the first bar one order and 9,999 that came too late; on the third the first rule goes on and the others are in position.
  const reasons = new Map<string, number>();
  for (const { bar, reason } of result.signals)
    reasons.set(`${bar} ${reason}`, (reasons.get(`${bar} ${reason}`) ?? 0) + 1);
  expect(Object.fromEntries(reasons)).toEqual({
    "0 entry rule": 1,
    "0 an earlier rule came first": many - 1,
    "2 in position": many,
  });
  expect(result.signals.map(({ rule }) => rule).slice(0, many)).toEqual(
    Array.from({ length: many }, (_, rule) => rule),
  );
});

test("a position of ten thousand entries is closed on one bar, each as a trade of its own", () => {
  const rows = [
    ...Array.from({ length: many + 5 }, () => flat(100, enterLong)),
    flat(100, exitLong),
    flat(101),
    flat(101),
  ];
  const result = play(rows, { pyramiding: many, size: { kind: "quantity", amount: 0.001 } });
  expect(result.trades).toHaveLength(many);
  expect(new Set(result.trades.map(({ exitBar }) => exitBar))).toEqual(new Set([many + 6]));
  expect(result.trades.map(({ entryBar }) => entryBar)).toEqual(
    Array.from({ length: many }, (_, k) => k + 1),
  );
  // Each of a thousandth gains 0.001.
  expect(result.account.end).toBeCloseTo(1000 + many * 0.001, 6);
});

test("ten thousand targets are taken on one bar", () => {
  const takes = Array.from({ length: many }, (_, k) => ({
    level: { base: 0.001 * (k + 1), slope: 1 },
    portion: 1 / many,
  }));
  const rows: readonly BarRow[] = [flat(100, enterLong), flat(100), [100, 120, 100, 115], flat(115)];
  const result = play(rows, { long: { takes } });
  expect(result.trades).toHaveLength(many);
  expect(result.trades.every(({ exitBar, exitReason }) => exitBar === 2 && exitReason === "take")).toBe(true);
  // On average half of ten above the entry: the mean of 0.001 to 10.
  expect(result.account.end).toBeCloseTo(1000 + 5.0005, 6);
});

test("more than a signal's row can tell apart is refused in words", () => {
  const builder = new StrategyBuilder();
  const when = builder.call("equal", [builder.bar("volume"), enterLong]);
  const entries = Array.from({ length: 65_537 }, () => ({ side: "long" as const, when }));
  const feed = feedOf(barsOf([flat(100)], 60_000), 60_000);
  expect(() => backtest(builder.graph({ entries }), feed, { capital: 1000 })).toThrow(/65537 rules/);
});

test("more entries than a position may have are refused in words", () => {
  expect(() => play([flat(100)], { pyramiding: many + 1 })).toThrow(/at most 10000/);
});
