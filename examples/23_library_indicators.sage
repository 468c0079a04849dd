sage 1

use std.bands
use std.momentum
use std.trend
use std.volume

/// Indicators of the library work together like those of the language: a straight, busy market that leaves its bands.
strategy library_indicators {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param chop = 50 in 40..60

  let band     = bands.quantile_bands(close, 72 bars, 10%)
  let straight = trend.choppiness(24 bars) < chop
  let flow     = volume.money_flow(24 bars)
  let strength = momentum.tsi(close).line

  enter long when close > band.upper and straight and flow > 0 and strength > 0
  exit  long when close < band.middle

  size 50% of equity

  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
