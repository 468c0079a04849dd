sage 1

/// Quiet markets get loud: after the bands have been narrow, trade the side on which they break.
strategy squeeze_release {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param length = 40 bars in 20..80 step 5
  param quiet  = 20% in 5%..40% step 5%

  let bands    = bollinger(close, length, 2)
  let calmness = rank(bands.width, 480 bars)
  let squeezed = lowest(calmness, 24 bars)[1] < quiet

  enter long when squeezed and close > bands.upper {
    stop   bands.middle
    expire 5d
  }
  enter short when squeezed and close < bands.lower {
    stop   bands.middle
    expire 5d
  }
  exit long when close < bands.middle
  exit short when close > bands.middle

  size risk 0.5% of equity max 100% of equity
  cooldown 12 bars
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}
