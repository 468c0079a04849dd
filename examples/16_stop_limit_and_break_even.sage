sage 1

/// Buy a breakout, but not at any price, and make it safe once it has paid for its risk.
strategy breakout {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let top   = highest(high, 48 bars)[1]
  let reach = atr(24 bars)

  // Fills where the price passes the top, at most half a range above it; after a gap it waits for the way back.
  enter long when close > 0.99 * top stop at top limit top + 0.5 * reach for 6 bars {
    stop entry - 2 * reach
    // `risk` is the distance to the stop above: break-even and costs after one, half the gain after two.
    stop  entry * (1 + 0.2%) after risk
    stop  entry + risk after 2 * risk
    take  entry + 3 * risk for 50%
    trail 3% after 3 * risk
  }

  size risk 1% of equity max 100% of equity
  costs {
    maker: 0.02%
    taker: 0.05%
    slippage: 0.02%
  }
}
