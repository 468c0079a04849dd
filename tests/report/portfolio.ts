import { compilePortfolio } from "../../compiler/index.js";
import { createSource } from "../../lang/index.js";
import { runPortfolio, synthesize, type PortfolioPart, type PortfolioResult } from "../../runtime/index.js";

const text = `sage 1
/// Hold while the quick average is above the calm one.
strategy crossing {
  market { symbol: BTCUSDT  timeframe: 1h }
  param fast = 12 bars in 6..48 step 6
  enter long when ema(close, fast) crosses above ema(close, 96 bars)
  exit long when ema(close, fast) crosses below ema(close, 96 bars)
  size 60% of equity
  costs { fee: 0.1% }
}
/// Three speeds on one account.
portfolio desk {
  bankroll: 10_000
  account: shared
  crossing { share: 50% }
  middle { of: crossing  share: 50%  symbol: ETHUSDT  with { fast: 24 bars } }
  slow { of: crossing  share: 30%  with { fast: 48 bars } }
  limits { exposure: 90%  drawdown: 60% }
}
`;

/** A real portfolio of three members on two markets, whose orders a limit makes smaller. */
export function portfolioRun(): {
  readonly result: PortfolioResult;
  readonly parts: readonly PortfolioPart[];
  readonly text: string;
} {
  const { plan, members } = compilePortfolio(createSource("desk.sage", text));
  if (plan === null) throw new Error("it does not compile");
  const parts = members.map(({ graph, member }) => {
    const seed = member.symbol === "ETHUSDT" ? 4 : 3;
    return { graph, feed: synthesize({ bars: 5000, interval: 3_600_000, seed }) };
  });
  return { result: runPortfolio(plan, parts), parts, text };
}
