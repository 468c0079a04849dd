sage 1

/// Buy weakness on hours while four-hour bars rise. Inside the frame everything is counted in four-hour bars; outside,
/// `h4.rising` is what the last finished one left.
strategy slower_timeframe {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param oversold = 35 in 20..45

  frame h4 every 4h {
    let trend  = ema(close, 30)
    let rising = close > trend and trend > trend[3]
  }

  enter long when rsi(close, 14) crosses above oversold and h4.rising {
    stop entry - 2 * atr(14)
  }
  exit long when not h4.rising

  size risk 1% of equity max 100% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
