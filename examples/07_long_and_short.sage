sage 1

/// Both sides of one idea: a signal against an open position closes it first, then opens the other way.
strategy long_and_short {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  let trend = macd(close, 24, 52, 18)

  enter long when trend.line crosses above trend.signal
  enter short when trend.line crosses below trend.signal

  size 50% of equity
  costs {
    fee: 0.05%
    slippage: 0.02%
  }
}
