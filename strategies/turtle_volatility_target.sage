sage 1

use std.risk

/// Breakouts of a channel, sized so that the position swings as much as wanted, whatever the market does.
/// Source: the turtles' system two (C. M. Faith, Way of the Turtle, 2007) with the sizing of A. Moreira and T. Muir,
/// Volatility-Managed Portfolios, 2017.
strategy turtle_volatility_target {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param entry_length = 240 bars in 120..960 step 40
  param exit_length  = 120 bars in 40..480 step 20
  param wanted       = 25% in 10%..60% step 5%
  param memory       = 168 bars in 48..480 step 24
  param stop_length  = 48 bars in 24..120 step 12
  require exit_length < entry_length

  let ceiling = highest(high, entry_length)[1]
  let under   = lowest(low, entry_length)[1]
  let share   = risk.volatility_target(wanted, memory)

  enter long when close > ceiling {
    stop risk.chandelier(4, stop_length).long
  }
  enter short when close < under {
    stop risk.chandelier(4, stop_length).short
  }
  exit long when close < lowest(low, exit_length)[1]
  exit short when close > highest(high, exit_length)[1]

  size share of equity
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}

test "a new high of the channel buys, its low of some bars sells" for turtle_volatility_target {
  with entry_length = 5 bars, exit_length = 3 bars, memory = 4 bars, stop_length = 3 bars
  close: 100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 102, 103, 104, 103.5, 101.5
  expect enter long at bar 12
  expect exit long at bar 16
  expect no enter short
}

test "a new low of the channel sells short" for turtle_volatility_target {
  with entry_length = 5 bars, exit_length = 3 bars, memory = 4 bars, stop_length = 3 bars
  close: 100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 99, 98
  expect enter short at bar 12
  expect no enter long
}
