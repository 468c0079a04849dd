sage 1

/// Twenty indicators on three timeframes, and brackets: what an ambitious strategy asks of the engine.
strategy twenty {
  market {
    symbol: BENCH
    type: perpetual
    timeframe: 1m
  }

  let quick    = ema(close, 12 bars)
  let calm     = ema(close, 26 bars)
  let base     = sma(close, 200 bars)
  let strength = rsi(close, 14 bars)
  let reach    = atr(14 bars)
  let bands    = bollinger(close, 20 bars, 2)
  let momentum = macd(close, 12 bars, 26 bars, 9 bars)
  let place    = stochastic(14 bars, 3 bars, 3 bars)
  let trend    = dmi(14 bars, 14 bars)
  let channel  = donchian(20 bars)
  let spread   = stdev(close, 50 bars)
  let far      = zscore(close, 100 bars)
  let flow     = mfi(typical_price(), 14 bars)
  let lean     = cci(typical_price(), 20 bars)

  frame m15 every 15m {
    let average = ema(close, 50 bars)
    let power   = rsi(close, 14 bars)
    let range   = atr(14 bars)
    let up      = close > average and power > 45
  }

  frame h4 every 4h {
    let average = sma(close, 20 bars)
    let mean    = wma(close, 30 bars)
    let heat    = rsi(close, 14 bars)
    let rising  = average >= mean or heat < 70
  }

  enter long when quick crosses above calm and strength < 70 and close > base - 4 * spread and m15.up and h4.rising and place.k < 95 and trend.adx > 5 and flow < 95 and far < 4 and lean < 400 {
    stop  entry - 3 * reach
    take  entry + 4 * reach for 50%
    trail 2 * reach after 2 * reach
  }
  exit long when quick crosses below calm and momentum.line < momentum.signal and close < channel.middle and close < bands.upper and close < base + 3 * m15.range

  size risk 0.5% of equity max 100% of equity
  costs {
    fee: 0.02%
    slippage: 0.01%
  }
}
