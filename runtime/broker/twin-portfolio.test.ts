import * as fc from "fast-check";
import { expect, test } from "vitest";
import { runPortfolio } from "../modes/portfolio.js";
import { twinRules } from "../testing/arbitrary.js";
import { arbitraryLimits, arbitraryMember, noLimits, partOf, planOf } from "../testing/portfolio.js";
import { arbitrarySwitches } from "../testing/switches.js";
import { twinPortfolio, type TwinMember } from "./twin-portfolio.js";

const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 200);
const capital = 1000;

/** Sums are added in another order here and there: the last bits of money may differ, no decision may. */
function near(actual: number, expected: number, what: string): void {
  const scale = Math.max(1, Math.abs(expected));
  if (Math.abs(actual - expected) > 1e-9 * scale) expect(actual, what).toBe(expected);
}

const numbers = [
  "quantity",
  "entryPrice",
  "exitPrice",
  "fees",
  "slippage",
  "funding",
  "borrow",
  "mae",
  "mfe",
] as const;

test("on random portfolios the kernel does what its slow twin does", () => {
  let limited = 0;
  let halts = 0;
  fc.assert(
    fc.property(
      fc.array(arbitraryMember, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("separate", "shared" as const),
      arbitraryLimits,
      arbitrarySwitches,
      (drafts, account, limits, thrown) => {
        const plan = planOf(drafts, account, limits);
        // The first member alone: the others go on.
        const [first] = drafts;
        const own = first === undefined ? [] : thrown(first.bars, first.timeframe);
        const members = drafts.map(({ draft, bars, timeframe, participation, symbol }, k): TwinMember => {
          const volume = participation === undefined ? {} : { participation };
          const share = plan.members[k]?.share ?? 0;
          const switches = k === 0 ? own : [];
          const rules = { ...twinRules(draft, bars), ...volume, switches, interval: timeframe };
          return { bars, rules, interval: timeframe, share, market: symbol, asset: symbol.slice(0, 3) };
        });
        const twin = twinPortfolio(members, {
          capital,
          shared: account === "shared",
          limits: { ...noLimits, ...limits },
        });
        const parts = drafts.map((draft, k) => ({
          ...partOf(draft, [7]),
          switches: k === 0 ? own : [],
        }));
        const result = runPortfolio(plan, parts, { capital, capacity: 64 });
        for (const [k, { result: own }] of result.members.entries()) {
          const other = twin.members[k];
          if (other === undefined) throw new Error(`the twin has no member ${k}`);
          expect(
            own.signals.map(
              ({ bar, action, rule, outcome, reason }) => `${bar} ${action} ${rule} ${outcome} ${reason}`,
            ),
          ).toEqual(other.signals);
          expect(
            own.orders
              .filter(({ status }) => status !== "filled" && status !== "partly_filled")
              .map(({ bar, status, reason }) => `${bar} ${status} ${reason}`),
          ).toEqual(other.failures);
          const shape = (trade: {
            entryBar: number;
            exitBar: number;
            exitReason: string;
            signalBar: number;
          }) => `${trade.signalBar} ${trade.entryBar} ${trade.exitBar} ${trade.exitReason}`;
          expect(own.trades.map(shape)).toEqual(other.trades.map(shape));
          for (const [n, trade] of own.trades.entries()) {
            const same = other.trades[n];
            if (same === undefined) continue;
            expect(trade.side).toBe(same.side > 0 ? "long" : "short");
            for (const name of numbers) near(trade[name], same[name], `${name} of trade ${n + 1} of ${k}`);
          }
          limited += own.orders.filter(({ reason }) => reason.includes("the portfolio's")).length;
        }
        expect(result.equity?.equity.length).toBe(twin.equity.length);
        for (const [row, equity] of twin.equity.entries())
          near(result.equity?.equity[row] ?? Number.NaN, equity, `equity of moment ${row}`);
        expect(result.halts).toBe(twin.halts);
        halts += twin.halts;
      },
    ),
    { numRuns: runs },
  );
  // Limits were at work, not only written down.
  // Drawn at random, so only that there are some.
  expect(limited).toBeGreaterThan(0);
  expect(halts).toBeGreaterThan(0);
});
