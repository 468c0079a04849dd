sage 1

/// Hold the more, the further the price has left its average behind.
strategy target_position {
  market {
    symbol: BTCUSDT
    timeframe: 1h
    type: perpetual
  }

  position clamp(20 * (close / ema(close, 100) - 1), -1, 1) {
    rebalance: 10%
  }

  costs {
    fee: 0.05%
    slippage: 0.02%
  }
}
