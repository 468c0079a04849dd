/** A file with a little of everything, around a statement of a test's own. */
export const around = (statement: string): string => `sage 1

const daily = 24 bars

/// How far a price stands from its average.
fn stretch(length: bars, source: price = close) = (source - ema(source, length)) / atr(length)

/// Buy weakness in an uptrend.
strategy dip {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param length = 14 bars in 7..28
  param share  = 25% in 10%..50%

  let other = highest(high, 20 bars)
  state line from 0 = max(prev, low)

${statement}

  let later = sma(volume, 30 bars)

  enter long when close > other and later > 0 {
    stop entry - 2 * atr(14 bars)
  }
  exit long when close < line
  size risk 1% of equity max 100% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

test "nothing happens" for dip {
  close: 1, 2, 3
  expect enter long at bar 2
}
`;
