sage 1

use std.features
use std.regime
use std.risk

/// Buy weakness and sell strength while moves turn back; stand aside while they go on.
/// Source: A. W. Lo and A. C. MacKinlay, When Are Contrarian Profits Due to Stock Market Overreaction?, 1990; the switch by
/// their variance ratio, with hysteresis.
strategy regime_reversion {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param length  = 24 bars in 12..72 step 6
  param stretch = 1.8 in 1.0..3.0 step 0.2
  param window  = 240 bars in 120..720 step 60
  param memory  = 480 bars in 240..960 step 120

  let ratio     = regime.variance_ratio(close, 8 bars, window)
  let reverting = not regime.hysteresis(ratio, 1.1, 0.95)
  let calm      = not regime.stormy(length, memory, 90)
  let distance  = features.stretch(length)

  enter long when reverting and calm and distance crosses below -stretch {
    stop   risk.atr_stop(3, length).long
    expire 2d
  }
  enter short when reverting and calm and distance crosses above stretch {
    stop   risk.atr_stop(3, length).short
    expire 2d
  }
  exit long when distance > 0 or not reverting
  exit short when distance < 0 or not reverting

  size risk 0.5% of equity max 100% of equity
  cooldown 6 bars after loss
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}

test "weakness is bought where moves turn back" for regime_reversion {
  with length = 4 bars, stretch = 0.6, window = 10 bars, memory = 10 bars
  close: 100,
    102,
    100,
    102,
    100,
    102,
    100,
    102,
    100,
    106,
    100,
    106,
    100,
    102,
    100,
    102,
    100,
    102,
    100,
    97,
    98
  expect reverting = true at bar 19
  expect enter long at bar 19
}

test "but not where they go on" for regime_reversion {
  with length = 4 bars, stretch = 0.6, window = 10 bars, memory = 10 bars
  close: 100,
    101,
    103,
    106,
    110,
    115,
    121,
    128,
    136,
    145,
    155,
    166,
    178,
    191,
    205,
    220,
    236,
    253,
    271,
    240,
    245
  expect no enter long
}
