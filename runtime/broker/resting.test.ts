import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, exitLong, play } from "../testing/scenario.js";

// Every scenario is worked out by hand: one unit, 1,000 of money, signals in the volume of the bar.

const flat = (signal = 0): BarRow => [100, 100, 100, 100, signal];
const limit = (price: number, validity?: number) => ({
  order: { type: "limit" as const, price, ...(validity !== undefined && { validity }) },
});
const stop = (price: number, validity?: number) => ({
  order: { type: "stop" as const, price, ...(validity !== undefined && { validity }) },
});
const costs = { taker: 0.002, maker: 0.001, slippage: { kind: "rate" as const, amount: 0.01 } };

describe("a limit", () => {
  test("fills at its price inside the bar, pays the maker's fee and no slippage", () => {
    const { trades, orders } = play([flat(enterLong), [100, 101, 97, 99, 0], [99, 99, 99, 99, 0]], {
      long: limit(98, 3),
      costs,
    });
    // Bought at 98 for 0.098; sold at the last close, 99 − 1%, for 0.2% of 98.01.
    expect(orders[0]).toMatchObject({ kind: "limit", status: "filled", bar: 1, price: 98, slippage: 0 });
    expect(orders[0]?.fee).toBeCloseTo(0.098, 12);
    expect(trades[0]?.entryPrice).toBe(98);
    expect(trades[0]?.fees).toBeCloseTo(0.098 + 0.19602, 12);
  });

  test("fills at the open where that is better", () => {
    const { trades } = play([flat(enterLong), [95, 99, 94, 96, 0]], { long: limit(98) });
    expect(trades[0]?.entryPrice).toBe(95);
  });

  test("does not fill in the bar that caused it", () => {
    const { trades } = play([[100, 100, 90, 100, enterLong], flat(), flat()], { long: limit(98) });
    expect(trades).toEqual([]);
  });

  test("is good for so many bars after the signal, and then expires", () => {
    const bars: BarRow[] = [flat(enterLong), flat(), flat(), [100, 100, 90, 95, 0], flat()];
    expect(play(bars, { long: limit(98, 3) }).trades[0]?.entryBar).toBe(3);
    const { trades, orders } = play(bars, { long: limit(98, 2) });
    expect(trades).toEqual([]);
    expect(orders).toMatchObject([{ kind: "limit", status: "expired", bar: 2, reason: "its time is over" }]);
  });

  test("that is filled inside a bar reaches a target there only if the close proves it", () => {
    const long = { ...limit(98), takes: [{ level: { base: 2, slope: 1 }, portion: 1 }] };
    // The high of 101 may have come before the fall to 98.
    expect(play([flat(enterLong), [100, 101, 97, 99, 0], flat()], { long }).trades[0]).toMatchObject({
      exitBar: 2,
      exitPrice: 100,
    });
    // A close of 100.5 lies behind the fall, and above the target of 100.
    expect(play([flat(enterLong), [100, 101, 97, 100.5, 0], flat()], { long }).trades[0]).toMatchObject({
      exitBar: 1,
      exitPrice: 100,
    });
  });

  test("that the fall goes through is stopped out in the same bar", () => {
    const long = { ...limit(98), stop: { base: -2, slope: 1 } };
    expect(play([flat(enterLong), [100, 101, 95, 99, 0]], { long }).trades[0]).toMatchObject({
      entryPrice: 98,
      exitBar: 1,
      exitPrice: 96,
      exitReason: "stop",
    });
  });

  test("for a short waits above", () => {
    const { trades } = play([flat(enterShort), [100, 103, 99, 101, 0]], { short: limit(102) });
    expect(trades[0]).toMatchObject({ side: "short", entryPrice: 102 });
  });
});

describe("a stop entry", () => {
  test("fills at its price with slippage, and takes", () => {
    const { orders } = play([flat(enterLong), [100, 105, 99, 104, 0]], { long: stop(102), costs });
    expect(orders[0]).toMatchObject({ kind: "stop_entry", status: "filled", bar: 1 });
    expect(orders[0]?.price).toBeCloseTo(103.02, 12);
    expect(orders[0]?.slippage).toBeCloseTo(1.02, 12);
    expect(orders[0]?.fee).toBeCloseTo(0.20604, 12);
  });

  test("fills at the open where that lies beyond it", () => {
    const { trades } = play([flat(enterLong), [106, 107, 105, 106, 0]], { long: stop(102) });
    expect(trades[0]?.entryPrice).toBe(106);
  });

  test("is stopped out by a low that may have come after it", () => {
    const long = { ...stop(102), stop: { base: -3, slope: 1 } };
    const bar: BarRow = [100, 105, 98, 104, 0];
    expect(play([flat(enterLong), bar], { long }).trades[0]).toMatchObject({ exitBar: 1, exitPrice: 99 });
    // Where the low is known to come first, it is not.
    const olhc = play([flat(enterLong), bar], { long, path: "olhc" }).trades[0];
    expect(olhc).toMatchObject({ entryPrice: 102, exitReason: "end_of_data" });
  });
});

describe("a resting entry", () => {
  test("is withdrawn by an exit of its side", () => {
    const { orders, signals } = play([flat(enterLong), flat(exitLong), [100, 100, 90, 95, 0]], {
      long: limit(98),
    });
    expect(orders).toMatchObject([{ status: "cancelled", bar: 1, reason: "exit rule" }]);
    expect(signals.at(-1)).toMatchObject({ action: "exit", reason: "withdrew the resting entry" });
  });

  test("is kept by the same signal, and replaced by one of the other side", () => {
    const same = play([flat(enterLong), flat(enterLong), [100, 100, 97, 98, 0]], { long: limit(98, 2) });
    expect(same.orders[0]).toMatchObject({ status: "filled", signalBar: 0, bar: 2 });
    const other = play([flat(enterLong), flat(enterShort), flat()], { long: limit(98), short: limit(102) });
    expect(other.orders.map(({ side, status, reason }) => `${side} ${status} ${reason}`)).toEqual([
      "buy cancelled replaced by a newer signal",
      "sell cancelled end of data",
    ]);
  });

  test("against a position closes that at the next open and then waits alone", () => {
    const { trades } = play([flat(enterLong), flat(enterShort), flat(), [100, 104, 99, 100, 0]], {
      short: limit(103, 5),
    });
    expect(trades).toMatchObject([
      { side: "long", exitBar: 2, exitReason: "reverse" },
      { side: "short", entryBar: 3, entryPrice: 103 },
    ]);
  });

  test("that money does not suffice for is rejected when it is reached", () => {
    const { orders } = play([flat(enterLong), [100, 100, 97, 98, 0]], {
      long: limit(98),
      leverage: 1,
      size: { kind: "quantity", amount: 11 },
    });
    expect(orders).toMatchObject([{ status: "rejected", bar: 1, kind: "limit", reason: "no money" }]);
  });

  test("is withdrawn when trading halts", () => {
    // Ten units sold at 100 are bought back at 120: 20% of the account, at the close of the bar in which the limit rests.
    const bars: BarRow[] = [flat(enterShort), flat(enterLong), [120, 120, 120, 120, 0], [60, 60, 60, 60, 0]];
    const { orders } = play(bars, {
      size: { kind: "quantity", amount: 10 },
      long: limit(70),
      halts: [{ quantity: "drawdown", above: 0.1 }],
    });
    expect(orders.at(-1)).toMatchObject({ side: "buy", status: "cancelled", bar: 2, reason: "halted" });
  });
});

describe("a position of several entries", () => {
  test("keeps each entry's price in its own trade and their average for the protections", () => {
    const bars: BarRow[] = [
      flat(enterLong),
      [100, 100, 100, 100, enterLong],
      [110, 110, 110, 110, 0],
      [110, 110, 103, 105, 0],
    ];
    const { trades } = play(bars, {
      pyramiding: 2,
      long: { stop: { base: -1, slope: 1 } },
    });
    // 100 and 110: the average is 105, so the stop of both stands at 104.
    expect(trades).toMatchObject([
      { entryBar: 1, entryPrice: 100, exitBar: 3, exitPrice: 104, profit: 4, signalBar: 0 },
      { entryBar: 2, entryPrice: 110, exitBar: 3, exitPrice: 104, profit: -6, signalBar: 1 },
    ]);
  });

  test("closes its oldest entry first", () => {
    const bars: BarRow[] = [
      flat(enterLong),
      [100, 100, 100, 100, enterLong],
      [110, 110, 110, 110, 0],
      [110, 120, 110, 120, 0],
      [120, 120, 120, 120, 0],
    ];
    const { trades } = play(bars, {
      pyramiding: 2,
      // Of two units three quarters: the first entry whole, half of the second.
      long: { takes: [{ level: { base: 10, slope: 1 }, portion: 0.75 }] },
    });
    expect(trades).toMatchObject([
      { entryPrice: 100, quantity: 1, exitPrice: 115, profit: 15 },
      { entryPrice: 110, quantity: 0.5, exitPrice: 115, profit: 2.5 },
      { entryPrice: 110, quantity: 0.5, exitPrice: 120, profit: 5 },
    ]);
  });

  test("never has more entries than it may", () => {
    const bars = Array.from({ length: 8 }, () => flat(enterLong));
    expect(play(bars, { pyramiding: 3 }).trades).toHaveLength(3);
    expect(play(bars, {}).trades).toHaveLength(1);
  });

  test("drops the entry that would add to it when it ends", () => {
    const bars: BarRow[] = [
      flat(enterLong),
      [100, 100, 96, 99, enterLong],
      [99, 99, 99, 99, exitLong],
      [99, 99, 96, 99, 0],
    ];
    const { orders, trades } = play(bars, { pyramiding: 2, long: limit(97) });
    expect(trades).toMatchObject([{ entryPrice: 97, exitPrice: 99, exitBar: 3 }]);
    expect(orders).toMatchObject([
      { kind: "limit", status: "filled", bar: 1 },
      { kind: "market", status: "filled", bar: 3 },
      { kind: "limit", status: "cancelled", bar: 3, reason: "the position it would add to is closed" },
    ]);
  });
});
