sage 1

/// Say when something happens, and draw what it is about.
strategy alerts_and_plots {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let line     = ema(close, 100)
  let strength = rsi(close, 14)
  let weak     = strength < 30

  plot line as "average"
  plot strength as "strength"
  plot weak as "weak"

  alert when close crosses above line "{close} is above its average of {line}"
  alert when weak "strength has fallen to {strength}"

  enter long when close crosses above line
  exit  long when close crosses below line

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
