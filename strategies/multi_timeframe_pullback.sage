sage 1

use std.candles
use std.features
use std.risk

/// Buy the end of a pullback on the hourly chart while four-hour bars rise: the triple screen with a candle as trigger.
/// Source: A. Elder, Trading for a Living, 1993 (the triple screen); S. Nison, 1991 (the candles).
strategy multi_timeframe_pullback {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param calm   = 50 bars in 20..100 step 10
  param length = 20 bars in 10..40 step 5
  param depth  = 1.0 in 0.4..2.4 step 0.2
  param room   = 0.5 in 0.0..1.5 step 0.25

  frame h4 every 4h {
    let trend   = ema(close, calm)
    let rising  = close > trend and trend > trend[3]
    let falling = close < trend and trend < trend[3]
  }

  let distance = features.stretch(length)
  let pulled   = lowest(distance, 6 bars) < -depth
  let pushed   = highest(distance, 6 bars) > depth
  let turns    = candles.engulfing(touching: true)

  enter long when h4.rising and pulled and (turns.bullish or candles.hammer()) {
    stop   risk.swing_stop(6 bars, room).long
    take   entry + 3 * atr(14 bars) for 50%
    expire 4d
  }
  enter short when h4.falling and pushed and (turns.bearish or candles.shooting_star()) {
    stop   risk.swing_stop(6 bars, room).short
    take   entry - 3 * atr(14 bars) for 50%
    expire 4d
  }
  exit long when h4.falling
  exit short when h4.rising

  size risk 0.5% of equity max 100% of equity
  cooldown 6 bars after loss
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}

test "the end of a pullback is bought while four-hour bars rise" for multi_timeframe_pullback {
  with calm = 2 bars, length = 5 bars, depth = 0.4
  close: 100,
    101,
    102,
    103,
    104,
    105,
    106,
    107,
    108,
    109,
    110,
    111,
    112,
    113,
    114,
    115,
    116,
    117,
    118,
    119,
    120,
    121,
    122,
    123,
    122,
    121,
    120,
    122,
    123
  expect h4.rising = true at bar 27
  expect enter long at bar 27
}

test "the same pullback is left alone while they fall" for multi_timeframe_pullback {
  with calm = 2 bars, length = 5 bars, depth = 0.4
  close: 150,
    149,
    148,
    147,
    146,
    145,
    144,
    143,
    142,
    141,
    140,
    139,
    138,
    137,
    136,
    135,
    134,
    133,
    132,
    131,
    130,
    129,
    128,
    127,
    126,
    125,
    124,
    126,
    127
  expect no enter long
}
