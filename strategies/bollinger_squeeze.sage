sage 1

use std.regime
use std.risk

/// Wait until the Bollinger bands lie within the Keltner channel, then follow the side on which the market leaves it.
/// Source: J. F. Carter, Mastering the Trade, 2005.
strategy bollinger_squeeze {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param length = 20 bars in 15..60 step 5
  param ranges = 1.5 in 1.0..2.5 step 0.25

  let squeezed = regime.squeezed(length, 2, ranges)
  let fired    = squeezed[1] and not squeezed
  let middle   = (highest(high, length) + lowest(low, length)) / 2
  let push     = linreg(close - (middle + sma(close, length)) / 2, length).value

  enter long when fired and push > 0 {
    stop   risk.swing_stop(length, 0.5).long
    expire 3d
  }
  enter short when fired and push < 0 {
    stop   risk.swing_stop(length, 0.5).short
    expire 3d
  }
  exit long when push < push[1] and push[1] < push[2]
  exit short when push > push[1] and push[1] > push[2]

  size risk 0.5% of equity max 100% of equity
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}

test "the market is followed upwards out of the squeeze" for bollinger_squeeze {
  with length = 5 bars, ranges = 1.5
  close: 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 106, 107
  high: 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 106, 107
  low: 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 100, 106
  expect squeezed = true at bar 13
  expect enter long at bar 14
  expect no enter short
}

test "and downwards" for bollinger_squeeze {
  with length = 5 bars, ranges = 1.5
  close: 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 94, 93
  high: 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 101, 100, 94
  low: 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 94, 93
  expect enter short at bar 14
  expect no enter long
}
