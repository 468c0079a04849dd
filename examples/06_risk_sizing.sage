sage 1

/// The size follows from the stop: one percent of the equity is lost when it is hit, whatever its distance.
strategy risk_sizing {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  enter long when close > highest(close, 48 bars)[1] {
    stop lowest(low, 24 bars)
  }
  exit long when close < sma(close, 48 bars)

  size risk 1% of equity max 100% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
