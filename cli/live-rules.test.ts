import { expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { rulesNote } from "./live-rules.js";

const market = { exchange: "binance", symbol: "BTC/USDT", marketType: "spot", interval: 60_000 } as const;
const rules = { tick: 0.01, lot: 0.0000001, minimum: 5 };

function graphOf(steps: string) {
  const text = `sage 1

strategy up {
  market {
    symbol: "BTC/USDT"
    timeframe: 1m
${steps}  }
  enter long when close > open
  exit long when close < open
  size 10% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
`;
  const { graph } = compile(createSource("up.sage", text));
  if (graph === null) throw new Error("it does not compile");
  return graph;
}

test("what a strategy leaves open is told, as lines that it understands", () => {
  const told = rulesNote(graphOf(""), market, rules);
  expect(told).toBe(
    "up trades BTC/USDT in any size and at any price; binance would not. Write `tick: 0.01  lot: 0.0000001  minimum_notional: 5` into its `market`.",
  );
  const taken = graphOf("    tick: 0.01\n    lot: 0.0000001\n    minimum_notional: 5\n");
  expect([taken.market.tick, taken.market.lot, taken.market.minimumNotional]).toEqual([0.01, 1e-7, 5]);
  expect(rulesNote(taken, market, rules)).toBeNull();
  expect(rulesNote(graphOf("    lot: 1\n"), market, { ...rules, minimum: null })).toContain("`tick: 0.01`");
});
