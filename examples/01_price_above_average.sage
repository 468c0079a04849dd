sage 1

/// The smallest whole strategy: a market, one series, a way in, a way out, a size and the costs.
strategy price_above_average {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let average = sma(close, 200 bars)

  enter long when close crosses above average
  exit  long when close crosses below average

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
