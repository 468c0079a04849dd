import { expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { evaluate, synthesize } from "../runtime/index.js";

const text = `sage 1

strategy ratchet {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  state line from na = if close > prev then max(prev, close - 2 * (high - low)) else close - 2 * (high - low)

  plot close as "close"
  plot high - low as "height"
  plot line as "line"

  enter long when close > line
  exit  long when close < line
  size 10% of equity
  costs {
    fee: 0.1%
  }
}
`;

test("a state that starts from `na` begins: what compares with a missing `prev` is no", () => {
  const { graph } = compile(createSource("ratchet.sage", text));
  if (graph === null) throw new Error("it does not compile");
  const feed = synthesize({ bars: 300, interval: 3_600_000, seed: 5 });
  const { columns } = evaluate(graph, feed);
  const [close, height, line] = columns.map((column) => [...column.values]);
  if (!close || !height || !line) throw new Error("a plot is missing");
  let previous = Number.NaN;
  for (const [bar, price] of close.entries()) {
    const below = price - 2 * (height[bar] ?? Number.NaN);
    const expected = price > previous ? Math.max(previous, below) : below;
    expect(line[bar]).toBe(expected);
    previous = expected;
  }
});
