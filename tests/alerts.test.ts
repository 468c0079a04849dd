import { describe, expect, test } from "vitest";
import { check, compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { backtest } from "../runtime/index.js";
import { barsOf, feedOf, type BarRow } from "../runtime/testing/feed.js";

function strategy(alerts: string): string {
  return `sage 1

strategy example {
  market {
    symbol: BTCUSDT
    timeframe: 1m
  }
  let up = close > open
  ${alerts}
  enter long when close crosses above open
  exit  long when close crosses below open
  size 10% of equity
  costs {
    fee: 0.1%
  }
}
`;
}

const rows: readonly BarRow[] = [
  [100, 101, 99, 101, 1],
  [100, 102, 99, 102, 1],
  [100, 100, 98, 98, 1],
  [100, 104, 99, 103.5, 1],
];

function alertsOf(text: string, capacity?: number) {
  const { graph, diagnostics } = compile(createSource("example.sage", strategy(text)));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return backtest(graph, feedOf(barsOf(rows)), { ...(capacity !== undefined && { capacity }) });
}

const codesOf = (text: string): readonly string[] =>
  check(createSource("example.sage", strategy(text))).diagnostics.map(({ code }) => code);

describe("an alert", () => {
  const text =
    'alert when close > open "{close} of {open}, {up} {{now}}"\n  alert when close < price(99) "low"';

  test("speaks on the bar on which its condition comes true, with the values of that bar", () => {
    const { alerts, counts } = alertsOf(text);
    expect(alerts.map(({ bar, alert, message }) => `${bar} ${alert} ${message}`)).toEqual([
      "0 0 101 of 100, yes {now}",
      "2 1 low",
      "3 0 103.5 of 100, yes {now}",
    ]);
    expect(counts.alerts).toBe(3);
    expect(alerts[1]?.time).toBe(barsOf(rows).time[2]);
  });

  test("says the same however the bars are cut", () => {
    expect(alertsOf(text, 1).alerts).toEqual(alertsOf(text).alerts);
    expect(alertsOf(text, 3).alerts).toEqual(alertsOf(text).alerts);
  });

  test("names what it cannot say before the run", () => {
    expect(codesOf('alert when up "{clsoe}"')).toEqual(["SAGE2001"]);
    expect(codesOf('alert when up "{close + 1}"')).toEqual(["SAGE2001"]);
    expect(codesOf('alert when up "{close} {{braces}}"')).toEqual([]);
    const text = strategy('alert when up "over {clsoe}"');
    const [found] = check(createSource("example.sage", text)).diagnostics;
    expect(text.slice(found?.span.start, found?.span.end)).toBe("clsoe");
  });
});
