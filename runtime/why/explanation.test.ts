import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { backtest } from "../modes/index.js";
import { barsOf, feedOf, type BarRow } from "../testing/feed.js";
import { explainBar, explainSignal, explainTrade, type ExplainContext } from "./index.js";
import { verdictWords } from "./words.js";

const hour = 3_600_000;

const text = `sage 1
strategy turns {
  market { symbol: BTCUSDT  timeframe: 1h }
  param high_line = 110 in 100..200
  frame h2 every 2h {
    let turned = close crosses above sma(close, 2 bars)
  }
  let strong = close > price(high_line)
  enter long when h2.turned and hour_of_day(time) < 9 {
    stop entry - (high - low)
    take entry + 2 * (high - low) for 50%
    take entry + price(9)
  }
  enter long when strong and volume > 0
  exit long when close < price(103)
  cooldown 4 bars
  size 10% of equity
  costs { fee: 0.1% }
}
`;

/** Two-hour closes 100, 100, 98, 104: they cross their mean of two (100, 99, 101) at the close of bar 7. */
const closes = [100, 100, 100, 100, 98, 98, 99, 104, 106, 102, 104, 112, 113, 109, 111, 109];
const rows = closes.map((close, bar): BarRow => {
  const open = closes[bar - 1] ?? close;
  return [open, Math.max(open, close), Math.min(open, close), close, 1];
});

function contextOf(lengths: readonly number[] = [1000]): ExplainContext {
  const { graph } = compile(createSource("turns.sage", text));
  if (graph === null) throw new Error("it does not compile");
  const feed = feedOf(barsOf(rows, hour), hour, lengths);
  return { graph, feed, parameters: {}, result: backtest(graph, feed) };
}

const context = contextOf();

describe("a trade", () => {
  const [trade] = context.result.trades;
  if (trade === undefined) throw new Error("it did not trade");
  const explanation = explainTrade(context, trade);

  test("tells its rule with the values of the frame, now and one of its bars before", () => {
    const [rule] = explanation.entry.rules;
    const [held, early] = rule?.condition.parts ?? [];
    const [crossing] = held?.parts ?? [];
    expect(trade).toMatchObject({ signalBar: 7, entryBar: 8, entryPrice: 104, exitReason: "rule" });
    expect([rule?.line, rule?.condition.value, held?.value, early?.value]).toEqual([9, 1, 1, 1]);
    expect(crossing?.parts.map(({ value, before, interval }) => [value, before, interval])).toEqual([
      [104, 98, 2 * hour],
      [101, 99, 2 * hour],
    ]);
    // The exit rule spoke twice before: in the warm-up, and after it because there was no position.
    expect(rule?.outcome).toEqual({ reason: "order", bar: 7, signal: 3 });
  });

  test("tells every level as it was placed: five above and below, the range of bar 7 being 99 to 104", () => {
    expect(explanation.levels.map(({ name, placed }) => [name, placed])).toEqual([
      ["stop", 104 - 5],
      ["take 1", 104 + 10],
      ["take 2", 104 + 9],
    ]);
  });

  test("tells the close that ended it", () => {
    expect(explanation.exit).toMatchObject({ bar: 9, time: context.feed.information.from + 9 * hour });
    expect(explanation.exit?.rules.map(({ condition }) => condition.parts[0]?.value)).toEqual([102]);
  });
});

describe("a bar without a trade", () => {
  const said = (bar: number): string => verdictWords(explainBar(context, bar).verdict);

  test("names the first part of a condition that was not true, with its values", () => {
    const { verdict } = explainBar(context, 6);
    expect(verdict).toMatchObject({ kind: "false", by: { operation: "crosses_above" } });
    expect(said(6)).toBe(
      "No entry: in line 9 `close crosses above sma(close, 2 bars)` is not true: " +
        "close is 98 (one 2h bar before 100), sma(close, 2 bars) is 99 (one 2h bar before 100).",
    );
  });

  test("names what kept a true condition from an order, also while it stays true", () => {
    expect(explainBar(context, 11).verdict).toMatchObject({ kind: "blocked", reason: "cooldown", since: 11 });
    expect(explainBar(context, 12).verdict).toMatchObject({ kind: "blocked", reason: "cooldown", since: 11 });
    expect(said(12)).toBe("No entry: line 14 was true, but cooldown (since bar 11).");
  });

  test("says that it lies in the warm-up", () => {
    const first = context.graph.warmup.first;
    expect(explainBar(context, first - 1).verdict).toEqual({ kind: "warm-up", first });
  });

  test("tells of the trade that was open and of the one that followed", () => {
    expect(explainBar(context, 8).open.map(({ id }) => id)).toEqual([1]);
    expect(explainBar(context, 7).verdict).toMatchObject({ kind: "traded", trades: [{ id: 1 }] });
  });
});

test("a signal that led to nothing tells its rule and why", () => {
  const id = context.result.signals.findIndex(({ reason }) => reason === "cooldown") + 1;
  const { signal, at } = explainSignal(context, id);
  expect(signal).toMatchObject({ bar: 11, outcome: "ignored" });
  expect(at.rules).toHaveLength(1);
  expect(at.rules[0]).toMatchObject({ line: 14, outcome: { reason: "cooldown", signal: id } });
  expect(at.rules[0]?.condition.parts[0]).toMatchObject({ name: "strong", value: 1 });
});

test("explanations do not depend on how the bars are cut", () => {
  for (const lengths of [[1], [3, 4, 1], [7, 1000]]) {
    const cut = contextOf(lengths);
    for (const bar of [5, 7, 8, 11]) expect(explainBar(cut, bar)).toEqual(explainBar(context, bar));
  }
});
