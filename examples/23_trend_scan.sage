sage 1

/// A model that foresees trends of whatever length they have: the surest line through the next bars, if it is sure.
strategy foreseen_trend {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  model trend {
    features {
      momentum = close / close[24] - 1
      stretch  = (close - ema(close, 48 bars)) / atr(24 bars)
      quiet    = atr(24 bars) / close
    }
    // Lines whose slope is less than three of its errors are no trends, and not learned from.
    target {
      rises = direction(trend_scan(close, shortest: 6 bars, longest: 48 bars), 3)
    }
    algorithm extra_trees {
      trees: 200
      seed: 7
    }
    train {
      window: 2y
      refit: 30d
      weights: size
    }
  }

  enter long when trend.probability(rises) > 0.55
  exit  long when trend.probability(rises) < 0.5

  size 25% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
