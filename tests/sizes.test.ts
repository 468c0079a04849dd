import { expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { backtest } from "../runtime/index.js";
import { barsOf, feedOf } from "../runtime/testing/feed.js";

const day = 86_400_000;
const closes = [100, 110, 99, 108.9, 108.9, 108.9];

/** What is bought at the open of the last bar but one, as a share of the account of 1000. */
function share(size: string, fills = "leverage: 1"): number {
  const text = `sage 1

strategy sized {
  market {
    symbol: BTCUSDT
    timeframe: 1d
  }
  enter long when close / close[1] > 1.05 and close / close[3] > 1.08
  exit  long when close / close[1] < 0.5
  ${size}
  fills {
    ${fills}
  }
  costs {
    fixed: 0.000001
  }
}
`;
  const { graph, diagnostics } = compile(createSource("sized.sage", text));
  if (graph === null) throw new Error(diagnostics.map(({ message }) => message).join(", "));
  const rows = closes.map((close) => [close, close, close, close] as const);
  const { orders } = backtest(graph, feedOf(barsOf(rows, day), day), { capital: 1000 });
  const [first] = orders;
  if (first?.status !== "filled") throw new Error(first?.reason ?? "no order");
  return (first.quantity * (first.price ?? Number.NaN)) / 1000;
}

test("a volatility size is the target over the yearly deviation of the log returns", () => {
  // Log returns ln 1.1, ln 0.9, ln 1.1 of three days; 365 of them are a year.
  const [up, down] = [Math.log(1.1), Math.log(0.9)];
  const mean = (2 * up + down) / 3;
  const squares = 2 * (up - mean) ** 2 + (down - mean) ** 2;
  const yearly = Math.sqrt(squares / 3) * Math.sqrt(365);
  expect(share("size volatility 20% of equity over 3 bars")).toBeCloseTo(0.2 / yearly, 8);
  expect(share("size volatility 20% of equity over 3 bars max 5% of equity")).toBeCloseTo(0.05, 8);
  // Times a half, and bounded by the money without `max`.
  expect(share("size volatility 20% of equity over 3 bars scaled by 0.5")).toBeCloseTo(0.1 / yearly, 8);
  expect(share("size volatility 900% of equity over 3 bars")).toBeCloseTo(1, 8);
  expect(share("size volatility 900% of equity over 3 bars", "leverage: 2")).toBeCloseTo(2, 8);
});

test("a scale is held between nothing and all, and comes before the bound", () => {
  // The signal's close is 1.1 times the one before.
  expect(share("size 40% of equity scaled by close / close[1] / 2.2")).toBeCloseTo(0.2, 8);
  expect(share("size 40% of equity scaled by close / close[1]")).toBeCloseTo(0.4, 8);
  expect(share("size 40% of equity scaled by close / close[1] / 2.2 max 25% of equity")).toBeCloseTo(0.2, 8);
  expect(share("size fixed 4 of base scaled by close / close[1] / 4.4")).toBeCloseTo(0.1089, 8);
  expect(
    share("size kelly 50% of equity after 30 trades else 8% scaled by close / close[1] / 2.2"),
  ).toBeCloseTo(0.04, 8);
  expect(() => share("size 40% of equity scaled by close / close[1] / 2.2 - 1")).toThrow("no order");
});
