sage 1

/// Some operations give several values: name the one you mean.
strategy bands_example {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let bands = bollinger(close, 48, 2)

  enter long when close crosses above bands.lower
  exit  long when close > bands.middle

  plot bands.upper as "upper band"
  plot bands.lower as "lower band"

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
