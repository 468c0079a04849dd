import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, exitLong, play } from "../testing/scenario.js";

const flat = [
  [100, 100, 100, 100, enterLong],
  [100, 100, 100, 100],
  [100, 100, 100, 100],
] as const;

const sizeOf = (draft: Parameters<typeof play>[1]): unknown => {
  const [order] = play(flat, draft).orders;
  return order?.status === "filled" ? order.quantity : order?.reason;
};

test("fraction of equity, fixed notional, fixed quantity", () => {
  expect(sizeOf({ size: { kind: "equity", amount: 0.25 } })).toBe(2.5);
  expect(sizeOf({ size: { kind: "notional", amount: 300 } })).toBe(3);
  expect(sizeOf({ size: { kind: "quantity", amount: 7 } })).toBe(7);
});

test("risk against the stop distance, with a cap", () => {
  const stop = { base: -4, slope: 1 };
  // 1 % of 1000 is 10; the stop lies 4 below the entry.
  expect(sizeOf({ size: { kind: "risk", amount: 0.01 }, long: { stop } })).toBe(2.5);
  // At most 20 % of 1000 as notional: 2 units at 100.
  expect(sizeOf({ size: { kind: "risk", amount: 0.01, limit: 0.2 }, long: { stop } })).toBe(2);
});

test("quantities are rounded down to whole lots, forgiving the last bit", () => {
  expect(sizeOf({ size: { kind: "equity", amount: 0.2599 }, lot: 0.1 })).toBeCloseTo(2.5, 12);
  expect(sizeOf({ size: { kind: "quantity", amount: 0.3 }, lot: 0.1 })).toBeCloseTo(0.3, 12);
  expect(sizeOf({ size: { kind: "quantity", amount: 0.09 }, lot: 0.1 })).toBe("below one lot");
});

test("below the minimum notional an order is rejected", () => {
  expect(sizeOf({ size: { kind: "notional", amount: 9 }, minimumNotional: 10 })).toBe(
    "below the minimum notional",
  );
  expect(sizeOf({ size: { kind: "notional", amount: 10 }, minimumNotional: 10 })).toBe(0.1);
});

test("relative sizes are reduced to what the money carries, fixed ones are rejected", () => {
  // All of 1000 with 1 % fee: 1000 / 1.01 is bought.
  const all = { costs: { taker: 0.01 }, leverage: 1 };
  expect(sizeOf({ ...all, size: { kind: "equity", amount: 1 } })).toBeCloseTo(1000 / 1.01 / 100, 12);
  expect(sizeOf({ ...all, size: { kind: "quantity", amount: 10 } })).toBe("no money");
  expect(sizeOf({ ...all, size: { kind: "quantity", amount: 9.9 } })).toBe(9.9);
  // Three times the money: notional n needs n / 3 and 1 % of n.
  const reduced = play(flat, { ...all, leverage: 3, size: { kind: "equity", amount: 5 } }).orders[0];
  expect(reduced?.quantity).toBeCloseTo(1000 / (1 / 3 + 0.01) / 100, 12);
  expect(reduced?.reason).toBe("entry rule, reduced to the money available");
});

test("a size that is missing, zero or negative makes no order", () => {
  for (const amount of [Number.NaN, 0, -1]) {
    const result = play(flat, { size: { kind: "quantity", amount } });
    expect(result.orders).toHaveLength(0);
    expect(result.signals).toMatchObject([{ outcome: "ignored", reason: "no size" }]);
  }
});

test("an account that is used up is closed out, and nothing is traded any more", () => {
  const result = play(
    [
      [100, 100, 100, 100, enterShort],
      [100, 100, 100, 100],
      [150, 250, 150, 250],
      [250, 250, 250, 250, enterLong],
      [250, 250, 250, 250],
    ],
    { size: { kind: "quantity", amount: 8 } },
  );
  // Short 8 at 100, closed at 250: 1000 − 1200.
  expect(result.trades).toMatchObject([
    { exitReason: "liquidation", exitBar: 2, exitPrice: 250, profit: -1200 },
  ]);
  expect(result.account.end).toBe(-200);
  expect(Array.from(result.equity?.equity ?? [])).toEqual([1000, 1000, -200, -200, -200]);
  expect(result.warnings[0]?.code).toBe("SAGE8401");
  expect(result.signals.at(-1)).toMatchObject({ bar: 3, outcome: "ignored", reason: "bankrupt" });
});

describe("Kelly's share", () => {
  // Each entry at 100, left at the given price; the position is a share of equity, without costs.
  const rounds = (exits: readonly number[]) => [
    ...exits.flatMap((exit): readonly BarRow[] => [
      [100, 100, 100, 100, enterLong],
      [100, 100, 100, 100, exitLong],
      [exit, exit, exit, exit],
    ]),
    [100, 100, 100, 100, enterLong] as const,
    [100, 100, 100, 100] as const,
  ];
  const kelly = { fraction: 0.5, trades: 3, otherwise: 0.1 };
  const size = { kind: "kelly" as const, amount: 1, kelly };
  const quantities = (exits: readonly number[], draft: Parameters<typeof play>[1] = {}) =>
    play(rounds(exits), { size, ...draft })
      .orders.filter(({ side, status }) => side === "buy" && status === "filled")
      .map(({ quantity }) => quantity);

  test("is what is said until there are enough trades, then comes from them", () => {
    // Returns 0.2, -0.1 and 0.1: two of three win, on average 0.15 to 0.1, so 2/3 - (1/3)/1.5 = 4/9; half of it.
    const equity = 1000 * 1.02 * 0.99 * 1.01;
    const [first, second, third, fourth] = quantities([120, 90, 110]);
    expect(first).toBeCloseTo(1, 12);
    expect(second).toBeCloseTo(1.02, 12);
    expect(third).toBeCloseTo(1.02 * 0.99, 12);
    expect(fourth).toBeCloseTo((((4 / 9) * equity) / 100) * 0.5, 12);
  });

  test("is at most what `max` says, and times the amount", () => {
    const equity = 1000 * 1.02 * 0.99 * 1.01;
    expect(quantities([120, 90, 110], { size: { ...size, limit: 0.15 } }).at(-1)).toBeCloseTo(
      (0.15 * equity) / 100,
      12,
    );
    expect(quantities([120], { size: { ...size, amount: 0.5 } })[0]).toBeCloseTo(0.5, 12);
  });

  test("is the share of winners while nothing was lost", () => {
    const equity = 1000 * 1.02 * 1.02 * 1.02;
    expect(quantities([120, 120, 120]).at(-1)).toBeCloseTo((0.5 * equity) / 100, 12);
  });

  test("trades no more when the results show no edge", () => {
    // Returns 0.1, -0.2, -0.2: 1/3 - (2/3)/0.5 is below 0.
    const result = play(rounds([110, 80, 80]), { size });
    expect(result.orders.at(-1)).toMatchObject({
      status: "rejected",
      reason: "the closed trades show no edge",
    });
  });
});
