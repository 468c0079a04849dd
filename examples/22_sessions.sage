sage 1

use std.candles
use std.time

/// Days and sessions are computed from the date: clocks of cities, holidays, and what the day before left behind.
strategy sessions {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let before = time.day_before()
  let busy   = time.london_session() or time.new_york_session()

  enter long when busy and close crosses above before.high and not candles.doji()
  exit  long when close < before.low or time.ends(time.weekday())

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
