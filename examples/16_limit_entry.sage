sage 1

/// Wait for a better price for a few bars, or do not enter at all.
strategy limit_entry {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let reach = atr(14 bars)

  enter long when close crosses above ema(close, 100) limit at close - reach for 5 bars {
    stop entry - 2 * reach
    take entry + 3 * reach
  }

  size risk 1% of equity max 100% of equity
  costs {
    maker: 0.02%
    taker: 0.05%
    slippage: 0.02%
  }
}
