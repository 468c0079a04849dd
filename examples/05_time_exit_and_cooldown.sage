sage 1

/// Leave after two days whatever happened, and wait half a day after a loss.
strategy time_exit_and_cooldown {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  enter long when rsi(close, 14 bars) crosses below 30 {
    expire 2d
  }

  cooldown 12 bars after loss
  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
