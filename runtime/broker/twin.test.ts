import * as fc from "fast-check";
import { expect, test } from "vitest";
import { backtest } from "../modes/backtest.js";
import { arbitraryBars, arbitraryRules, rulesGraph, twinRules } from "../testing/arbitrary.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import { arbitrarySwitches } from "../testing/switches.js";
import { twinBroker } from "./twin.js";

const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 300);

function near(actual: number, expected: number, what: string): void {
  const scale = Math.max(1, Math.abs(expected));
  if (Math.abs(actual - expected) > 1e-9 * scale) expect(actual, what).toBe(expected);
}

/** Mostly none; the volume is at most 15, so that any of these leaves orders filled in part. */
const share = fc.constantFrom({}, {}, { participation: 0.2 }, { participation: 0.7 }, { participation: 1 });

test("on random strategies and bars the kernel does what its slow twin does", () => {
  let parts = 0;
  let refused = 0;
  let left = 0;
  const interval = 6 * 3_600_000;
  fc.assert(
    fc.property(
      arbitraryBars,
      arbitraryRules,
      share,
      arbitrarySwitches,
      (bars, draft, participation, thrown) => {
        if (bars.time.length <= draft.first) return;
        const switches = thrown(bars, interval);
        const twin = twinBroker(bars, { ...twinRules(draft, bars), ...participation, switches, interval });
        const result = backtest(rulesGraph(draft, false, participation), feedOf(bars, 6 * 3_600_000, [7]), {
          capital: 1000,
          capacity: 128,
          checkIdentities: true,
          switches,
        });
        refused += result.signals.filter(({ reason }) => reason === "stopped").length;
        left += result.trades.filter(({ exitReason }) => exitReason === "stopped").length;
        parts += result.orders.filter(({ status }) => status === "partly_filled").length;
        expect(
          result.signals.map(
            ({ bar, action, rule, outcome, reason }) => `${bar} ${action} ${rule} ${outcome} ${reason}`,
          ),
        ).toEqual(twin.signals);
        expect(
          result.orders
            .filter(({ status }) => status !== "filled" && status !== "partly_filled")
            .map(({ bar, status, reason }) => `${bar} ${status} ${reason}`),
        ).toEqual(twin.failures);
        const shape = (trade: { entryBar: number; exitBar: number; exitReason: string; signalBar: number }) =>
          `${trade.signalBar} ${trade.entryBar} ${trade.exitBar} ${trade.exitReason}`;
        expect(result.trades.map(shape)).toEqual(twin.trades.map(shape));
        for (const [k, trade] of result.trades.entries()) {
          const other = twin.trades[k];
          if (other === undefined) continue;
          expect(trade.side).toBe(other.side > 0 ? "long" : "short");
          for (const name of [
            ...([
              "quantity",
              "entryPrice",
              "exitPrice",
              "fees",
              "slippage",
              "funding",
              "borrow",
              "mae",
            ] as const),
            "mfe" as const,
          ])
            near(trade[name], other[name], `${name} of trade ${k + 1}`);
          near(trade.liquidationPrice ?? -1, other.liquidation ?? -1, `liquidation of trade ${k + 1}`);
        }
        for (const [bar, equity] of twin.equity.entries())
          near(result.equity?.equity[bar] ?? Number.NaN, equity, `equity of bar ${bar}`);
      },
    ),
    { numRuns: runs },
  );
  expect(parts).toBeGreaterThan(runs / 10);
  expect(refused).toBeGreaterThan(runs / 10);
  expect(left).toBeGreaterThan(0);
});

test("a stop entry that found no volume is not met again on the way down", () => {
  // One unit at 102 in bar 1, another waits there. In bar 3 nothing is traded: the rise to 107 lifts the trailing stop to
  // 103, above the entry, and the price falls to 104 only, so neither is reached; the other is had at the open of bar 4.
  const rows: readonly BarRow[] = [
    [100, 100, 100, 100, 1],
    [100, 103, 100, 103, 50],
    [103, 103, 101, 101, 50],
    [101, 107, 101, 104, 0],
    [104, 104, 104, 104, 50],
    [104, 104, 104, 104, 0],
  ];
  const column = (value: number) => rows.map(() => value);
  const { trades, failures } = twinBroker(barsOf(rows, 60_000), {
    entries: [
      {
        side: 1,
        when: [1, 0, 1, 0, 0, 0],
        order: { type: "stop", price: column(102) },
        trail: { distance: column(4), after: 0 },
        moves: [],
        takes: [],
      },
    ],
    exits: [],
    size: { kind: "quantity", amount: 1 },
    taker: 0,
    maker: 0,
    fixed: 0,
    spread: 0,
    slippage: { kind: "rate", amount: 0 },
    halts: [],
    path: "olhc",
    protectFrom: "fill",
    reverses: false,
    pyramiding: 2,
    participation: 1,
    leverage: 1,
    liquidationFee: 0,
    borrow: 0,
    lot: 0,
    minimumNotional: 0,
    first: 0,
    capital: 1000,
  });
  expect(failures).toEqual([]);
  expect(
    trades.map(({ entryBar, entryPrice, exitBar, exitPrice, exitReason }) =>
      [entryBar, entryPrice, exitBar, exitPrice, exitReason].join(" "),
    ),
  ).toEqual(["1 102 5 104 end_of_data", "4 104 5 104 end_of_data"]);
});
