sage 1

/// Tries what is likely to be good instead of everything, and is judged on the last year, which no choice has seen.
strategy searched_bands {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param length = 48 bars in 12..120
  param width  = 2.0 in 1.0..3.0 step 0.1

  let middle = sma(close, length)
  let reach  = width * stdev(close, length)

  enter long when close crosses above middle + reach
  exit  long when close crosses below middle

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

/// 120 of some two thousand sets; what comes next depends on what the ones before it brought.
experiment learning of searched_bands {
  search: [length, width]
  sampler: tpe
  trials: 120
  seed: 7
  optimise: sharpe - max_drawdown
  constraints: [trades >= 30]
  from: 2018-01-01
  to: 2023-01-01
  validate {
    method: holdout
    test: 365d
  }
}
