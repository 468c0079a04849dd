import { describe, expect, test } from "vitest";
import { compilePortfolio } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { runPortfolio } from "../modes/index.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import {
  explainMemberBar,
  explainMemberSignal,
  explainMemberTrade,
  portfolioDecisions,
  tradeOfWhole,
  type PortfolioContext,
} from "./index.js";

const hour = 3_600_000;

const text = `sage 1
strategy coded {
  market { symbol: BTCUSDT  timeframe: 1h }
  enter long when volume > quantity(5)
  exit long when volume < quantity(1)
  size 40% of equity
  costs { fee: 0% }
}
portfolio desk {
  bankroll: 1_000
  account: shared
  first { of: coded }
  second { of: coded  symbol: ETHUSDT }
  third { of: coded  symbol: SOLUSDT }
  limits { exposure: 50% }
}
`;

/** Every price is 100; a volume of 9 says enter, of 0 leave. */
const volumes = [
  [9, 3, 3, 3, 3, 3, 3, 0, 3, 3],
  [9, 3, 3, 3, 3, 3, 0, 3, 3, 3],
  [3, 3, 3, 3, 9, 3, 3, 3, 3, 3],
];

function contextOf(): PortfolioContext {
  const { plan, members } = compilePortfolio(createSource("desk.sage", text));
  if (plan === null) throw new Error("it does not compile");
  const parts = members.map(({ graph }, k) => {
    const rows = (volumes[k] ?? []).map((volume): BarRow => [100, 100, 100, 100, volume]);
    return { graph, feed: feedOf(barsOf(rows, hour), hour) };
  });
  return { portfolio: runPortfolio(plan, parts), parts };
}

const context = contextOf();
// 40 % of 1,000 are 4 units of 100; half of 1,000 leaves the second member 1, and the third nothing.
const reduced = "entry rule, reduced to the portfolio's exposure";
const full = "the portfolio's exposure is at its limit";
const first = { member: "first", symbol: "BTCUSDT", trade: 1, side: "long", quantity: 4, entryPrice: 100 };
const second = { member: "second", symbol: "ETHUSDT", trade: 1, side: "long", quantity: 1, entryPrice: 100 };

describe("a member's trade", () => {
  test("is called as in the report, tells its rule, and which limit made it smaller and why", () => {
    const origin = tradeOfWhole(context.portfolio, 1);
    if (origin === undefined) throw new Error("there is no trade");
    const found = explainMemberTrade(context, origin);
    expect(found).toMatchObject({
      member: "second",
      number: 1,
      explanation: { trade: { id: 1, quantity: 1, signalBar: 0, exitBar: 7 }, exit: { bar: 6 } },
      limits: [{ limit: "exposure", value: 0.5, reason: reduced }],
      held: [first],
    });
    const [rule] = found.explanation.entry.rules;
    expect(rule).toMatchObject({ line: 4, condition: { value: 1, parts: [{ text: "volume", value: 9 }] } });
  });

  test("that no limit touched says nothing of limits", () => {
    const origin = tradeOfWhole(context.portfolio, 2);
    if (origin === undefined) throw new Error("there is no trade");
    const found = explainMemberTrade(context, origin);
    expect(found).toMatchObject({ member: "first", number: 2, limits: [], held: [] });
    expect(found.explanation.trade.quantity).toBe(4);
    expect(tradeOfWhole(context.portfolio, 3)).toBeUndefined();
  });
});

test("a signal and a bar whose order a limit refused tell the limit and what filled it", () => {
  const limits = [{ limit: "exposure", value: 0.5, reason: full }];
  const bySignal = explainMemberSignal(context, 2, 1);
  expect(bySignal).toMatchObject({ member: "third", limits, held: [first, second] });
  expect(bySignal.explanation.at.verdict).toMatchObject({ kind: "unfilled", order: { status: "rejected" } });
  expect(explainMemberBar(context, 2, 4)).toMatchObject({ limits, held: [first, second] });
  expect(explainMemberBar(context, 2, 5)).toMatchObject({ limits: [], held: [] });
});

test("the page gets the decisions of all members, numbered as those of the whole", () => {
  const { decisions, refusals } = portfolioDecisions(context);
  expect(decisions.trades.map(({ id, limited }) => [id, limited])).toEqual([
    [1, reduced],
    [2, undefined],
  ]);
  for (const { entry, exit } of decisions.trades) {
    // The number of the shape, then its values: the condition, and the volume in it.
    expect(decisions.shapes[entry?.[0] ?? -1]?.label).toBe("line 4 enter long when");
    expect(entry?.slice(1)).toEqual([1, 9]);
    expect(decisions.shapes[exit?.[0] ?? -1]?.label).toBe("line 5 exit long when");
    expect(exit?.slice(1)).toEqual([1, 0]);
  }
  expect(refusals).toMatchObject([
    { member: "third", line: 4, stage: "rejected", reason: full, count: 1, examples: [1] },
  ]);
  expect(decisions.signals).toMatchObject([{ member: "third", id: 1, bar: 4, what: "enter long" }]);
});
