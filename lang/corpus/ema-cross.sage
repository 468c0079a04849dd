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

  size  25% of equity
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
