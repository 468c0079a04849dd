sage 1

/// Buy weakness inside a long uptrend, and leave when strength has returned.
strategy rsi_reversion {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param length   = 14 bars in 7..28
  param oversold = 28 in 15..40
  param stop_atr = 2.0 in 1.0..4.0 step 0.5

  let strength = rsi(close, length)
  let reach    = atr(14 bars)
  let trend    = ema(close, 200 bars)

  enter long when strength crosses above oversold and close > trend {
    stop   entry - stop_atr * reach
    take   entry + 3 * reach for 50%
    trail  1.5 * reach after 1.5 * reach
    expire 2d
  }
  exit long when strength > 70

  plot trend as "uptrend filter"

  size risk 1% of equity max 100% of equity
  cooldown 6 bars after loss
  halt when drawdown > 15% for 7d

  costs {
    fee: 0.04%
    slippage: 2 ticks
  }
}
