sage 1

/// States that read each other's last value: a trailing line that turns from one side of the price to the other.
strategy turning_line {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let middle = (high + low) / 2
  let reach  = 3 * atr(10)

  state {
    upper from na = if close[1] > upper.prev
        then middle + reach
        else min(upper.prev ?? middle + reach, middle + reach)
    lower from na = if close[1] < lower.prev
        then middle - reach
        else max(lower.prev ?? middle - reach, middle - reach)
    rising from false = if rising.prev then close >= lower else close > upper
  }

  enter long when rising
  exit  long when not rising

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
