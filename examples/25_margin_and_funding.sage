sage 1

/// Follow the trend with three times the money: each position has its own margin, and pays for being held.
strategy borrowed {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
  }

  let trend = ema(close, 200)

  enter long when close crosses above trend {
    stop entry * 0.95
  }
  enter short when close crosses below trend {
    stop entry * 1.05
  }

  size 150% of equity
  fills {
    leverage: 3
    maintenance: 0.5%
  }
  costs {
    fee: 0.05%
    slippage: 0.02%
    funding: data
    liquidation: 1%
  }
}
