sage 1

/// A day, counted in bars of an hour.
const day = 24 bars

/// A line under the price that never falls while it holds, and whether it holds.
fn trailing(factor: number = 3, length: bars = day) -> { line: price?, holds: bool } {
  let reach = factor * atr(length)
  state line from na = if close > prev then max(prev, close - reach) else close - reach
  return { line: line, holds: close > line }
}

/// A function with a record as result, defaults, a named argument and a memory of its own.
strategy held {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let stop = trailing(factor: 2.5)

  enter long when stop.holds and close > close[day]
  exit  long when not stop.holds

  size 50% of equity

  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
