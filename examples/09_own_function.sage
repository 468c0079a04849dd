sage 1

/// How far a price stands from its average, in average ranges.
fn stretch(length: bars) = (close - ema(close, length)) / atr(length)

/// A function is inlined where it is called; each call has its own memory.
strategy own_function {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  enter long when stretch(24 bars) < -2 and stretch(240 bars) > 0
  exit  long when stretch(24 bars) > 1

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
