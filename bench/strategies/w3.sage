sage 1

/// The shared benchmark W3: always long or short one unit, on the cross of two averages whose lengths are searched.
strategy w3 {
  market {
    symbol: BENCH
    type: perpetual
    timeframe: 1m
  }

  param fast = 45 bars in 5..50 step 5
  param slow = 180 bars in 60..240 step 10

  let quick = ema(close, fast, seed: first)
  let calm  = ema(close, slow, seed: first)

  enter long when quick crosses above calm
  enter short when quick crosses below calm

  size fixed 1 of base
  costs {
    fee: 0.1%
  }
}
