import type { PortfolioPlan } from "../compiler/graph/index.js";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import type { BarFeed } from "../runtime/data/dataset.js";
import { synthesize } from "../runtime/data/synthesize/synthesize.js";
import { backtest, runPortfolio } from "../runtime/modes/index.js";
import { feedOf } from "../runtime/testing/feed.js";
import { compare, formatComparison, type Comparison } from "./measure.js";

/*
 * Fifty markets of 200,000 one-minute bars each, traded from one wallet, beside fifty runs each on its own: the
 * difference is what one clock and one account cost. Nothing but summaries is kept.
 */

const markets = 50;
const minute = 60_000;

const text = `sage 1

strategy cross {
  market {
    symbol: BTCUSDT
    timeframe: 1m
  }

  param fast = 12 bars in 2..60
  param slow = 26 bars in 3..240

  enter long when ema(close, fast) crosses above ema(close, slow)
  exit  long when ema(close, fast) crosses below ema(close, slow)

  size 5% of equity
  costs {
    fee: 0.04%
    slippage: 0.01%
  }
}
`;

function planOf(): PortfolioPlan {
  return {
    schema: "sage.portfolio/1",
    name: "desk",
    documentation: "",
    bankroll: 1e6,
    currency: "USDT",
    account: "shared",
    members: Array.from({ length: markets }, (_, k) => ({
      label: `market_${k}`,
      strategy: "cross",
      share: 1,
      values: {},
      symbol: `M${k}USDT`,
      exchange: null,
      timeframe: minute,
    })),
    limits: {
      positions: null,
      exposure: 1,
      netExposure: null,
      perMarket: null,
      perStrategy: null,
      perAsset: null,
      positionsPerAsset: null,
      reserve: null,
      correlation: null,
      correlationBars: null,
      drawdown: 0.9,
      dailyLoss: null,
      closes: false,
    },
  };
}

/** Ten synthetic markets, each cut five times an hour later, so that the bars do not fill the machine. */
function feedsOf(bars: number): readonly BarFeed[] {
  const cuts = markets / 10;
  const names = ["open", "high", "low", "close", "volume"] as const;
  const drawn = Array.from({ length: 10 }, (_, k) => {
    const length = bars + 60 * (cuts - 1);
    const column = () => new Float64Array(length);
    const columns = {
      time: column(),
      open: column(),
      high: column(),
      low: column(),
      close: column(),
      volume: column(),
    };
    let at = 0;
    for (const piece of synthesize({ bars: length, interval: minute, seed: k + 1 }).chunks()) {
      for (const name of ["time", ...names] as const) columns[name].set(piece[name], at);
      at += piece.time.length;
    }
    return columns;
  });
  return drawn.flatMap((columns) =>
    Array.from({ length: cuts }, (_, cut) => {
      const from = 60 * cut;
      const part = (name: (typeof names)[number]) => columns[name].subarray(from, from + bars);
      const [open, high, low, close, volume] = [
        part("open"),
        part("high"),
        part("low"),
        part("close"),
        part("volume"),
      ];
      return feedOf({ time: columns.time.subarray(0, bars), open, high, low, close, volume }, minute, [bars]);
    }),
  );
}

/** Measures the portfolio and the single runs by turns; throws when the wallet does not add up. */
export function benchPortfolio(bars = 200_000): readonly Comparison[] {
  const { graph } = compile(createSource("cross.sage", text));
  if (graph === null) throw new Error("the strategy does not compile");
  const feeds = feedsOf(bars);
  const plan = planOf();
  const keep = { equity: "none", trades: false, orders: false, signals: false, plots: false } as const;
  const parts = feeds.map((feed) => ({ graph, feed }));
  const wallet = (): void => {
    const { account, members } = runPortfolio(plan, parts, { keep });
    const won = members.reduce((sum, { profit }) => sum + profit, 0);
    if (Math.abs(account.end - account.start - won) > 1)
      throw new Error(`the wallet won ${account.end - account.start}, its members ${won}`);
  };
  const single = (): void => {
    for (const feed of feeds) backtest(graph, feed, { capital: 1e6, keep });
  };
  const line = compare("portfolio-50-markets", markets * bars, wallet, single, { rounds: 5, warmups: 1 });
  console.log(
    `one wallet ${(line.ours / 1000).toFixed(3)} s, fifty single runs ${(line.reference / 1000).toFixed(3)} s`,
  );
  console.log(formatComparison(line));
  return [line];
}
