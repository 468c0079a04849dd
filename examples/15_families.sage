sage 1

/// Several series that differ in one number are one line. Here: a fan of averages that must all rise.
strategy families {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let average[k in 1..4] = ema(close, k * 24 bars)
  let rising[k in 1..4]  = average[k] > average[k][6]

  enter long when rising[1] and rising[2] and rising[3] and rising[4]
  exit  long when not rising[1]

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
