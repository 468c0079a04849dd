sage 1

/// The turtles' idea: buy the highest high of some weeks, sell the lowest low, risk the same on each trade.
strategy donchian_breakout {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param entry_length = 480 bars in 120..960 step 40
  param exit_length  = 240 bars in 60..480 step 20
  param stop_atr     = 3.0 in 1.5..5.0 step 0.5
  require exit_length < entry_length

  let ceiling = highest(high, entry_length)[1]
  let floor_  = lowest(low, entry_length)[1]
  let reach   = atr(48 bars)

  enter long when close > ceiling {
    stop  entry - stop_atr * reach
    trail 2 * stop_atr * reach
  }
  enter short when close < floor_ {
    stop  entry + stop_atr * reach
    trail 2 * stop_atr * reach
  }
  exit long when close < lowest(low, exit_length)[1]
  exit short when close > highest(high, exit_length)[1]

  plot ceiling as "breakout above"
  plot floor_ as "breakout below"

  size risk 1% of equity max 100% of equity
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}
