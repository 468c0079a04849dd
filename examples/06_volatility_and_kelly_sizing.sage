sage 1

/// The same swings in money whatever the market does, and less of them where the trend is unsure.
strategy steady {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let trend = ema(close, 200 bars)
  let sure  = clamp(abs(close / trend - 1) / 5%, 0.25, 1)

  enter long when close crosses above trend
  exit  long when close crosses below trend

  // As large as swings by 30% a year, at most all of the account; a quarter of it while the trend is unsure.
  size volatility 30% of equity over 72 bars scaled by sure max 100% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

/// Bet as much as the own results justify.
strategy proven {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let trend = ema(close, 200 bars)

  enter long when close crosses above trend {
    stop entry * 0.97
  }
  exit long when close crosses below trend

  // Half of Kelly's share once 30 positions have ended, 5% of the account until then, never more than 50%.
  size kelly 50% of equity after 30 trades else 5% max 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
