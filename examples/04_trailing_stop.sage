sage 1

/// A trailing stop that starts to follow once the trade is one reach ahead.
strategy trailing_stop {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let reach = atr(24 bars)

  enter long when close crosses above ema(close, 100 bars) {
    stop  entry - 2 * reach
    trail 1.5 * reach after 1 * reach
  }

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
