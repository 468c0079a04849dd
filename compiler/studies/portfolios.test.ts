import { describe, expect, test } from "vitest";
import { createSource } from "../../lang/source.js";
import { check } from "../check.js";
import { compilePortfolio } from "../compile-portfolio.js";
import { portfolioExample } from "../diagnostics/study-example.js";

const source = (settings: string) => createSource("desk.sage", portfolioExample(settings));
const found = (settings: string) =>
  check(source(settings)).diagnostics.map(({ code, message }) => `${code} ${message}`);

test("members have shares, amounts, or what is left", () => {
  const { plan, members } = compilePortfolio(
    source(`
bankroll: 10_000
currency: USDT
example {
bankroll: 2_500
}
second {
of: example
share: 15%
symbol: "ETH/USDT"
exchange: kraken
with {
fast: 6
slow: 30 bars
}
}
third {
of: example
}
fourth {
of: example
}
limits {
positions: 3
exposure: 150%
daily_loss: 5%
}`),
  );
  expect(plan?.members.map(({ label, share }) => [label, share])).toEqual([
    ["example", 0.25],
    ["second", 0.15],
    // 60 % for the two that say nothing.
    ["third", expect.closeTo(0.3, 12)],
    ["fourth", expect.closeTo(0.3, 12)],
  ]);
  expect(plan).toMatchObject({ bankroll: 10_000, currency: "USDT" });
  expect(plan?.limits).toMatchObject({ positions: 3, exposure: 1.5, dailyLoss: 0.05, perMarket: null });
  expect(plan?.members[1]).toMatchObject({
    values: { fast: 6, slow: 30 },
    symbol: "ETH/USDT",
    exchange: "kraken",
  });
  expect(members[1]?.graph.market).toMatchObject({ symbol: "ETH/USDT", exchange: "kraken" });
  expect(members[0]?.graph.market.symbol).toBe("BTCUSDT");
});

test("limits by asset, a reserve and a correlation", () => {
  const limits = (text: string) => `
example {
share: 100%
}
limits {
${text}
}`;
  const { plan } = compilePortfolio(
    source(
      limits("per_asset: 40%\npositions_per_asset: 2\nreserve: 5%\ncorrelation: 0.8\ncorrelation_bars: 50"),
    ),
  );
  expect(plan?.limits).toMatchObject({
    perAsset: 0.4,
    positionsPerAsset: 2,
    reserve: 0.05,
    correlation: 0.8,
    correlationBars: 50,
  });
  expect(found(limits("reserve: 100%"))).toEqual(["SAGE2101 `reserve` leaves nothing to trade with"]);
  expect(found(limits("correlation: 1.5"))).toEqual(["SAGE2101 no two markets correlate more than 1"]);
  expect(found(limits("positions: 1\npositions_per_asset: 2"))).toEqual([
    "SAGE6017 `positions_per_asset` is above `positions` and never reached",
  ]);
});

test("one account: shares are what sizes are counted from, and need not be the whole of it", () => {
  const { plan } = compilePortfolio(
    source(
      "account: shared\nexample {}\nsecond {\nof: example\nshare: 60%\n}\nthird {\nof: example\nshare: 70%\n}",
    ),
  );
  expect(plan?.account).toBe("shared");
  expect(plan?.members.map(({ share }) => share)).toEqual([1, 0.6, 0.7]);
});

test.each([
  ["", false],
  ["after_loss: hold\n", false],
  ["after_loss: close\n", true],
])("after a loss limit: %j", (line, closes) => {
  const { plan } = compilePortfolio(source(`example {}\nlimits {\ndrawdown: 20%\n${line}}`));
  expect(plan?.limits).toMatchObject({ drawdown: 0.2, closes });
});

test("amounts alone make the bankroll", () => {
  const { plan } = compilePortfolio(
    source("example {\nbankroll: 3_000\n}\nsecond {\nof: example\nbankroll: 1_000\n}"),
  );
  expect(plan?.bankroll).toBe(4000);
  expect(plan?.members.map(({ share }) => share)).toEqual([0.75, 0.25]);
});

describe("what is wrong with a portfolio", () => {
  test.each([
    ["no members", "bankroll: 100", ["SAGE1013 `desk` has no `strategies`"]],
    ["a strategy that there is not", "exmaple {\nshare: 50%\n}", ["SAGE2001 there is no strategy `exmaple`"]],
    [
      "a strategy behind a name that there is not",
      "one {\nof: exmaple\n}",
      ["SAGE2001 there is no strategy `exmaple`"],
    ],
    [
      "two members of one name",
      "example {\nshare: 50%\n}\nexample {\nshare: 50%\n}",
      ["SAGE2002 there are two things called `example`"],
    ],
    [
      "a share and an amount",
      "bankroll: 1000\nexample {\nshare: 50%\nbankroll: 10\n}",
      ["SAGE2101 `example` has a share and a bankroll"],
    ],
    [
      "amounts above the bankroll",
      "bankroll: 1000\nexample {\nbankroll: 1_500\n}",
      ["SAGE6015 the members have 150 % of the bankroll together"],
    ],
    [
      "nothing left",
      "bankroll: 1000\nexample {\nshare: 100%\n}\nsecond {\nof: example\n}",
      ["SAGE6015 nothing of the bankroll is left for `second`"],
    ],
    [
      "an amount beside a share of nobody knows what",
      "example {\nbankroll: 1_500\n}\nsecond {\nof: example\nshare: 10%\n}",
      ["SAGE1013 the portfolio has no `bankroll`"],
    ],
    ["a share as a number", "example {\nshare: 50\n}", ["SAGE2101 `share` cannot be `50`"]],
    [
      "a limit that there is not",
      "example {\nshare: 50%\n}\nlimits {\nposition: 3\n}",
      ["SAGE2001 there is no setting `position` in `limits`"],
    ],
    [
      "a limit of no position",
      "example {\nshare: 50%\n}\nlimits {\npositions: 0\n}",
      ["SAGE2101 `positions` cannot be `0`"],
    ],
    [
      "a parameter that there is not",
      "example {\nwith {\nfst: 7\n}\n}",
      ["SAGE2001 there is no parameter `fst` in `example`"],
    ],
  ])("%s", (_, settings, expected) => {
    expect(found(settings)).toEqual(expected);
  });

  test("values that break a requirement together", () => {
    const text = portfolioExample("example {\nwith {\nfast: 20 bars\nslow: 30 bars\n}\n}").replace(
      "enter long",
      "require fast < slow - 12\n  enter long",
    );
    expect(check(createSource("desk.sage", text)).diagnostics.map(({ code }) => code)).toEqual(["SAGE7007"]);
  });
});
