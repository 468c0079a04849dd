import * as fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryLimits, arbitraryMember, partOf, planOf } from "../testing/portfolio.js";
import { backtest } from "./backtest.js";
import { runPortfolio, type PortfolioResult } from "./portfolio.js";

const runs = Number(process.env["SAGE_PROPERTY_RUNS"] ?? 150);
const members = fc.array(arbitraryMember, { minLength: 1, maxLength: 4 });
const accounts = fc.constantFrom("separate", "shared" as const);

/** All that a run says, without what depends on the clock of the machine. */
const ledgerOf = ({ members: each, account, equity, exposure, metrics, halts }: PortfolioResult) => ({
  account,
  equity,
  exposure,
  metrics,
  halts,
  members: each.map(({ result: { trades, orders, signals, equity: own, metrics: numbers, counts } }) => ({
    trades,
    orders,
    signals,
    own,
    numbers,
    counts,
  })),
});

test("a portfolio of one member is that member's backtest, to the last bit", () => {
  fc.assert(
    fc.property(arbitraryMember, accounts, (drawn, account) => {
      const member = { ...drawn, share: 1 };
      const { graph, feed } = partOf(member);
      const alone = backtest(graph, feed, { capital: 1000, currency: "USDT" });
      const together = runPortfolio(planOf([member], account), [{ graph, feed }], { capital: 1000 });
      const [own] = together.members;
      expect(own?.result.trades).toEqual(alone.trades);
      expect(own?.result.orders).toEqual(alone.orders);
      expect(own?.result.signals).toEqual(alone.signals);
      expect(together.equity?.equity).toEqual(alone.equity?.equity);
      expect(together.equity?.cash).toEqual(alone.equity?.cash);
      expect(together.account.end).toBe(alone.account.end);
      if (account === "separate") expect(own?.result.equity).toEqual(alone.equity);
    }),
    { numRuns: runs },
  );
});

test("members with money of their own and no limits do what they do alone, to the last bit", () => {
  fc.assert(
    fc.property(members, (drafts) => {
      const parts = drafts.map((member) => partOf(member));
      const plan = planOf(drafts, "separate");
      const together = runPortfolio(plan, parts, { capital: 1000 });
      for (const [k, { graph, feed }] of parts.entries()) {
        const capital = 1000 * (plan.members[k]?.share ?? 0);
        const alone = backtest(graph, feed, { capital, currency: "USDT" });
        const own = together.members[k]?.result;
        expect(own?.trades).toEqual(alone.trades);
        expect(own?.orders).toEqual(alone.orders);
        expect(own?.signals).toEqual(alone.signals);
        expect(own?.equity).toEqual(alone.equity);
        expect(own?.metrics).toEqual(alone.metrics);
        expect(own?.account).toEqual(alone.account);
        expect(own?.run.id).toBe(alone.run.id);
      }
    }),
    { numRuns: runs },
  );
});

test("how the bars are cut, and how much is collected at a time, changes no bit", () => {
  fc.assert(
    fc.property(members, accounts, arbitraryLimits, fc.nat(200), (drafts, account, limits, cut) => {
      const plan = planOf(drafts, account, limits);
      const run = (lengths: readonly number[], capacity: number) =>
        ledgerOf(
          runPortfolio(
            plan,
            drafts.map((member) => partOf(member, lengths)),
            { capital: 1000, capacity },
          ),
        );
      const whole = run([1000], 128);
      expect(run([1], 1)).toEqual(whole);
      expect(run([1 + (cut % 17), 1 + (cut % 5), 3], 7 + (cut % 64))).toEqual(whole);
    }),
    { numRuns: runs },
  );
});

test("money: what the account won is the profit of all trades, and equity is cash and what is held on every row", () => {
  fc.assert(
    fc.property(members, accounts, arbitraryLimits, (drafts, account, limits) => {
      const parts = drafts.map((member) => partOf(member));
      const result = runPortfolio(planOf(drafts, account, limits), parts, { capital: 1000 });
      const { equity, exposure } = result;
      const trades = result.members.flatMap(({ result: { trades: own } }) => own);
      const profit = trades.reduce((sum, trade) => sum + trade.profit, 0);
      const scale = 1e-9 * Math.max(1000, Math.abs(profit));
      // A position that an empty account leaves in a market without bars is closed at its next one, if there is one.
      expect(Math.abs(result.account.end - result.account.start - profit)).toBeLessThan(scale);
      const made = result.members.reduce((sum, member) => sum + member.profit, 0);
      expect(Math.abs(made - profit)).toBeLessThan(scale);
      for (const [row, value] of equity?.equity.entries() ?? []) {
        const marked = (equity?.cash[row] ?? 0) + (exposure?.net[row] ?? 0);
        expect(Math.abs(marked - value)).toBeLessThan(1e-9 * Math.max(1000, Math.abs(value)));
      }
    }),
    { numRuns: runs },
  );
});

test("twice the money is twice the ledger, where sizes are parts of it", () => {
  fc.assert(
    fc.property(members, accounts, arbitraryLimits, (drafts, account, limits) => {
      const relative = drafts.map((member) => {
        const { draft } = member;
        // Nor does slippage that follows from the share of the volume.
        const slippage = { kind: "rate", amount: 0.0005 } as const;
        const costs = { ...draft.costs, fixed: 0, slippage } as const;
        const size = { kind: "equity", amount: 0.25, limit: undefined } as const;
        // What a bar's volume allows does not grow with the money.
        return {
          ...member,
          participation: undefined,
          draft: { ...draft, costs, size, lot: 0, minimumNotional: 0 } as const,
        };
      });
      const run = (capital: number) =>
        runPortfolio(
          planOf(relative, account, limits),
          relative.map((member) => partOf(member)),
          { capital },
        );
      const [one, two] = [run(1000), run(2000)];
      for (const [k, { result }] of one.members.entries()) {
        const other = two.members[k]?.result.trades ?? [];
        expect(other.map(({ quantity }) => quantity / 2)).toEqual(
          result.trades.map(({ quantity }) => quantity),
        );
        expect(other.map(({ profit }) => profit / 2)).toEqual(result.trades.map(({ profit }) => profit));
      }
      expect(two.equity?.equity.map((value) => value / 2)).toEqual(one.equity?.equity);
    }),
    { numRuns: runs },
  );
});
