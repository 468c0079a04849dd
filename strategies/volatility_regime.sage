sage 1

/// A forest that is to find the rare large moves among the many small ones, and says nothing of the direction it does not see.
strategy volatility_regime {
  market {
    symbol: SOLUSDT
    timeframe: 15m
    type: perpetual
  }

  param confidence = 0.55 in 0.4..0.8 step 0.05

  model regime {
    features {
      sma_20         = sma(close, 20 bars) / close - 1
      ema_20         = ema(close, 20 bars) / close - 1
      rsi_14         = rsi(close, 14 bars)
      macd_line      = macd(close, 12, 26, 9).line / close
      macd_signal    = macd(close, 12, 26, 9).signal / close
      macd_histogram = macd(close, 12, 26, 9).histogram / close
      roc_10         = roc(close, 10 bars)
      band_middle    = bollinger(close, 20 bars, 2).middle / close - 1
      band_upper     = bollinger(close, 20 bars, 2).upper / close - 1
      band_lower     = bollinger(close, 20 bars, 2).lower / close - 1
      band_width     = bollinger(close, 20 bars, 2).width
      band_place     = bollinger(close, 20 bars, 2).position
      atr_14         = atr(14 bars) / close
      volume_average = sma(volume, 20 bars) / sma(volume, 192 bars)
      volume_ratio   = volume / sma(volume, 20 bars)
    }
    target {
      way = three_way(ahead(close, 8) / close - 1, 0.3%)
    }
    algorithm random_forest {
      trees: 200
      depth: 8
      leaf_rows: 20
      seed: 42
    }
    train {
      validation: walk_forward
      folds: 4
      class_weights: [15, 1, 15]
    }
  }

  enter long when regime.probability(up) > confidence
  enter short when regime.probability(down) > confidence
  exit  long when regime.probability(up) <= confidence
  exit  short when regime.probability(down) <= confidence

  cooldown 4 bars
  size 100% of equity
  costs {
    fee: 0.04%
    slippage: 0.03%
  }
}
