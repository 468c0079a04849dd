sage 1

use std.trend

/// Functions of the standard library stand behind the name of their module.
strategy straight_moves {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param least = 0.4 in 0.2..0.7 step 0.05

  let channel = trend.channel(48 bars)

  enter long when channel.above and trend.efficiency(close, 24 bars) > least
  exit  long when close < channel.middle

  size 50% of equity

  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
