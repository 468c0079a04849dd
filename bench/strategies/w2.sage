sage 1

/// The shared benchmark W2: always long or short one unit, on the cross of two averages.
strategy w2 {
  market {
    symbol: BENCH
    type: perpetual
    timeframe: 1m
  }

  let quick = ema(close, 12 bars, seed: first)
  let calm  = ema(close, 26 bars, seed: first)

  enter long when quick crosses above calm
  enter short when quick crosses below calm

  size fixed 1 of base
  costs {
    fee: 0.1%
  }
}
