sage 1

use std.features

/// A rule says when and which way, a model says whether to believe it: it learns from the rule's own signals alone.
strategy believed_breakout {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  // The rule: the price has risen by more than two days' usual moves since something last happened.
  // sage-allow SAGE3203: with every event the filter forgets what was before
  let event = features.cusum(log_returns(close), 2 * stdev(log_returns(close), 48 bars)).up

  model belief {
    features {
      momentum = close / close[24] - 1
      stretch  = (close - ema(close, 48 bars)) / atr(24 bars)
      unrest   = stdev(returns(close), 24 bars) / stdev(returns(close), 168 bars)
      hour     = hour_of_day(time) as category
    }
    target {
      right = meta_label(event, ahead(close, 12 bars) / close - 1 > 2 * round_trip_cost)
    }
    algorithm logistic {
      l2: 10
    }
    train {
      samples: 300
      validation: purged_kfold
      weights: recency
      half_life: 365d
    }
  }

  enter long when event and belief.probability(right) > 0.55 {
    stop   entry - 3 * atr(24 bars)
    expire 12 bars
  }

  size risk 1% of equity max 100% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
