sage 1

/// The example `ema_cross` on one-minute bars, with costs that do not need to know the tick.
strategy minutes {
  market {
    symbol: BENCH
    timeframe: 1m
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
    slippage: 0.01%
  }
}
