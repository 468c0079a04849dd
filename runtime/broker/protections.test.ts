import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, play, type Protection } from "../testing/scenario.js";

/** Enters at 100 at the open of bar 1; the bars after the signal are given. */
const after = (rows: readonly BarRow[], long: Protection, draft: Parameters<typeof play>[1] = {}) =>
  play([[100, 100, 100, 100, enterLong], ...rows], { long, ...draft });

const below = (distance: number) => ({ base: -distance, slope: 1 });
const above = (distance: number) => ({ base: distance, slope: 1 });
const exits = (result: ReturnType<typeof play>) =>
  result.trades.map(({ exitReason, exitBar, exitPrice, quantity }) => [
    exitReason,
    exitBar,
    exitPrice,
    quantity,
  ]);

describe("stop", () => {
  test("is left at its level when the bar reaches it, in the fill's own bar too", () => {
    expect(exits(after([[100, 101, 95, 99]], { stop: below(5) }))).toEqual([["stop", 1, 95, 1]]);
    expect(exits(after([[100, 101, 95.1, 99]], { stop: below(5) }))).toEqual([["end_of_data", 1, 99, 1]]);
  });

  test("acts from the next bar on where protections do", () => {
    const rows: readonly BarRow[] = [
      [100, 101, 94, 99],
      [99, 99, 95, 96],
    ];
    expect(exits(after(rows, { stop: below(5) }, { protectFrom: "next" }))).toEqual([["stop", 2, 95, 1]]);
  });

  test("fills at the open where the price jumps over it, with slippage", () => {
    const rows: readonly BarRow[] = [
      [100, 100, 100, 100],
      [90, 92, 88, 91],
    ];
    expect(exits(after(rows, { stop: below(5) }))).toEqual([["stop", 2, 90, 1]]);
    const slipped = after(rows, { stop: below(5) }, { costs: { slippage: { kind: "rate", amount: 0.01 } } });
    // Bought at 101; the stop stands at 96; 90 − 0.9.
    expect(slipped.trades[0]).toMatchObject({ stop: 96, exitPrice: 89.1 });
  });

  test("is rounded to the nearest tick", () => {
    expect(after([[100, 100, 100, 100]], { stop: below(4.8) }, { tick: 0.5 }).trades[0]?.stop).toBe(95);
  });

  test("on the wrong side of the fill rejects the entry", () => {
    const result = after([[90, 100, 90, 95]], { stop: { base: 95, slope: 0 } });
    expect(result.trades).toHaveLength(0);
    expect(result.orders).toMatchObject([
      { status: "rejected", reason: "stop on the wrong side of the fill" },
    ]);
    expect(result.warnings.map(({ code }) => code)).toEqual(["SAGE8402", "SAGE8403"]);
  });

  test("that has no value makes no order", () => {
    const result = after([[100, 100, 100, 100]], { stop: { base: Number.NaN, slope: 0 } });
    expect(result.signals).toMatchObject([{ reason: "a stop, target or trail has no value" }]);
  });

  test("of a short stands above", () => {
    const result = play(
      [
        [100, 100, 100, 100, enterShort],
        [100, 104, 99, 101],
        [101, 106, 100, 103],
      ],
      { short: { stop: above(5), takes: [{ level: below(5), portion: 1 }] } },
    );
    expect(exits(result)).toEqual([["stop", 2, 105, 1]]);
    // Highest 106 counts to the exit price only: (100 − 105) / 100; lowest 99.
    expect(result.trades[0]).toMatchObject({ mae: -0.05, mfe: 0.01 });
  });
});

describe("targets", () => {
  const takes = [
    { level: above(10), portion: 0.5 },
    { level: above(20), portion: 0.25 },
  ];

  test("close their portion of the position at their level, without slippage, for the maker's fee", () => {
    const result = after(
      [
        [100, 111, 100, 105],
        [105, 125, 105, 122],
      ],
      { takes },
      {
        size: { kind: "quantity", amount: 4 },
        costs: { maker: 0.001, slippage: { kind: "rate", amount: 0 } },
      },
    );
    expect(exits(result)).toEqual([
      ["take", 1, 110, 2],
      ["take", 2, 120, 1],
      ["end_of_data", 2, 122, 1],
    ]);
    expect(result.trades[0]?.fees).toBeCloseTo(0.22, 12);
    expect(result.trades.map(({ take }) => take)).toEqual([110, 120, null]);
  });

  test("that the open jumps over fill at the open", () => {
    const rows: readonly BarRow[] = [
      [100, 100, 100, 100],
      [130, 130, 125, 128],
    ];
    expect(exits(after(rows, { takes: [{ level: above(10), portion: 1 }] }))).toEqual([["take", 2, 130, 1]]);
  });

  test("the entry's fee is shared by the parts in proportion", () => {
    const result = after(
      [
        [100, 111, 100, 105],
        [105, 105, 105, 105],
      ],
      { takes: [{ level: above(10), portion: 0.25 }] },
      { size: { kind: "quantity", amount: 4 }, costs: { taker: 0.01 } },
    );
    // Fee of the entry 4: a quarter, then three quarters and 1 % of 315.
    expect(result.trades.map(({ fees }) => fees)).toEqual([1, 3 + 3.15]);
  });

  test("on the wrong side of the fill reject the entry", () => {
    const result = after([[120, 121, 119, 120]], { takes: [{ level: { base: 110, slope: 0 }, portion: 1 }] });
    expect(result.orders).toMatchObject([{ reason: "target on the wrong side of the fill" }]);
  });

  test("portions that round to no lot close nothing, and the whole is closed whole", () => {
    const small = after([[100, 115, 100, 110]], { takes }, { size: { kind: "quantity", amount: 1 }, lot: 1 });
    expect(exits(small)).toEqual([["end_of_data", 1, 110, 1]]);
    const thirds = [10, 11, 12].map((distance) => ({ level: above(distance), portion: 1 / 3 }));
    const whole = after([[100, 115, 100, 110]], { takes: thirds });
    expect(whole.trades).toHaveLength(3);
    expect(whole.equity?.position.at(-1)).toBe(0);
  });
});

describe("the path inside a bar", () => {
  const both: Protection = { stop: below(5), takes: [{ level: above(5), portion: 1 }] };
  const wide: readonly BarRow[] = [[100, 106, 94, 100]];
  const run = (path: "pessimistic" | "ohlc" | "olhc") => after(wide, both, { path });

  test("the worse of two exits happens, and it is said how often", () => {
    expect(exits(run("pessimistic"))).toEqual([["stop", 1, 95, 1]]);
    expect(run("pessimistic").warnings.map(({ code }) => code)).toContain("SAGE8404");
  });

  test("a path says which came first", () => {
    expect(exits(run("ohlc"))).toEqual([["take", 1, 105, 1]]);
    expect(exits(run("olhc"))).toEqual([["stop", 1, 95, 1]]);
  });

  test("on a path a trailing stop follows within the bar", () => {
    const rows: readonly BarRow[] = [[100, 110, 99, 108]];
    const long: Protection = { trail: { distance: 4 } };
    // Up to 110, so down to 106; the other way round 99 is above 96 and 108 above 106.
    expect(exits(after(rows, long, { path: "ohlc" }))).toEqual([["trail", 1, 106, 1]]);
    expect(exits(after(rows, long, { path: "olhc" }))).toEqual([["end_of_data", 1, 108, 1]]);
    expect(exits(after([[100, 110, 99, 105]], long, { path: "olhc" }))).toEqual([["trail", 1, 106, 1]]);
  });
});

describe("trailing stop", () => {
  test("follows the best price from the next bar on and never goes back", () => {
    const rows: readonly BarRow[] = [
      [100, 110, 100, 105],
      [105, 108, 104.5, 106],
      [106, 107, 103, 104],
    ];
    // 110 − 6 = 104 stands for bars 2 and 3.
    expect(exits(after(rows, { trail: { distance: 6 } }))).toEqual([["trail", 3, 104, 1]]);
  });

  test("waits until the price has gone its way", () => {
    const rows: readonly BarRow[] = [
      [100, 104, 96, 97],
      [97, 105, 97, 104],
      [104, 104, 101, 102],
    ];
    // Nothing until 105 is seen in bar 2; then 105 − 3.
    expect(exits(after(rows, { trail: { distance: 3, after: 5 } }))).toEqual([["trail", 3, 102, 1]]);
  });

  test("is measured from exactly the price paid when a part of several possible entries is gone", () => {
    // Sold at 97.5; a quarter is bought back at 96.5; 93.5 is 4 below 97.5, so the stop stands at 93.5 + 1.
    const rows: readonly BarRow[] = [
      [100, 100, 97.5, 97.5, enterShort],
      [97.5, 97.5, 96.5, 97],
      [94, 94.5, 93.5, 94],
    ];
    const short: Protection = {
      takes: [{ level: below(1), portion: 0.25 }],
      trail: { distance: 1, after: 4 },
    };
    for (const amount of [1, 1.1, 4.1]) {
      for (const pyramiding of [1, 2]) {
        const result = play(rows, { short, path: "olhc", size: { kind: "quantity", amount }, pyramiding });
        expect(exits(result).map((row) => row.slice(0, 3))).toEqual([
          ["take", 1, 96.5],
          ["trail", 2, 94.5],
        ]);
      }
    }
  });

  test("is measured from the one price at which several entries were bought", () => {
    // 0.7, and after a fee 0.699825, at 100: on average 100. Up to 104, so down to 103.
    const rows: readonly BarRow[] = [
      [100, 100, 100, 100, enterLong],
      [100, 100, 100, 100],
      [100, 100, 100, 100, enterLong],
      [100, 104, 100, 103.5],
      [103.5, 103.5, 102.5, 102.5],
    ];
    const result = play(rows, {
      long: { trail: { distance: 1, after: 4 } },
      path: "ohlc",
      pyramiding: 3,
      size: { kind: "equity", amount: 0.07 },
      costs: { fixed: 0.25 },
    });
    expect(result.trades.map(({ exitReason, exitPrice }) => [exitReason, exitPrice])).toEqual([
      ["trail", 103],
      ["trail", 103],
    ]);
  });

  test("gives way to a fixed stop that is nearer", () => {
    const rows: readonly BarRow[] = [[100, 101, 97, 98]];
    const long: Protection = { stop: below(2), trail: { distance: 6 } };
    expect(exits(after(rows, long))).toEqual([["stop", 1, 98, 1]]);
  });
});

describe("time exit", () => {
  test("leaves at the open after as many bars", () => {
    const rows: readonly BarRow[] = Array.from({ length: 6 }, (_, k) => [100 + k, 100 + k, 100 + k, 100 + k]);
    const result = after(rows, { expire: 3 });
    expect(result.trades).toMatchObject([
      { exitReason: "expire", entryBar: 1, exitBar: 4, bars: 3, exitPrice: 103 },
    ]);
    expect(result.orders[1]?.kind).toBe("expire");
  });
});

describe("a target that leaves the oldest of several entries", () => {
  test("lets a trailing stop begin that measures from the cheaper rest: at the target's own price, not above it", () => {
    // In at 100; half is left at 101, and the price rises to 102. In again at 97: (0.5 · 100 + 97) / 1.5 is 98, so that
    // the target stands at 99. There the rest of the first goes and a quarter of the second; what remains cost 97, the
    // best price lies 5 above it, and the trailing stop at 102 - 1, above the price.
    const result = play(
      [
        [100, 100, 100, 100, enterLong],
        [100, 102, 100, 97, 0],
        [97, 97, 97, 97, enterLong],
        [97, 97, 97, 97, 0],
        [97, 99.8, 97, 97, 0],
      ],
      {
        path: "ohlc",
        pyramiding: 2,
        size: { kind: "quantity", amount: 1 },
        long: {
          takes: [{ level: { base: 1, slope: 1 }, portion: 0.5 }],
          trail: { distance: 1, after: 5 },
        },
      },
    );
    expect(result.trades.map(({ exitPrice, exitReason }) => [exitReason, exitPrice])).toEqual([
      ["take", 101],
      ["take", 99],
      ["take", 99],
      ["trail", 99],
    ]);
  });
});
