import { expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { backtest } from "../runtime/index.js";
import { barsOfCloses } from "./bars.js";

const strategyWith = (declarations: string, plot: string) => `sage 1

strategy states {
  market {
    symbol: TEST
    timeframe: 1h
  }

  ${declarations}

  enter long when close > open
  exit  long when close < open
  plot ${plot}

  size 50% of equity
  costs {
    fee: 0.1%
  }
}
`;

function plotOf(declarations: string, plot: string, closes: readonly number[]): number[] {
  const { graph, diagnostics } = compile(createSource("states.sage", strategyWith(declarations, plot)));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return [...(backtest(graph, barsOfCloses(closes)).plots[0]?.values ?? [])];
}

test("a state that starts as na takes the other branch of its first condition", () => {
  // 10: nothing before, so 10 − 2; 12 > 8: max(8, 10); 11 > 10: max(10, 9); 15 > 10: max(10, 13); 9 < 13: 9 − 2.
  const stop = "state stop from na = if close > prev then max(prev, close - price(2)) else close - price(2)";
  expect(plotOf(stop, "stop", [10, 12, 11, 15, 9])).toEqual([8, 10, 10, 13, 7]);
});

test("a state counts from its start value", () => {
  const streak = "state streak from 0 = if close > open then min(prev + 1, 3) else 0";
  expect(plotOf(streak, "streak", [10, 11, 12, 11, 12, 13, 14, 15])).toEqual([0, 1, 2, 0, 1, 2, 3, 3]);
});

test("two calls of one operation keep apart", () => {
  const closes = [4, 8, 6, 2];
  const sum = plotOf("let both = highest(close, 2) + highest(close, 3)", "both", closes);
  // Both windows are full from bar 2 on: max(8, 6) + max(4, 8, 6), then max(6, 2) + max(8, 6, 2).
  expect(sum).toEqual([NaN, NaN, 16, 14]);
});
