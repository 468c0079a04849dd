sage 1

/// `state` remembers from bar to bar: `prev` is its own last value. Here a stop line that only rises while price holds.
strategy state_line {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let reach = 3 * atr(24 bars)
  state line from na = if close > prev then max(prev, close - reach) else close - reach

  enter long when close > line and close[1] < line[1] + reach / 2
  exit  long when close < line[1]

  plot line as "rising line"

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
