sage 1

/// Buy a rising market while those who are short pay for it, and leave when longs pay too much.
strategy paid_to_wait {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  param dear = 0.03% in 0.02%..0.1% step 0.01%
  param calm = 96 bars in 48..192 step 48

  let trend   = ema(close, calm)
  let crowded = open_interest > 1.1 * sma(open_interest, 7d)
  let busy    = trades > sma(trades, 24 bars)

  // Paid every eight hours and held in between: `age(funding)` counts the bars since.
  enter long when funding < 0.01% and close crosses above trend and busy and not crowded {
    stop entry - 3 * atr(14 bars)
  }
  exit long when close < trend or funding > dear and age(funding) == 0

  size 50% of equity
  costs {
    fee: 0.05%
    slippage: 0.01%
  }
}
