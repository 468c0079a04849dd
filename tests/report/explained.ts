import { compile } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import {
  backtest,
  decisionsForReport,
  renderReport,
  synthesize,
  type BacktestResult,
} from "../../runtime/index.js";
import type { Graph } from "../../compiler/graph/index.js";

const text = `sage 1
/// Hold while the quick average is above the calm one.
strategy crossing {
  market { symbol: BTCUSDT  timeframe: 1h }
  let quick = ema(close, 12 bars)
  let calm = ema(close, 48 bars)
  enter long when quick crosses above calm {
    stop entry - 3 * atr(14 bars)
    take entry * 1.2
  }
  exit long when quick crosses below calm
  cooldown 12 bars after loss
  size 25% of equity
  plot quick as "quick"
  costs { fee: 0.04% }
}
`;

/** A real run with the decisions behind it, as `sage run` writes it. */
export function explainedRun(): {
  readonly graph: Graph;
  readonly result: BacktestResult;
  readonly page: string;
} {
  const { graph } = compile(createSource("crossing.sage", text));
  if (graph === null) throw new Error("it does not compile");
  const feed = synthesize({ bars: 6000, interval: 3_600_000, seed: 3 });
  const result = backtest(graph, feed);
  const decisions = decisionsForReport({ graph, feed, result, parameters: {} });
  return { graph, result, page: renderReport(result, { graph, bars: feed, decisions }) };
}
