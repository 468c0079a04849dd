sage 1

/// A `param` has a default, a range and a step; `require` keeps the combinations that make sense.
strategy parameters {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param fast  = 20 bars in 5..50 step 5
  param slow  = 100 bars in 50..300 step 25
  param stake = 40% in 10%..100% step 10%
  require fast < slow

  enter long when sma(close, fast) crosses above sma(close, slow)
  exit  long when sma(close, fast) crosses below sma(close, slow)

  size stake of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
