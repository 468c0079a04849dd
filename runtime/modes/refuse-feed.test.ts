import { expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { synthesize } from "../data/synthesize/synthesize.js";
import { backtest } from "./backtest.js";
import { evaluate } from "./evaluate.js";

const hour = 3_600_000;
const start = Date.UTC(2020, 0, 1);

function graphWith(member: string, condition: string) {
  const { graph } = compile(
    createSource(
      "grid.sage",
      `sage 1
strategy grid {
  market {
    symbol: SYNTH
    timeframe: 1h
  }
  ${member}
  enter long when ${condition}
  exit long when close < open
  size 10% of equity
  costs { fee: 0.1% }
}`,
    ),
  );
  if (graph === null) throw new Error("it does not compile");
  return graph;
}

const framed = graphWith("frame h4 every 4h {\n    let calm = ema(close, 3)\n  }", "close > h4.calm");
const plain = graphWith("", "close > open");
const bars = (late: number, interval = hour) =>
  synthesize({ bars: 400, interval, start: start + late, seed: 2 });

test("bars off the UTC grid have no place in the slower bars of a frame", () => {
  const said = { code: "SAGE8008", message: expect.stringContaining("30m off the UTC grid") };
  expect(() => backtest(framed, bars(hour / 2))).toThrow(expect.objectContaining(said));
  expect(() => evaluate(framed, bars(hour / 2))).toThrow(expect.objectContaining(said));
  // On the grid, or without a frame, they are bars like others.
  expect(backtest(framed, bars(hour)).data.bars).toBe(400);
  expect(backtest(plain, bars(hour / 2)).data.bars).toBe(400);
});

test("bars of another length are refused, and so are too few", () => {
  expect(() => backtest(plain, bars(0, 4 * hour))).toThrow(expect.objectContaining({ code: "SAGE8003" }));
  const long = graphWith("", "close > sma(close, 500)");
  expect(() => backtest(long, bars(0))).toThrow(
    expect.objectContaining({ code: "SAGE8004", message: expect.stringContaining("there are 400") }),
  );
});

test("trades that the start of the data decided are told with the time it takes to forget it", () => {
  // 1 − 2/(20 + 1) to the power of n is below 1e-6 from n = 139 on: 139 / 24 = 5.8 days.
  const { warnings } = backtest(graphWith("", "close crosses above ema(close, 20)"), bars(0));
  const found = warnings.find(({ code }) => code === "SAGE3201");
  expect(found?.message).toMatch(/\((5\.8|5\.9|6\.\d) days\)/);
});
