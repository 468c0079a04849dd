sage 1

use std.time

/// Trade the break of New York's first hour, in the direction of the break, and be out before the evening.
/// Source: T. Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990; C. Zarattini and
/// A. Aziz, Can Day Trading Really Be Profitable?, 2023.
strategy opening_range {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 15m
  }

  param minutes = 60 in 30..120 step 15
  param buffer  = 0.1 in 0.0..0.5 step 0.1

  let clock = time.new_york_time()
  let range = time.opening_range(9h + 30m, minutes * 1m, clock)
  let open_ = range.done and time.weekday(clock) and time.between(9h + 30m, 15h, clock)
  let room  = buffer * atr(14 bars)

  enter long when open_ and close crosses above range.high + room {
    stop   range.low
    take   entry + 2 * (range.high - range.low)
    expire 6h
  }
  enter short when open_ and close crosses below range.low - room {
    stop   range.high
    take   entry - 2 * (range.high - range.low)
    expire 6h
  }
  exit all when not time.between(9h + 30m, 16h, clock)

  size risk 0.5% of equity max 100% of equity
  cooldown 12 bars after loss
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}

test "the first close above New York's first hour buys, once that hour is over" for opening_range {
  with minutes = 60, buffer = 0
  start: 2024-01-16T10:00
  close: 100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    101,
    102,
    101,
    101.5,
    103,
    104
  expect range.high = 102 at bar 22
  expect enter long at bar 23
  expect no enter short
}

test "a summer's day opens an hour earlier in UTC" for opening_range {
  with minutes = 60, buffer = 0
  start: 2024-07-16T09:00
  close: 100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    100,
    101,
    102,
    101,
    101.5,
    103,
    104
  expect enter long at bar 23
}
