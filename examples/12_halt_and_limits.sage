sage 1

/// When the account has fallen 10 % below its peak, trading pauses for a week.
strategy halt_and_limits {
  market {
    symbol: BTCUSDT
    timeframe: 1h
    lot: 0.001
    minimum_notional: 10
  }

  enter long when momentum(close, 24 bars) crosses above 0 {
    stop entry - 2 * atr(24 bars)
  }
  exit long when momentum(close, 24 bars) < 0

  size risk 2% of equity max 100% of equity
  halt when drawdown > 10% for 7d
  costs {
    maker: 0.02%
    taker: 0.05%
    slippage: 1 tick
  }
}
