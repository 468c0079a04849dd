import { describe, expect, test } from "vitest";
import type { BarRow } from "../testing/feed.js";
import { enterLong, enterShort, exitLong, play } from "../testing/scenario.js";

const at = (price: number, code = 0): BarRow => [price, price, price, price, code];
const sixHours = 6 * 3_600_000;
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

  test("after a win or a loss goes by the whole position, and by what it earned after its fees", () => {
    const again = (cooldown: { length: number; after: "loss" | "win" }, draft: Parameters<typeof play>[1]) =>
      entries(
        play(
          [
            at(100, enterLong),
            [100, 110, 100, 100],
            at(100, exitLong),
            at(95, enterLong),
            at(95, enterLong),
            at(95),
            at(95),
          ],
          { cooldown, ...draft },
        ),
      );
    // Half of it won 5 at 110, the other half loses 2.5 at 95: a win of 2.5.
    const long = { takes: [{ level: { base: 10, slope: 1 }, portion: 0.5 }] };
    expect(again({ length: 1, after: "win" }, { long })).toEqual([1, 5]);
    expect(again({ length: 1, after: "loss" }, { long })).toEqual([1, 4]);
    // With 3 for each of the three orders it is a loss of 6.5.
    const costs = { fixed: 3 };
    expect(again({ length: 1, after: "win" }, { long, costs })).toEqual([1, 4]);
    expect(again({ length: 1, after: "loss" }, { long, costs })).toEqual([1, 5]);
  });

  test("does not follow a position that came out even, unless after any", () => {
    const rows = [at(100, enterLong), at(100, exitLong), at(100, enterLong), at(100, enterLong), at(100)];
    expect(entries(play(rows, { cooldown: { length: 1, after: "win" } }))).toEqual([1, 3]);
    expect(entries(play(rows, { cooldown: { length: 1, after: "loss" } }))).toEqual([1, 3]);
    expect(entries(play(rows, { cooldown: { length: 1, after: "any" } }))).toEqual([1, 4]);
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

test("so many entries are filled in a day (UTC), and the next day begins with none", () => {
  // Bars of six hours from midnight: four a day. Each entry is left a bar later.
  const rows = Array.from({ length: 12 }, (_, k) => at(100, k % 2 === 0 ? enterLong : exitLong));
  expect(entries(play(rows, {}))).toEqual([1, 3, 5, 7, 9, 11]);
  expect(entries(play(rows, { entriesPerDay: 1 }, {}, sixHours))).toEqual([1, 5, 9]);
  expect(entries(play(rows, { entriesPerDay: 2 }, {}, sixHours))).toEqual([1, 3, 5, 7, 9, 11]);
  const refused = play(rows, { entriesPerDay: 1 }, {}, sixHours).orders.filter(
    ({ status }) => status === "rejected",
  );
  expect(refused.map(({ bar, reason }) => `${bar} ${reason}`)).toEqual(
    [3, 7, 11].map((bar) => `${bar} the entries of the day are used up`),
  );
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

  test("of a day's loss for good never lifts, not even on another day", () => {
    const rows = [
      at(100, enterLong),
      at(100, exitLong),
      at(60),
      ...Array.from({ length: 8 }, () => at(60, enterLong)),
    ];
    const { trades, signals } = play(
      rows,
      { size, halts: [{ quantity: "daily loss", above: 0.1 }] },
      {},
      sixHours,
    );
    expect(trades).toHaveLength(1);
    expect(signals.slice(2)).toMatchObject([{ bar: 3, outcome: "ignored", reason: "halted" }]);
  });

  test("counts a day's loss from the equity at the last close of the day before, in UTC", () => {
    // Four bars a day; 10 are held from bar 1. At the close of bar 3 equity is 1000 − 60, at that of bar 4 1000 − 120:
    // 12 % since the first bar, but 60 of 940 = 6.4 % since the day began.
    const held = { kind: "quantity", amount: 10 } as const;
    const prices = [100, 100, 100, 94, 88, 82, 76, 76];
    const rows = prices.map((price, bar) => at(price, bar === 0 ? enterLong : bar >= 4 ? enterShort : 0));
    const halts = (above: number) => [{ quantity: "daily loss", above } as const];
    const told = (above: number) =>
      play(rows, { size: held, halts: halts(above), opposite: "reverse" }, {}, sixHours).signals.map(
        ({ bar, reason }) => `${bar} ${reason}`,
      );
    // 6.4 % is not above 7 %: the signal at bar 4 turns the position.
    expect(told(0.07)[1]).toBe("4 entry rule");
    // It is above 6.3 %, though the day before with its 6 % was not.
    expect(told(0.063)[1]).toBe("4 halted");
    // In bars of a minute all is one day, and 12 % are above 7 %.
    expect(
      play(rows, { size: held, halts: halts(0.07), opposite: "reverse" }).signals.map(
        ({ bar, reason }) => `${bar} ${reason}`,
      )[1],
    ).toBe("4 halted");
  });

  test("that resumes on a new day measures from that day, and on the same day from where it resumed", () => {
    const halts = [{ quantity: "daily loss", above: 0.1, length: 1 } as const];
    // Bar 1 buys 5 at 100. Bar 2 at 60 is 20 % down: halted until bar 3, where 800 is what counts: 60 → 50 loses 50.
    const rows = [at(100, enterLong), at(100), at(60), at(50), at(50, enterShort), at(50)];
    const resumed = play(rows, { size, halts });
    expect(resumed.signals.at(-1)).toMatchObject({ bar: 4, outcome: "order" });
    // 60 → 40 → 30: at bar 3 trading resumes at 700; at bar 4 50 of 700 = 7 % are lost. At bar 5 another 50: 14 %.
    const falling = [at(100, enterLong), at(100), at(60), at(40), at(30), at(20, enterShort), at(20)];
    expect(play(falling, { size, halts }).signals.at(-1)).toMatchObject({ bar: 5, reason: "halted" });
  });

  test("on a streak counts positions, not the parts they are closed in", () => {
    // Half is taken at 110, the rest stopped at 70: 5 won, 15 lost. One losing position, though one part won.
    const long = {
      takes: [{ level: { base: 10, slope: 1 }, portion: 0.5 }],
      stop: { base: -30, slope: 1 },
    };
    const loss: BarRow[] = [at(100, enterLong), [100, 110, 100, 100], [100, 100, 70, 100], at(100)];
    const rows = [...loss, ...loss, ...loss, ...loss];
    const halts = [{ quantity: "losing streak", above: 2, inclusive: true } as const];
    const { trades } = play(rows, { long, halts });
    expect(trades.map(({ exitReason, profit }) => [exitReason, profit])).toEqual([
      ["take", 5],
      ["stop", -15],
      ["take", 5],
      ["stop", -15],
    ]);
    // 5 won and nothing lost is a winning position between two losing ones: never two in a row.
    const win: BarRow[] = [
      at(100, enterLong),
      [100, 110, 100, 100],
      [100, 100, 97, 100],
      at(100, exitLong),
      at(100),
    ];
    const mixed = play([...loss, ...win, ...loss, ...win], { long, halts });
    expect(entries(mixed)).toHaveLength(4);
  });

  test("on a streak starts to count anew when it resumes", () => {
    const loss = [at(100, enterLong), at(100, exitLong), at(99), at(99)];
    // Two losses halt at bar 6 for 4 bars: the third entry, asked for at bar 8, is not to be; two more losses follow.
    const rows = [...loss, ...loss, ...loss, ...loss, ...loss, ...loss, ...loss];
    const result = play(rows, {
      halts: [{ quantity: "losing streak", above: 2, inclusive: true, length: 4 }],
    });
    expect(entries(result)).toEqual([1, 5, 13, 17, 25]);
  });
});
