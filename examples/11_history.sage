sage 1

/// `x[n]` is the value n bars ago. There is no way to write a bar of the future.
strategy history {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let inside = high < high[1] and low > low[1]

  enter long when inside[1] and close > high[2] {
    stop   low[1]
    expire 12 bars
  }

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
