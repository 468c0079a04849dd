sage 1

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
