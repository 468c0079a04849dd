import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, exitLong, play } from "../testing/scenario.js";

const at = (price: number, code = 0): BarRow => [price, price, price, price, code];
const entries = (result: ReturnType<typeof play>): readonly number[] =>
  result.orders
    .filter(({ kind, status, reason }) => kind === "market" && status === "filled" && reason === "entry rule")
    .map(({ bar }) => bar);

describe("cooldown", () => {
  // Left at the open of bar 2 with a loss of 10; tries again at every close.
  const rows = [
    at(100, enterLong),
    at(100, exitLong),
    at(90, enterLong),
    at(90),
    at(90, enterLong),
    at(90),
    at(90),
  ];

  test("lets no entry be decided for as many bars after an exit", () => {
    // Bars 2 and 3 are blocked, bar 4 decides, bar 5 fills.
    expect(entries(play(rows, { cooldown: { length: 2, after: "any" } }))).toEqual([1, 5]);
    expect(entries(play(rows, { cooldown: { length: 3, after: "loss" } }))).toEqual([1]);
    expect(entries(play(rows, { cooldown: { length: 2, after: "win" } }))).toEqual([1, 3]);
    const [, , blocked] = play(rows, { cooldown: { length: 2, after: "any" } }).signals;
    expect(blocked).toMatchObject({ bar: 2, outcome: "ignored", reason: "cooldown" });
  });

  test("also stops the second half of a flip", () => {
    const flip = [at(100, enterLong), at(100, enterShort), at(90), at(90)];
    const result = play(flip, { cooldown: { length: 1, after: "any" } });
    expect(result.trades).toMatchObject([{ side: "long", exitReason: "reverse", exitBar: 2 }]);
    expect(result.orders.at(-1)).toMatchObject({ status: "rejected", reason: "cooldown", bar: 2 });
  });

  test("a condition that lasts is acted on when the pause is over", () => {
    const lasting = [
      at(100, enterLong),
      at(100, exitLong),
      ...Array.from({ length: 5 }, () => at(90, enterLong)),
    ];
    expect(entries(play(lasting, { cooldown: { length: 2, after: "any" } }))).toEqual([1, 5]);
  });
});

describe("halt", () => {
  const quantity = 5;
  const size = { kind: "quantity", amount: quantity } as const;

  test("on drawdown ends trading for good, and a signal to the other side still closes", () => {
    // Equity 1000, then 5 · (60 − 100) = −200: a drawdown of 20 %.
    const rows = [at(100, enterLong), at(100), at(60), at(60, enterShort), at(60), at(60, enterLong), at(60)];
    const result = play(rows, { size, halts: [{ quantity: "drawdown", above: 0.15 }] });
    expect(result.trades).toMatchObject([{ exitReason: "reverse", exitBar: 4 }]);
    expect(result.signals.slice(1)).toMatchObject([
      { bar: 3, side: "short", outcome: "ignored", reason: "halted" },
      { bar: 5, side: "long", outcome: "ignored", reason: "halted" },
    ]);
    expect(result.warnings.map(({ code }) => code)).toContain("SAGE8405");
  });

  test("a limit that is only reached halts where it says so", () => {
    const rows = [at(100, enterLong), at(100, exitLong), at(60, enterLong), at(60), at(60)];
    const halt = { quantity: "drawdown", above: 0.2 } as const;
    expect(entries(play(rows, { size, halts: [halt] }))).toEqual([1, 3]);
    expect(entries(play(rows, { size, halts: [{ ...halt, inclusive: true }] }))).toEqual([1]);
  });

  test("for a number of bars resumes and measures from there", () => {
    const rows = [
      at(100, enterLong),
      at(100, exitLong),
      at(60, enterLong),
      at(60),
      at(60, enterLong),
      at(60),
      at(60),
    ];
    // Halted at the close of bar 2 for 2 bars: bars 2 and 3 decide nothing.
    const result = play(rows, { size, halts: [{ quantity: "drawdown", above: 0.15, length: 2 }] });
    expect(entries(result)).toEqual([1, 5]);
  });

  test("on losing trades in a row", () => {
    const loss = [at(100, enterLong), at(100, exitLong), at(99), at(99)];
    const result = play([...loss, ...loss, ...loss, ...loss], {
      halts: [{ quantity: "losing streak", above: 3, inclusive: true }],
    });
    expect(result.trades).toHaveLength(3);
  });

  test("on the loss of a UTC day, which the next day begins anew", () => {
    // Bars of six hours: four a day. Bar 2 loses 20 % of the first day.
    const rows = [
      at(100, enterLong),
      at(100, exitLong),
      at(60, enterLong),
      at(60),
      at(60, enterLong),
      at(60),
      at(60),
    ];
    const { trades } = play(rows, { size, halts: [{ quantity: "daily loss", above: 0.1, length: 2 }] });
    expect(trades.map(({ entryBar }) => entryBar)).toEqual([1, 5]);
  });
});
