import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { BarColumns } from "../data/dataset.js";
import { backtest } from "../modes/backtest.js";
import { arbitraryBars, arbitraryRules, rulesGraph, type RulesDraft } from "../testing/arbitrary.js";
import { feedOf } from "../testing/feed.js";
import type { StrategyDraft } from "../testing/strategy.js";

const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 200);

/** The same conditions, which are the last four bits of the volume, with so many times sixteen traded besides. */
const withVolume = (bars: BarColumns, sixteens: number): BarColumns => ({
  ...bars,
  volume: bars.volume.map((code) => (Number.isNaN(code) ? 0 : code) + 16 * sixteens),
});

const run = (
  draft: RulesDraft,
  bars: BarColumns,
  market: Pick<StrategyDraft, "participation" | "costs"> = {},
) =>
  backtest(rulesGraph(draft, false, market), feedOf(bars, 6 * 3_600_000, [7]), {
    capital: 1000,
    capacity: 128,
    checkIdentities: true,
  });

test("no bar fills more than its share, and all that was bought is sold", () => {
  const market = fc.record({
    participation: fc.constantFrom(0.05, 0.3, 1),
    slippage: fc.record({
      kind: fc.constantFrom("rate", "square_root", "linear" as const),
      amount: fc.constantFrom(0, 0.02),
    }),
  });
  let parts = 0;
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, market, fc.nat(3), (made, draft, how, sixteens) => {
      if (made.time.length <= draft.first) return;
      const bars = withVolume(made, sixteens);
      const { participation, slippage } = how;
      const { orders, equity } = run(draft, bars, { participation, costs: { ...draft.costs, slippage } });
      const filled = new Map<number, number>();
      let position = 0;
      for (const { bar, status, side, quantity, kind, reason } of orders) {
        if (status !== "filled" && status !== "partly_filled") continue;
        if (status === "partly_filled") parts++;
        position += side === "buy" ? quantity : -quantity;
        if (kind === "end_of_data" || reason === "equity used up" || reason === "margin used up") continue;
        filled.set(bar, (filled.get(bar) ?? 0) + quantity);
      }
      for (const [bar, units] of filled)
        expect(units, `bar ${bar}`).toBeLessThanOrEqual(participation * (bars.volume[bar] ?? 0) * (1 + 1e-9));
      expect(Math.abs(position)).toBeLessThan(1e-6);
      expect(equity?.position.at(-1)).toBe(0);
    }),
    { numRuns: runs },
  );
  expect(parts).toBeGreaterThan(runs / 10);
});

test("a share that never binds changes nothing", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, (made, draft) => {
      if (made.time.length <= draft.first) return;
      const bars = withVolume(made, 1e6);
      const bound = run(draft, bars, { participation: 1 });
      const free = run(draft, bars);
      expect(bound.orders).toEqual(free.orders);
      expect(bound.trades).toEqual(free.trades);
      expect(bound.signals).toEqual(free.signals);
      expect(bound.equity?.equity).toEqual(free.equity?.equity);
    }),
    { numRuns: runs },
  );
});

test("however the bars are cut, partly filled orders go on the same", () => {
  fc.assert(
    fc.property(arbitraryBars, arbitraryRules, fc.integer({ min: 1, max: 9 }), (made, draft, piece) => {
      if (made.time.length <= draft.first) return;
      const bars = withVolume(made, 1);
      const graph = rulesGraph(draft, false, { participation: 0.3 });
      const cut = (pieces: readonly number[]) =>
        backtest(graph, feedOf(bars, 6 * 3_600_000, pieces), { capital: 1000, capacity: 128 });
      const [whole, parts] = [cut([128]), cut([piece])];
      expect(parts.orders).toEqual(whole.orders);
      expect(parts.trades).toEqual(whole.trades);
      expect(parts.equity?.equity).toEqual(whole.equity?.equity);
    }),
    { numRuns: runs },
  );
});
