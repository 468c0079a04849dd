sage 1

/// Enter when the price breaks out, and add to the position up to three times.
strategy breakout {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let reach = atr(14 bars)

  enter long when close > ema(close, 100) stop at max(close, highest(high, 20)) + reach for 3 bars {
    trail 3 * reach
  }

  size 20% of equity
  fills {
    pyramiding: 3
  }
  costs {
    fee: 0.05%
    slippage: 0.02%
  }
}
