sage 1

/// Always on one side of a line that only ever moves in the favour of the trade: supertrend, with a fixed stake.
strategy volatility_ratchet {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param factor = 4.0 in 2.0..8.0 step 0.5
  param length = 48 bars in 10..100 step 2

  let ratchet = supertrend(factor, length)

  enter long when close crosses above ratchet.line
  enter short when close crosses below ratchet.line

  plot ratchet.line as "ratchet"

  size 50% of equity
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}

test "a fall through the line turns the position around" for volatility_ratchet {
  with factor = 1, length = 2 bars
  close: 100, 102, 104, 106, 108, 96, 94, 110
  expect enter short at bar 5
  expect enter long at bar 7
}
