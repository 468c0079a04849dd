sage 1

/// Trade on a number from outside: a daily index of mood (made up, in data/mood.csv), which is published a day after the
/// day it is about. Until then it does not exist for the strategy.
strategy outside_file {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  feed mood from "data/mood.csv" {
    column: value
    known: 1d
    stale: 4d
  }

  let fear = (mood.value < 35) ?? false

  enter long when fear and close > ema(close, 48)
  exit  long when (mood.value > 65) ?? false

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
