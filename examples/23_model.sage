sage 1

/// A model that foresees which barrier is met first. It is checked now, and trades when it has been trained.
strategy barriers {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let reach = atr(24 bars)

  model edge {
    features {
      lag[k in 1..5] = close / close[k] - 1
      stretch        = (close - ema(close, 50 bars)) / reach
      quiet          = reach / close
      hour           = hour_of_day(time) as category
    }
    target {
      outcome = triple_barrier(take: 2 * reach, stop: reach, within: 24 bars)
    }
    algorithm random_forest {
      trees: 200
      seed: 7
    }
    train {
      window: 2y
      refit: 30d
    }
  }

  enter long when edge.probability(take) > 0.5 {
    stop   entry - reach
    take   entry + 2 * reach
    expire 24 bars
  }

  size risk 1% of equity max 100% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
