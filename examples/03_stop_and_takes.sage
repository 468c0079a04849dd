sage 1

/// Protections are placed at the fill: `entry` is the price that was really paid.
strategy stop_and_takes {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let reach = atr(24 bars)

  enter long when close > highest(high, 72 bars)[1] {
    stop entry - 2 * reach
    take entry + 2 * reach for 50%
    take entry + 5 * reach
  }

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
