sage 1

/// Buy weakness inside a four-hour uptrend.
strategy rsi_reversion {
  market {
    symbol: ETHUSDT
    timeframe: 15m
  }

  param length   = 14 bars in 7..28
  param oversold = 28 in 15..40
  param stop_atr = 2.0 in 1.0..4.0 step 0.5

  let strength = rsi(close, length)
  let reach    = atr(14 bars)

  // Inside this block `close` is the four-hour close, and only finished
  // four-hour bars are visible outside it.
  frame h4 every 4h {
    let trend  = ema(close, 50 bars)
    let rising = close > trend and trend > trend[3]
  }

  enter long when strength crosses above oversold and h4.rising {
    stop   entry - stop_atr * reach
    take   entry + 3 * reach for 50%
    trail  1.5 * reach after 1.5 * reach
    expire 2d
  }
  exit long when strength > 70

  size     risk 1% of equity
  cooldown 6 bars after loss
  halt when drawdown > 15% for 7d

  costs {
    fee: 0.04%
    slippage: 2 ticks
  }
}
