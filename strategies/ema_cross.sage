sage 1

/// Follow the trend: hold while the quick average is above the calm one.
strategy ema_cross {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param fast = 12 bars in 5..40
  param slow = 48 bars in 20..200 step 4
  require fast < slow

  let quick = ema(close, fast)
  let calm  = ema(close, slow)

  enter long when quick crosses above calm
  exit  long when quick crosses below calm

  plot quick as "quick average"
  plot calm as "calm average"

  size 25% of equity
  costs {
    fee: 0.04%
    slippage: 1 tick
  }
}

test "a cross upwards opens a long" for ema_cross {
  with fast = 2 bars, slow = 3 bars
  close: 10, 10, 9, 9, 12, 13
  expect enter long at bar 4
}

test "a cross downwards closes it" for ema_cross {
  with fast = 2 bars, slow = 3 bars
  close: 10, 10, 9, 9, 12, 13, 9, 8
  expect exit long at bar 6
  expect no exit long at bar 7
}

test "a market that stands still does nothing" for ema_cross {
  with fast = 2 bars, slow = 3 bars
  close: 10, 10, 10, 10, 10, 10
  expect quick = 10 at bar 5
  expect nothing
}
