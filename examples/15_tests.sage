sage 1

/// Tests stand beside what they test. Small lengths keep the bars few enough to be followed by hand.
strategy tested_breakout {
  market {
    symbol: BTCUSDT
    timeframe: 1h
    tick: 0.01
  }

  param length = 48 bars in 24..240 step 24
  param room   = 5% in 2%..10% step 1%

  let ceiling = highest(high, length)[1]

  enter long when close > ceiling {
    stop   entry * (1 - room)
    expire 3d
  }
  exit long when close < lowest(low, length)[1]

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

test "a new high opens a long" for tested_breakout {
  with length = 3 bars
  close: 100, 101, 100, 102, 103
  expect ceiling = na at bar 2
  expect ceiling = 101 at bar 3
  expect enter long at bar 3
}

test "touching the old high is not enough" for tested_breakout {
  with length = 3 bars
  close: 100, 101, 100, 101, 100
  expect nothing
}

test "the stop acts inside a bar, long before its close is known" for tested_breakout {
  with length = 3 bars, room = 5%
  close: 100, 101, 100, 102, 103, 104
  low: 100, 100, 100, 100, 102, 95
  expect stop at bar 5
  expect no stop at bar 4
}

test "a low of three bars closes it without the stop" for tested_breakout {
  with length = 3 bars, room = 10%
  close: 100, 101, 100, 102, 103, 101, 99
  expect exit long at bar 6
  expect no stop
}
