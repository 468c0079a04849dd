import { describe, expect, test } from "vitest";
import type { PortfolioLimits } from "../../compiler/graph/index.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import { planOf } from "../testing/portfolio.js";
import { StrategyBuilder } from "../testing/strategy.js";
import { runPortfolio } from "./portfolio.js";

const minute = 60_000;

/** Buys on volume 1, sells short on 2, leaves on 3; `size` of equity, without costs. */
function strategy(size: number, leverage: number, kind: "equity" | "notional" = "equity") {
  const builder = new StrategyBuilder();
  const volume = builder.bar("volume");
  const when = (code: number) => builder.call("equal", [volume, code]);
  return builder.graph({
    entries: [
      { side: "long", when: when(1) },
      { side: "short", when: when(2) },
    ],
    exits: [{ side: "all", when: when(3) }],
    size: { kind, amount: size },
    timeframe: minute,
    leverage,
  });
}

/** Flat bars at a price, each with its signal. */
const flat = (price: number, signal = 0): BarRow => [price, price, price, price, signal];

interface Drawn {
  readonly size: number;
  readonly rows: readonly BarRow[];
  readonly symbol?: string;
  readonly share?: number;
  /** Default 1: what is bought is paid. */
  readonly leverage?: number;
}

function run(
  drawn: readonly Drawn[],
  limits: Partial<PortfolioLimits> = {},
  account: "shared" | "separate" = "shared",
  endOfData: "mark" | "close" = "mark",
) {
  const plan = planOf(
    drawn.map(({ symbol, share }) => ({
      timeframe: minute,
      ...(symbol !== undefined && { symbol }),
      ...(share !== undefined && { share }),
    })),
    account,
    limits,
  );
  const parts = drawn.map(({ size, rows, leverage = 1 }) => ({
    graph: strategy(size, leverage),
    feed: feedOf(barsOf(rows), minute),
  }));
  const result = runPortfolio(plan, parts, { capital: 1000, endOfData });
  return {
    ...result,
    orders: result.members.map(({ result: { orders } }) =>
      orders.map(({ bar, status, quantity, reason }) => `${bar} ${status} ${quantity} ${reason}`),
    ),
    ignored: result.members.map(({ result: { signals } }) =>
      signals.flatMap(({ bar, outcome, reason }) => (outcome === "ignored" ? [`${bar} ${reason}`] : [])),
    ),
    trades: result.members.map(({ result: { trades } }) =>
      trades.map(({ exitBar, exitPrice, exitReason, profit }) => ({
        exitBar,
        exitPrice,
        exitReason,
        profit,
      })),
    ),
  };
}

const buys = [flat(100, 1), flat(100), flat(100), flat(100)];

describe("one account", () => {
  test("the first takes what it wants of the money, the second what is left", () => {
    const { orders } = run([
      { size: 0.6, rows: buys },
      { size: 0.6, rows: buys },
    ]);
    // 60 % of 1,000 is 600; of the second 600 there are 400.
    expect(orders).toEqual([
      ["1 filled 6 entry rule"],
      ["1 filled 4 entry rule, reduced to the money available"],
    ]);
  });

  test("the other way about, the other takes what it wants", () => {
    const large = { size: 0.8, rows: buys };
    const small = { size: 0.5, rows: buys };
    expect(run([large, small]).orders.map(([order]) => order)).toEqual([
      "1 filled 8 entry rule",
      "1 filled 2 entry rule, reduced to the money available",
    ]);
    expect(run([small, large]).orders.map(([order]) => order)).toEqual([
      "1 filled 5 entry rule",
      "1 filled 5 entry rule, reduced to the money available",
    ]);
  });

  test("what one wins the other trades with, at the prices of the moment", () => {
    const { orders, equity } = run([
      { size: 0.5, rows: [flat(100, 1), flat(100), flat(120), flat(130), flat(130)], leverage: 2 },
      { size: 0.5, rows: [flat(100), flat(100), flat(100, 1), flat(50), flat(50)], leverage: 2 },
    ]);
    // 5 units at 100; at the open of bar 3 they are worth 650, the account 1,150, half of it 575.
    expect(orders).toEqual([["1 filled 5 entry rule"], ["3 filled 11.5 entry rule"]]);
    expect([...(equity?.equity ?? [])]).toEqual([1000, 1000, 1100, 1150, 1150]);
    expect([...(equity?.cash ?? [])]).toEqual([1000, 500, 500, -75, -75]);
    expect([...(equity?.position ?? [])]).toEqual([0, 1, 1, 2, 2]);
  });

  test("exits give their money back before anyone enters", () => {
    const { orders } = run([
      { size: 1, rows: [flat(100), flat(100), flat(100, 1), flat(100), flat(100)] },
      { size: 1, rows: [flat(100, 1), flat(100), flat(100, 3), flat(100), flat(100)] },
    ]);
    // The first is asked first, and the second gives it its 1,000 at the same open.
    expect(orders).toEqual([["3 filled 10 entry rule"], ["1 filled 10 entry rule", "3 filled 10 exit rule"]]);
  });

  test("a share is the part of equity that sizes are counted from", () => {
    const { orders } = run([
      { size: 0.5, rows: buys, share: 0.4 },
      { size: 0.5, rows: buys, share: 1 },
    ]);
    expect(orders).toEqual([["1 filled 2 entry rule"], ["1 filled 5 entry rule"]]);
  });

  test("is used up once: everything is closed and nobody trades any more", () => {
    const { trades, ignored, account } = run([
      { size: 0.5, rows: [flat(100, 2), flat(100), flat(350), flat(350, 1), flat(350)] },
      { size: 0.5, rows: [flat(100, 1), flat(100), flat(80), flat(80, 1), flat(80)] },
    ]);
    // Short 5 from 100 to 350 loses 1,250, long 5 to 80 loses 100.
    expect(trades).toEqual([
      [{ exitBar: 2, exitPrice: 350, exitReason: "liquidation", profit: -1250 }],
      [{ exitBar: 2, exitPrice: 80, exitReason: "liquidation", profit: -100 }],
    ]);
    expect(account.end).toBe(-350);
    expect(ignored).toEqual([["3 bankrupt"], ["3 bankrupt"]]);
  });
});

describe("the end of the data", () => {
  const rising = [flat(100, 1), flat(100), flat(110), flat(120)];
  const sooner = [flat(100, 1), flat(100), flat(90)];

  test.each(["shared", "separate"] as const)("what it closes counts for the whole: %s", (account) => {
    const {
      trades,
      metrics,
      samples,
      uncertainty,
      account: money,
      members,
    } = run(
      [
        { size: 0.4, rows: rising, share: 1 },
        { size: 0.4, rows: sooner, share: 1 },
      ],
      {},
      account,
      "close",
    );
    // Of 1,000 each buys 4 units, of 500 each 2: 20 won on each of the one, 10 lost on each of the other.
    const units = account === "shared" ? 4 : 2;
    expect(trades).toEqual([
      [{ exitBar: 3, exitPrice: 120, exitReason: "end_of_data", profit: 20 * units }],
      [{ exitBar: 2, exitPrice: 90, exitReason: "end_of_data", profit: -10 * units }],
    ]);
    expect(money.end).toBe(1000 + 10 * units);
    expect(metrics).toMatchObject({ tradeCount: 2, winRate: 0.5, profitFactor: 2, expectancy: 5 * units });
    expect(samples).toMatchObject({ trades: 2, wins: 1, losses: 1, longs: 2, marks: 4, returns: 3 });
    expect(uncertainty.confidence).toBe(0.95);
    expect(members.map(({ profit }) => profit)).toEqual([20 * units, -10 * units]);
  });
});

describe("limits", () => {
  test("positions: the second waits until there is a place", () => {
    const { orders, ignored } = run(
      [
        { size: 0.2, rows: [flat(100, 1), flat(100), flat(100, 3), flat(100), flat(100)] },
        { size: 0.2, rows: [flat(100, 1), flat(100, 1), flat(100, 1), flat(100), flat(100)] },
      ],
      { positions: 1 },
    );
    expect(ignored[1]).toEqual(["0 the portfolio holds its most positions"]);
    // The first leaves at the open of bar 3, and the second takes its place there.
    expect(orders).toEqual([["1 filled 2 entry rule", "3 filled 2 exit rule"], ["3 filled 2 entry rule"]]);
  });

  test("positions: a member whose data begins later takes no place before", () => {
    const late = [flat(100), flat(100), flat(100), flat(100, 1), flat(100)];
    const plan = planOf([{ timeframe: minute }, { timeframe: minute }], "shared", { positions: 1 });
    const bars = barsOf(late);
    const later = { ...bars, time: bars.time.map((time) => time + 10 * minute) };
    const parts = [
      { graph: strategy(0.2, 1), feed: feedOf(barsOf(buys), minute) },
      { graph: strategy(0.2, 1), feed: feedOf(later, minute) },
    ];
    const { members } = runPortfolio(plan, parts, { capital: 1000 });
    expect(members.map(({ result }) => result.orders[0]?.quantity)).toEqual([2, 2]);
  });

  test.each([
    ["exposure", { exposure: 0.5 }, "entry rule, reduced to the portfolio's exposure", 1],
    ["exposure used up", { exposure: 0.4 }, "the portfolio's exposure is at its limit", 4],
    ["net exposure", { netExposure: 0.4 }, "the portfolio's net exposure is at its limit", 4],
    ["one market", { perMarket: 0.4 }, "the portfolio's limit of this market is reached", 4],
    ["net exposure left", { netExposure: 0.5 }, "entry rule, reduced to the portfolio's net exposure", 1],
    ["one market left", { perMarket: 0.5 }, "entry rule, reduced to the portfolio's limit of this market", 1],
    [
      "one member",
      { perStrategy: 0.25 },
      "entry rule, reduced to the portfolio's limit of this strategy",
      2.5,
    ],
  ] as const)("%s", (_, limits, reason, quantity) => {
    const { orders } = run(
      [
        { size: 0.4, rows: buys },
        { size: 0.4, rows: buys },
      ],
      limits,
    );
    // 40 % are 4 units; what the limit leaves the second is what it says less those.
    const status = reason.startsWith("entry") ? "filled" : "rejected";
    expect(orders[1]?.[0]).toBe(`1 ${status} ${quantity} ${reason}`);
  });

  test("of one market: another market has its own room, and short and long are apart for the net only", () => {
    const short = [flat(100, 2), flat(100), flat(100), flat(100)];
    const drawn = [
      { size: 0.4, rows: buys, symbol: "ONE" },
      { size: 0.4, rows: short, symbol: "TWO" },
    ];
    expect(run(drawn, { perMarket: 0.4 }).orders[1]).toEqual(["1 filled 4 entry rule"]);
    expect(run(drawn, { netExposure: 0.4 }).orders[1]).toEqual(["1 filled 4 entry rule"]);
    expect(run(drawn, { exposure: 0.6 }).orders[1]).toEqual([
      "1 filled 2 entry rule, reduced to the portfolio's exposure",
    ]);
  });

  test("hold across members with money of their own, as parts of all of it", () => {
    const drawn = [
      { size: 1, rows: buys },
      { size: 1, rows: buys },
    ];
    // Each has 500; 60 % of 1,000 leave the second 100.
    expect(run(drawn, { exposure: 0.6 }, "separate").orders).toEqual([
      ["1 filled 5 entry rule"],
      ["1 filled 1 entry rule, reduced to the portfolio's exposure"],
    ]);
  });

  const falling = [flat(100, 1), flat(100), flat(85), flat(84, 1), flat(84)];
  const later = [flat(100), flat(100), flat(100, 1), flat(100), flat(100, 1)];

  test("drawdown: nothing is entered any more, and what is held goes on", () => {
    const { orders, ignored, halts, account } = run(
      [
        { size: 0.8, rows: falling },
        { size: 0.1, rows: later },
      ],
      { drawdown: 0.12 },
    );
    // 8 units lose 15 each: 12 % at the close of bar 2, where the second would have entered.
    expect(halts).toBe(1);
    expect(ignored[1]).toEqual(["2 the portfolio has halted", "4 the portfolio has halted"]);
    expect(orders).toEqual([["1 filled 8 entry rule"], []]);
    expect(account.end).toBe(1000 - 8 * 16);
  });

  test("drawdown that closes: everything is left at the next open", () => {
    const { trades, account } = run(
      [
        { size: 0.4, rows: falling },
        { size: 0.4, rows: [flat(100, 1), flat(100), flat(84), flat(83), flat(10)] },
      ],
      { drawdown: 0.12, closes: true },
    );
    // 4 × 15 and 4 × 16 are 124.
    expect(trades).toEqual([
      [{ exitBar: 3, exitPrice: 84, exitReason: "halt", profit: -64 }],
      [{ exitBar: 3, exitPrice: 83, exitReason: "halt", profit: -68 }],
    ]);
    expect(account.end).toBe(868);
  });

  test("the day's loss: trading goes on with the next day", () => {
    // Bars of the last minutes before midnight: the test's first bar opens at midnight.
    const before = Array.from({ length: 1436 }, () => flat(100));
    const { orders, halts } = run(
      [
        {
          size: 0.5,
          rows: [
            ...before,
            flat(100, 1),
            flat(100),
            flat(90, 3),
            flat(90, 1),
            flat(90, 1),
            flat(90),
            flat(90),
          ],
        },
      ],
      { dailyLoss: 0.05 },
    );
    expect(halts).toBe(1);
    // Bars 1436 to 1439 end the day; the signal at 1440 is the first of the next.
    expect(orders[0]?.map((order) => order.split(" ").slice(0, 2).join(" "))).toEqual([
      "1437 filled",
      "1439 filled",
      "1441 filled",
    ]);
  });
});

describe("limits by asset, reserve and likeness", () => {
  const buysAt = (price: number) => [flat(price, 1), flat(price), flat(price), flat(price)];
  const coins = ["BTCUSDT", "BTC/USDC:USDC", "ETHUSDT"].map((symbol) => ({
    size: 0.3,
    rows: buysAt(100),
    symbol,
  }));

  test("an asset is one in whatever market: its share is used up together, another has its own", () => {
    // 30 % are 3 units; of the 40 % of one asset that leaves one.
    expect(run(coins, { perAsset: 0.4 }).orders).toEqual([
      ["1 filled 3 entry rule"],
      ["1 filled 1 entry rule, reduced to the portfolio's limit of this asset"],
      ["1 filled 3 entry rule"],
    ]);
    expect(run(coins, { perAsset: 0.3 }).orders[1]).toEqual([
      "1 rejected 3 the portfolio's limit of this asset is reached",
    ]);
  });

  test("so many positions in one asset", () => {
    expect(run(coins, { positionsPerAsset: 1 }).orders).toEqual([
      ["1 filled 3 entry rule"],
      ["1 rejected 0 the portfolio holds its most positions of this asset"],
      ["1 filled 3 entry rule"],
    ]);
  });

  /** Amounts of money, as they are. */
  function amounts(capital: number, money: readonly number[], limits: Partial<PortfolioLimits>) {
    const plan = planOf(
      money.map(() => ({ timeframe: minute, symbol: "BTCUSDT" })),
      "shared",
      limits,
    );
    const parts = money.map((amount) => ({
      graph: strategy(amount, 1, "notional"),
      feed: feedOf(barsOf(buysAt(100)), minute),
    }));
    const { members } = runPortfolio(plan, parts, { capital, endOfData: "mark" });
    return members.map(({ result }) =>
      result.orders.map(({ status, quantity }) => `${status} ${quantity}`).join(),
    );
  }

  test("of 10,000 a reserve of 5 % keeps 500 back: 10,000 is refused, 9,500 is not; of 10 %, 9,000", () => {
    expect(amounts(10_000, [10_000], { reserve: 0.05 })).toEqual(["rejected 100"]);
    expect(amounts(10_000, [9500], { reserve: 0.05 })).toEqual(["filled 95"]);
    expect(amounts(10_000, [9001], { reserve: 0.1 })).toEqual(["rejected 90.01"]);
    expect(amounts(10_000, [9000], { reserve: 0.1 })).toEqual(["filled 90"]);
    // What another member has bound is bound.
    expect(amounts(10_000, [5000, 4500, 100], { reserve: 0.05 })).toEqual([
      "filled 50",
      "filled 45",
      "rejected 1",
    ]);
  });

  test("6,000 is refused where half of 10,000 is the most, and 1,500 with 1,000 where a fifth is of an asset", () => {
    expect(amounts(10_000, [6000], { perStrategy: 0.5 })).toEqual(["rejected 60"]);
    expect(amounts(10_000, [1500, 1000], { perAsset: 0.2 })).toEqual(["filled 15", "rejected 10"]);
    expect(amounts(10_000, [1500, 500], { perAsset: 0.2 })).toEqual(["filled 15", "filled 5"]);
  });

  test("a share of the equity is made smaller; with leverage the reserve counts what is bound, not what it carries", () => {
    const whole = { size: 1, rows: buysAt(100) };
    const reduced = "entry rule, reduced to the portfolio's reserve";
    expect(run([whole], { reserve: 0.05 }).orders[0]).toEqual([`1 filled 9.5 ${reduced}`]);
    // 950 of margin carry 1,900.
    expect(run([{ ...whole, size: 2, leverage: 2 }], { reserve: 0.05 }).orders[0]).toEqual([
      `1 filled 19 ${reduced}`,
    ]);
  });

  // Ten percent up, ten down; the same at twice the price; and down where that goes up.
  const up = (signal: number) => [flat(100), flat(110), flat(99, signal), flat(99), flat(99)];
  const same = (signal: number) => [flat(200), flat(220), flat(198, signal), flat(198), flat(198)];
  const against = (signal: number) => [flat(100), flat(90), flat(99, signal), flat(99), flat(99)];
  const pair = (second: readonly BarRow[]) => [
    { size: 0.2, rows: up(1), symbol: "ONE" },
    { size: 0.2, rows: second, symbol: "TWO" },
  ];
  const refused = "its market moves too much like one that is held";

  test.each([
    ["the same moves, the same side", same(1), true],
    ["the same moves, the other side", same(2), false],
    ["opposite moves, the same side", against(1), false],
    ["opposite moves, the other side: the same bet", against(2), true],
  ] as const)("correlation: %s", (_, second, isRefused) => {
    const { orders } = run(pair(second), { correlation: 0.9, correlationBars: 2 });
    expect(orders[0]?.[0]).toContain("filled");
    expect(orders[1]?.[0]?.endsWith(refused)).toBe(isRefused);
  });

  test("correlation: nothing is refused before enough returns are known; one market is like itself at once", () => {
    expect(run(pair(same(1)), { correlation: 0.9, correlationBars: 3 }).orders[1]?.[0]).toContain("filled");
    const twice = [
      { size: 0.2, rows: up(1), symbol: "ONE" },
      { size: 0.2, rows: up(1), symbol: "ONE" },
    ];
    expect(run(twice, { correlation: 0.9, correlationBars: 3 }).orders[1]?.[0]).toContain(refused);
  });
});
