import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, exitLong, play, type Protection } from "../testing/scenario.js";

// Worked out by hand: ten units, of which each bar fills at most a tenth of its volume. Signals are the volumes 1 to 4,
// so that in their bars next to nothing is filled.

const flat = (price: number, volume: number): BarRow => [price, price, price, price, volume];
const run = (rows: readonly BarRow[], draft: Parameters<typeof play>[1] = {}) =>
  play([flat(100, enterLong), ...rows], {
    participation: 0.1,
    lot: 1,
    size: { kind: "quantity", amount: 10 },
    ...draft,
  });
const fills = (result: ReturnType<typeof play>) =>
  result.orders.map(({ bar, side, kind, status, quantity, price }) =>
    [bar, side, kind, status, quantity, price].join(" "),
  );
const exits = (result: ReturnType<typeof play>) =>
  result.trades.map(({ exitBar, quantity, exitPrice, exitReason, position }) =>
    [exitBar, quantity, exitPrice, exitReason, position].join(" "),
  );

describe("an entry at the market", () => {
  test("fills its share and goes on at the next opens until it is whole", () => {
    const result = run([flat(100, 50), flat(104, 30), flat(106, 100), flat(110, 500)]);
    expect(fills(result)).toEqual([
      "1 buy market partly_filled 5 100",
      "2 buy market partly_filled 3 104",
      "3 buy market filled 2 106",
      "4 sell end_of_data filled 10 110",
    ]);
    // 5 at 100, 3 at 104 and 2 at 106: on average 102.4, as old as the first part.
    expect(result.trades).toHaveLength(1);
    expect(result.trades[0]).toMatchObject({ entryBar: 1, quantity: 10, signalBar: 0, position: 1 });
    expect(result.trades[0]?.entryPrice).toBeCloseTo(102.4, 12);
    expect(result.trades[0]?.profit).toBeCloseTo(10 * (110 - 102.4), 10);
  });

  test("waits while nothing is traded", () => {
    expect(fills(run([flat(100, 0), flat(101, 9), flat(102, 500)])).slice(0, 1)).toEqual([
      "3 buy market filled 10 102",
    ]);
  });

  test("that is wanted again while it is being filled is not doubled", () => {
    const rows = [flat(100, 50), flat(104, enterLong), flat(106, 100), flat(110, 0)];
    const result = run(rows);
    expect(fills(result).slice(0, 2)).toEqual([
      "1 buy market partly_filled 5 100",
      "3 buy market filled 5 106",
    ]);
    expect(result.signals.at(-1)).toMatchObject({ bar: 2, reason: "its order is still being filled" });
  });

  test("places its protections again with each part", () => {
    const stop = { base: -5, slope: 1 };
    // 5 at 100 and 5 at 110: 105, so the stop stands at 100.
    const result = run([flat(100, 50), [110, 110, 101, 105, 50], [105, 105, 99, 99, 500]], {
      long: { stop },
    });
    expect(exits(result)).toEqual(["3 10 100 stop 1"]);
  });

  test("ends with what it has when an exit comes first", () => {
    const rows = [flat(100, 50), [100, 100, 94, 95, 70] as const, flat(95, 900)];
    const result = run(rows, { long: { stop: { base: -4, slope: 1 } } });
    // In bar 1 five, in bar 2 the other five at the open; of the share of seven two are left for the stop.
    expect(fills(result).slice(0, 3)).toEqual([
      "1 buy market partly_filled 5 100",
      "2 buy market filled 5 100",
      "2 sell stop partly_filled 2 96",
    ]);
    const cut = run([flat(100, 50), flat(100, exitLong), flat(98, 90)]);
    expect(fills(cut)).toEqual([
      "1 buy market partly_filled 5 100",
      "3 sell market filled 5 98",
      "3 buy market cancelled 5 ",
    ]);
    expect(cut.orders.at(-1)?.reason).toBe("an exit came before the rest was filled");
  });

  test("of the other side waits until the position is left whole, and is sized from what is left", () => {
    const size = { kind: "equity" as const, amount: 1 };
    const rows = [flat(100, 500), flat(100, enterShort), flat(90, 60), flat(80, 100), flat(80, 200)];
    const result = run(rows, { size, leverage: 1 });
    // Ten at 100; six sold at 90, four at 80: 1000 − 60 − 80 = 860; a share of ten, four gone: six at 80 and four more.
    expect(fills(result).slice(0, 5)).toEqual([
      "1 buy market filled 10 100",
      "3 sell market partly_filled 6 90",
      "4 sell market filled 4 80",
      "4 sell market partly_filled 6 80",
      "5 sell market filled 4 80",
    ]);
  });
});

describe("an exit", () => {
  test("by a rule leaves over several opens, each part a trade of one position", () => {
    const rows = [flat(100, 500), flat(100, exitLong), flat(99, 50), flat(98, 30), flat(97, 100)];
    expect(exits(run(rows))).toEqual(["3 5 99 rule 1", "4 3 98 rule 1", "5 2 97 rule 1"]);
  });

  test("by a stop works off what is left at the next opens", () => {
    const rows: BarRow[] = [flat(100, 500), [100, 100, 94, 98, 40], flat(97, 30), flat(96, 500)];
    const result = run(rows, { long: { stop: { base: -5, slope: 1 } } });
    expect(exits(result)).toEqual(["2 4 95 stop 1", "3 3 97 stop 1", "4 3 96 stop 1"]);
    expect(fills(result).slice(1)).toEqual([
      "2 sell stop partly_filled 4 95",
      "3 sell stop partly_filled 3 97",
      "4 sell stop filled 3 96",
    ]);
  });

  test("at a target rests with what is left of it", () => {
    const rows: BarRow[] = [
      flat(100, 500),
      [100, 111, 100, 105, 40],
      flat(105, 500),
      [105, 112, 105, 110, 500],
    ];
    const result = run(rows, { long: { takes: [{ level: { base: 10, slope: 1 }, portion: 1 }] } });
    expect(exits(result)).toEqual(["2 4 110 take 1", "4 6 110 take 1"]);
  });

  test("at the end of the data is not bound to the volume", () => {
    expect(exits(run([flat(100, 500), flat(101, 0)]))).toEqual(["2 10 101 end_of_data 1"]);
  });
});

describe("a resting entry", () => {
  const long: Protection = { order: { type: "limit", price: 98, validity: 4 } };

  test("rests with what is left, and expires with it", () => {
    const rows: BarRow[] = [
      [100, 100, 97, 99, 30],
      flat(99, 500),
      [99, 99, 98, 99, 20],
      flat(100, 50),
      flat(100, 50),
    ];
    const result = run(rows, { long });
    expect(fills(result)).toEqual([
      "1 buy limit partly_filled 3 98",
      "3 buy limit partly_filled 2 98",
      "4 buy limit expired 5 ",
      "5 sell end_of_data filled 5 100",
    ]);
  });

  test("ends where a target is taken first", () => {
    const half = { level: { base: 10, slope: 1 }, portion: 0.5 };
    // Four at 98 in bar 1; in bar 2 two of them at 108 before the price is back at 98, where nothing is bought any more.
    const rows: BarRow[] = [[100, 100, 97, 99, 40], [100, 110, 98, 99, 500], flat(99, 500)];
    expect(fills(run(rows, { long: { ...long, takes: [half] }, costs: { maker: 0.01 } }))).toEqual([
      "1 buy limit partly_filled 4 98",
      "2 sell take filled 2 108",
      "2 buy limit cancelled 6 ",
      "3 sell end_of_data filled 2 99",
    ]);
  });

  test("that is a stop goes on at the next open", () => {
    const stop: Protection = { order: { type: "stop", price: 102 } };
    const result = run([[100, 103, 100, 103, 40], flat(105, 500), flat(105, 0)], { long: stop });
    expect(fills(result).slice(0, 2)).toEqual([
      "1 buy stop_entry partly_filled 4 102",
      "2 buy stop_entry filled 6 105",
    ]);
  });

  test("that is a stop-limit rests at its limit with what is left", () => {
    const stop: Protection = { order: { type: "stop", price: 102, limit: 104 } };
    const rows: BarRow[] = [[100, 103, 100, 103, 40], flat(105, 500), [105, 105, 103.5, 104, 500]];
    expect(fills(run(rows, { long: stop })).slice(0, 2)).toEqual([
      "1 buy stop_limit partly_filled 4 102",
      "3 buy stop_limit filled 6 104",
    ]);
  });

  test("that is a stop-limit is judged again at prices that come, not at its limit", () => {
    const stop: Protection = { order: { type: "stop", price: 98, limit: 101 } };
    // All money buys ten at 98 or at 97, but not ten at 101, where the price never was.
    const rows: BarRow[] = [[97, 98, 97, 97, 40], flat(97, 500)];
    const size = { kind: "quantity", amount: 10 } as const;
    const draft = { participation: 0.1, size, leverage: 1, path: "olhc", long: stop } as const;
    const result = play([[97, 97, 97, 97, enterLong], ...rows], draft, { capital: 980 });
    expect(fills(result).slice(0, 2)).toEqual([
      "1 buy stop_limit partly_filled 4 98",
      "2 buy stop_limit filled 6 97",
    ]);
  });

  test("that is a stop and found no volume is not met again on the way down", () => {
    const stop: Protection = {
      order: { type: "stop", price: 102 },
      trail: { distance: 4 },
    };
    // Bar 1: ten at 102. A second entry waits at 102 from then on; in bar 3 the price rises from 101 past it to 107, but
    // nothing is traded. The trail stands at 103 then, above the entry, and the price falls to 104 only: both go on.
    const rows: BarRow[] = [
      [100, 103, 100, 103, 500],
      [103, 103, 101, 101, enterLong],
      [101, 107, 101, 104, 0],
      flat(104, 500),
      flat(104, 0),
    ];
    const result = run(rows, { long: stop, pyramiding: 2, path: "olhc" });
    expect(fills(result)).toEqual([
      "1 buy stop_entry filled 10 102",
      "4 buy stop_entry filled 10 104",
      "5 sell end_of_data filled 20 104",
    ]);
    expect(exits(result)).toEqual(["5 10 104 end_of_data 1", "5 10 104 end_of_data 1"]);
  });
});

test("several entries of one position keep their own prices, each the average of its parts", () => {
  const rows = [
    flat(100, 500),
    flat(104, enterLong),
    flat(106, 60),
    flat(108, 500),
    flat(110, exitLong),
    flat(110, 900),
  ];
  const result = run(rows, { pyramiding: 2 });
  expect(exits(result)).toEqual(["6 10 110 rule 1", "6 10 110 rule 1"]);
  expect(result.trades[0]?.entryPrice).toBe(100);
  // Six at 106 and four at 108.
  expect(result.trades[1]?.entryPrice).toBeCloseTo(106.8, 12);
});

describe("slippage by volume", () => {
  const costs = (kind: "square_root" | "linear") => ({ slippage: { kind, amount: 0.1 } });
  const entry = (kind: "square_root" | "linear", volume: number, draft: Parameters<typeof play>[1] = {}) =>
    play([flat(100, enterLong), flat(100, volume), flat(100, 0)], {
      size: { kind: "quantity", amount: 4 },
      costs: costs(kind),
      ...draft,
    }).orders[0];

  test("grows with the square root of the share of the bar's volume, or in proportion to it", () => {
    // 4 of 100: the root of 0.04 is 0.2, and a tenth of that 2%; or a tenth of 4%.
    expect(entry("square_root", 100)?.price).toBeCloseTo(102, 12);
    expect(entry("linear", 100)?.price).toBeCloseTo(100.4, 12);
    expect(entry("square_root", 100)?.slippage).toBeCloseTo(8, 10);
  });

  test("is at most what all of the volume costs", () => {
    expect(entry("square_root", 4)?.price).toBeCloseTo(110, 12);
    expect(entry("square_root", 0)?.price).toBeCloseTo(110, 12);
  });

  test("is worked out from what the size would be without it", () => {
    // 40% of 1000 at 100 are 4 units, which move the price to 102; at that price 400 / 102 are bought.
    const order = entry("square_root", 100, { size: { kind: "equity", amount: 0.4 } });
    expect(order?.price).toBeCloseTo(102, 12);
    expect(order?.quantity).toBeCloseTo(400 / 102, 12);
  });

  test("counts what is filled, where that is a part", () => {
    // A tenth of 100 are 10 units of 40: the root of 0.1.
    const order = entry("square_root", 100, {
      size: { kind: "quantity", amount: 40 },
      participation: 0.1,
    });
    expect(order).toMatchObject({ status: "partly_filled", quantity: 10 });
    expect(order?.price).toBeCloseTo(100 * (1 + 0.1 * Math.sqrt(0.1)), 12);
  });

  test("of an exit is by what is sold", () => {
    const { trades } = play([flat(100, enterLong), flat(100, 100), flat(100, exitLong), flat(100, 400)], {
      size: { kind: "quantity", amount: 4 },
      costs: costs("square_root"),
    });
    // 4 of 400: the root of 0.01 is 0.1, and a tenth of that 1%.
    expect(trades[0]?.exitPrice).toBeCloseTo(99, 12);
  });
});
