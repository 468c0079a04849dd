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
