import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, play, type Protection } from "../testing/scenario.js";

// Every scenario is worked out by hand: one unit, signals at a close of 100, the stop at 102.

const flat = (signal = 0): BarRow => [100, 100, 100, 100, signal];
const stopLimit = (limit: number, validity?: number): Protection => ({
  order: { type: "stop", price: 102, limit, ...(validity !== undefined && { validity }) },
});
const run = (rows: readonly BarRow[], limit: number, draft: Parameters<typeof play>[1] = {}) =>
  play([flat(enterLong), ...rows], { long: stopLimit(limit), ...draft });
const costs = { taker: 0.002, maker: 0.001, slippage: { kind: "rate" as const, amount: 0.01 } };

describe("a stop-limit", () => {
  test("fills at its stop where the limit allows it, as a taker", () => {
    const { orders, trades } = run([[100, 105, 99, 104]], 104, { costs });
    // 102 + 1% is 103.02, within the limit of 104; 0.2% of it.
    expect(orders[0]).toMatchObject({ kind: "stop_limit", status: "filled", bar: 1 });
    expect(trades[0]?.entryPrice).toBeCloseTo(103.02, 12);
    expect(orders[0]?.fee).toBeCloseTo(0.20604, 12);
    expect(orders[0]?.slippage).toBeCloseTo(1.02, 12);
  });

  test("never pays more than its limit, whatever the slippage", () => {
    const { orders, trades } = run([[100, 105, 99, 104]], 102.5, { costs });
    expect(trades[0]?.entryPrice).toBe(102.5);
    expect(orders[0]?.slippage).toBeCloseTo(0.5, 12);
  });

  test("fills at the open where that lies between stop and limit", () => {
    expect(run([[103, 104, 103, 104]], 104).trades[0]).toMatchObject({ entryBar: 1, entryPrice: 103 });
  });

  test("is not filled by a gap through both, rests as a limit and pays the maker's fee when the price comes back", () => {
    const rows: readonly BarRow[] = [
      [110, 112, 109, 111],
      [108, 108, 103, 105],
    ];
    const { orders, trades } = run(rows, 104, { costs });
    expect(trades[0]).toMatchObject({ entryBar: 2, entryPrice: 104 });
    expect(orders[0]).toMatchObject({ kind: "stop_limit", bar: 2, price: 104, slippage: 0 });
    expect(orders[0]?.fee).toBeCloseTo(0.104, 12);
  });

  test("after such a gap fills inside the same bar when that comes back", () => {
    expect(run([[110, 112, 103, 111]], 104).trades[0]).toMatchObject({ entryBar: 1, entryPrice: 104 });
  });

  test("with a limit below its stop waits for the way back, of which only the close is proof", () => {
    const turned: BarRow = [100, 103, 99, 102];
    // Up to 103 and down to 99, in an unknown order; the close of 102 does not say that 101 came after 102.
    expect(run([turned, [102, 102, 100.5, 101]], 101).trades[0]).toMatchObject({
      entryBar: 2,
      entryPrice: 101,
    });
    expect(run([[100, 103, 99, 100.5]], 101).trades[0]).toMatchObject({ entryBar: 1, entryPrice: 101 });
  });

  test("on a path is triggered on the way up and filled on the way down", () => {
    const bar: BarRow = [100, 103, 99, 102];
    expect(run([bar], 101, { path: "ohlc" }).trades[0]).toMatchObject({ entryBar: 1, entryPrice: 101 });
    // Down to 99 first, then up to 103 and back to 102 only: not filled.
    expect(run([bar], 101, { path: "olhc" }).trades).toEqual([]);
  });

  test("stays triggered while its signal goes on, and expires with its bars", () => {
    const rows: readonly BarRow[] = [
      [110, 112, 109, 111, enterLong],
      [108, 109, 107, 108],
      [103, 103, 101, 102],
    ];
    const long = stopLimit(104, 3);
    expect(play([flat(enterLong), ...rows], { long }).trades[0]).toMatchObject({
      entryBar: 3,
      entryPrice: 103,
    });
    const { orders, trades } = play([flat(enterLong), ...rows], { long: stopLimit(104, 2) });
    expect(trades).toEqual([]);
    expect(orders).toMatchObject([
      { kind: "stop_limit", status: "expired", bar: 2, reason: "its time is over" },
    ]);
  });

  test("to sell waits below, and never sells below its limit", () => {
    const short: Protection = { order: { type: "stop", price: 98, limit: 97.5 } };
    const filled = play([flat(enterShort), [100, 100, 95, 96]], { short, costs });
    // 98 − 1% is 97.02, below the limit.
    expect(filled.trades[0]).toMatchObject({ side: "short", entryPrice: 97.5 });
    expect(play([flat(enterShort), [90, 92, 89, 91]], { short }).trades).toEqual([]);
  });

  test("with a missing limit makes no order", () => {
    const { orders, signals } = run([[100, 105, 99, 104]], Number.NaN);
    expect(orders).toEqual([]);
    expect(signals).toMatchObject([{ reason: "a stop, target or trail has no value" }]);
  });
});

test("the money of a resting entry is counted with the maker's fee, that of others with the taker's", () => {
  const all = {
    size: { kind: "equity" as const, amount: 1 },
    leverage: 1,
    costs: { taker: 0.01, maker: 0.001 },
  };
  const limit: Protection = { order: { type: "limit", price: 100 } };
  const resting = play([flat(enterLong), [101, 101, 99, 100]], { ...all, long: limit });
  // All of 1000 at 100 with a fee of 0.1%.
  expect(resting.trades[0]?.quantity).toBeCloseTo(1000 / 1.001 / 100, 12);
  expect(play([flat(enterLong), flat()], all).trades[0]?.quantity).toBeCloseTo(1000 / 1.01 / 100, 12);
});
