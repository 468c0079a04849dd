import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, play } from "../testing/scenario.js";

// What holding costs where a position is bought or sold in several steps. Bars of six hours; 36.5% a year are 0.025% for
// each of them.
const hour = 3_600_000;
const at = (price: number, code = 0): BarRow => [price, price, price, price, code];
const borrow = { borrow: 0.365 };
const funding = { funding: { rate: 0.001, every: 6 * hour } };
const run = (rows: readonly BarRow[], draft: Parameters<typeof play>[1]) => play(rows, draft, {}, 6 * hour);

describe("parts of an entry", () => {
  // A tenth of 50 at the open of bar 1, the other five at that of bar 2.
  const rows = [at(100, enterShort), at(100, 50), at(110, 500), at(110)];
  const draft = { participation: 0.1, size: { kind: "quantity", amount: 10 } } as const;

  test("pay interest from the bar in which each was filled", () => {
    const { trades } = run(rows, { ...draft, costs: borrow });
    // At bar 2 five units at 100, at bar 3 ten at 110.
    expect(trades[0]?.borrow).toBeCloseTo((5 * 100 + 10 * 110) * 0.000_25, 12);
  });

  test("pay, or receive, the fundings after it", () => {
    const { trades } = run(rows, { ...draft, costs: funding });
    expect(trades[0]?.funding).toBeCloseTo(-(5 * 100 + 10 * 110) * 0.001, 12);
  });

  test("that are left in several steps pay for what is left", () => {
    const take = { level: { base: -5, slope: 1 }, portion: 0.5 };
    const { trades } = run([at(100, enterShort), at(100), [100, 100, 95, 95], at(95), at(95)], {
      size: { kind: "quantity", amount: 10 },
      short: { takes: [take] },
      costs: borrow,
    });
    // Ten at 100 before bar 2, of which five are left there; those pay twice more, at 95.
    expect(trades.map(({ borrow: paid }) => paid)).toEqual([
      expect.closeTo(5 * 100 * 0.000_25, 12),
      expect.closeTo((5 * 100 + 2 * 5 * 95) * 0.000_25, 12),
    ]);
  });
});

describe("a later entry of the same position", () => {
  const rows = [at(100, enterLong), at(100), at(120, enterLong), at(120), at(120)];
  const draft = { pyramiding: 2, leverage: 2, size: { kind: "quantity", amount: 4 } } as const;

  test("pays interest from its own bar on, half of what was paid being borrowed", () => {
    const { trades } = run(rows, { ...draft, costs: borrow });
    // The first at bars 2 and 3 on 4 · 100 / 2; then both on 8 · 110 / 2, by their size.
    const [first = Number.NaN, second = Number.NaN] = trades.map(({ borrow: paid }) => paid);
    expect(second).toBeCloseTo(220 * 0.000_25, 12);
    expect(first).toBeCloseTo((200 + 200 + 220) * 0.000_25, 12);
  });

  test("pays the fundings after it", () => {
    const { trades } = run(rows, { ...draft, costs: funding });
    // At the closes before bars 2, 3 and 4: 100, 120 and 120.
    expect(trades.map(({ funding: paid }) => paid)).toEqual([
      expect.closeTo(4 * (100 + 120 + 120) * 0.001, 12),
      expect.closeTo(4 * 120 * 0.001, 12),
    ]);
  });
});

test("inside a bar: interest is paid from the open of the bar that fills to that of the bar that ends", () => {
  const short = { order: { type: "limit", price: 104 }, stop: { base: 6, slope: 1 } } as const;
  // Filled at 104 inside bar 1, left at 110 inside bar 2; the only payment is at the open of bar 2, on the close at 106.
  const { trades } = run([at(100, enterShort), [100, 105, 100, 106], [106, 111, 106, 111], at(111)], {
    size: { kind: "quantity", amount: 4 },
    short,
    costs: borrow,
  });
  expect(trades[0]).toMatchObject({ entryBar: 1, exitBar: 2, exitReason: "stop" });
  expect(trades[0]?.borrow).toBeCloseTo(4 * 106 * 0.000_25, 12);
});

test("at the highest leverage a jump loses all of the money that was put up, and no more", () => {
  const { orders, trades, account } = run([at(100, enterLong), at(100), at(50), at(50)], {
    size: { kind: "equity", amount: 500 },
    costs: { taker: 0.001 },
    leverage: 199,
    maintenance: 0.005,
  });
  // All of 1000 is the margin, 1/199 of the value, and the fee, 1/1000 of it.
  const value = 1000 / (1 / 199 + 0.001);
  expect(orders[0]?.quantity).toBeCloseTo(value / 100, 8);
  expect(trades[0]).toMatchObject({ exitReason: "liquidation", exitBar: 2 });
  expect(trades[0]?.exitPrice).toBeCloseTo(100 - 100 / 199, 10);
  expect(account.end).toBeCloseTo(0, 8);
});
