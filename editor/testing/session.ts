/**
 * One conversation that every client of the server is led through: open a broken file, mend it with the fixes that are
 * offered, rename a name, lay it out. All must end with the same bytes.
 */
export const brokenStrategy = `sage 1

/// Follow the trend.
strategy trend {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let quick = ema(close, 12 bars)
  let calm = ema(close, 48 bars)
  enter long when quik crosses above calm
  exit long when quick crosses below calm
  size 25% of equity
  costs {
    fee 0.1%
    slippage: 0.02%
  }
}
`;

/** What is wrong with it, in source order. */
export const brokenCodes = ["SAGE2001", "SAGE1008"];

/** The name to change and what it becomes. */
export const renaming = { from: "quick", to: "fast_average", line: 9, character: 6 } as const;

/** Written by hand: both mistakes mended, the name changed in three places, the columns in line. */
export const mendedStrategy = `sage 1

/// Follow the trend.
strategy trend {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let fast_average = ema(close, 12 bars)
  let calm         = ema(close, 48 bars)
  enter long when fast_average crosses above calm
  exit  long when fast_average crosses below calm
  size 25% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
`;
