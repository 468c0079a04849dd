sage 1

/// Trade only when a walk-forward model is confident.
strategy learned_edge {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param confidence = 0.58 in 0.52..0.75 step 0.01
  param hold       = 12 bars in 6..24

  model edge {
    features {
      momentum = close / close[24] - 1
      stretch  = (close - ema(close, 50 bars)) / atr(14 bars)
      calm     = stdev(returns(close), 24 bars) / stdev(returns(close), 168 bars)
      interest = zscore(volume, 72 bars)
      hour     = hour_of_day(time) as category
    }
    target {
      up = ahead(close, hold) / close - 1 > 2 * round_trip_cost
    }
    algorithm gradient_boosting {
      trees: 300
      depth: 4
      learning_rate: 0.05
      subsample: 0.8
      seed: 7
    }
    train {
      window: 2y
      refit: 30d
      embargo: 24 bars
      samples: 5000
    }
  }

  enter long when edge.probability(up) >= confidence {
    stop   entry - 2.5 * atr(14 bars)
    expire hold
  }
  exit long when edge.probability(up) < 0.5

  cooldown 6 bars
  size risk 0.5% of equity max 40% of equity
  costs {
    fee: 0.04%
    slippage: 1 tick
  }
}
