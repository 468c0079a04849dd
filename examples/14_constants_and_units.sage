sage 1

/// The number of ranges that count as far.
const far = 2.5

/// Prices, quantities, money, lengths and ratios do not mix by accident: `close > 100` would be refused.
strategy constants_and_units {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let range    = high - low
  let typical  = ema(range, 48 bars)
  let turnover = volume * close

  enter long when range > far * typical and close > open and turnover > sma(turnover, 48 bars)
  exit  long when range < typical / far

  size fixed 1000 of quote
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
