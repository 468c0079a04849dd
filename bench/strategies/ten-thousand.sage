sage 1

/// Ten thousand sets: hold while the quick average is above the calm one, out at a stop or after a while.
strategy ten_thousand {
  market {
    symbol: BENCH
    type: perpetual
    timeframe: 1m
  }

  param fast = 45 bars in 5..104
  param slow = 180 bars in 110..605 step 5

  let quick = ema(close, fast)
  let calm  = ema(close, slow)

  enter long when quick crosses above calm
  exit long when quick crosses below calm

  size 50% of equity
  costs {
    fee: 0.04%
  }
}
