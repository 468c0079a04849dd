sage 1

/// Barriers as far away as the market moves, and rows that count by how much they say that no other row does.
strategy weighted_barriers {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  // What the price moves in a day, as a price.
  let reach = close * stdev(returns(close), 96 bars) * sqrt(24)

  model edge {
    features {
      momentum = close / close[24] - 1
      stretch  = (close - ema(close, 48 bars)) / reach
      unrest   = stdev(returns(close), 24 bars) / stdev(returns(close), 168 bars)
      interest = zscore(volume, 72 bars)
    }
    target {
      outcome = triple_barrier(take: 1.5 * reach, stop: reach, within: 48 bars)
    }
    algorithm boosted_trees {
      trees: 200
      leaf_rows: 50
      seed: 7
    }
    // A target that is decided after five bars overlaps fewer others than one that runs for two days.
    train {
      window: 2y
      refit: 30d
      weights: uniqueness
      balance: true
    }
  }

  enter long when edge.probability(take) > 0.5 {
    stop   entry - reach
    take   entry + 1.5 * reach
    expire 48 bars
  }

  size risk 1% of equity max 100% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
