sage 1

/// `in` asks for a range, both ends included; `and`, `or`, `not` and `if` work on every bar alike.
strategy ranges_and_logic {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let strength = rsi(close, 14 bars)
  let morning  = hour_of_day(time) in 6..11
  let calm     = stdev(returns(close), 24 bars) < stdev(returns(close), 240 bars)

  enter long when strength in 50..60 and morning and calm and not close < close[24]
  exit  long when strength > 70 or strength < 40

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
