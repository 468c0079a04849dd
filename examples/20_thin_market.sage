sage 1

/// Trade a market that is too thin to be bought at once.
strategy thin_market {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let trend = ema(close, 72 bars)

  enter long when close crosses above trend {
    stop entry * 0.95
  }
  exit long when close crosses below trend

  size 50% of equity

  // Orders fill at most a fiftieth of each bar's volume; what is left goes on with the next bar.
  fills {
    participation: 2%
  }

  // An order as large as all that is traded in an hour would move the price by 5%, one of a hundredth of it by 0.5%.
  costs {
    fee: 0.1%
    spread: 0.05%
    slippage {
      volume: 5%
      shape: square_root
    }
  }
}
