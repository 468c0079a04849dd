sage 1

/// Buy when this market has fallen behind another one that it usually follows. `eth` is known at its own closes; older
/// than three of its bars it is missing, and `?? false` says that nothing is done then.
strategy pair {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  feed eth {
    symbol: "ETH/USDT"
    stale: 3 bars
  }

  let behind = returns(close, 24) - (eth.close / eth.close[24] - 1)
  let gap    = zscore(behind, 240)

  enter long when (gap < -2) ?? false
  exit  long when (gap > 0) ?? false

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
