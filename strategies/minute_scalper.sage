sage 1

/// Moves of the next three minutes, foreseen by boosted trees on short averages, bands and flow.
strategy minute_scalper {
  market {
    symbol: BTCUSDT
    timeframe: 1m
    type: perpetual
  }

  param confidence = 0.5 in 0.5..0.7 step 0.05

  model scalp {
    features {
      ema_5          = ema(close, 5 bars) / close - 1
      ema_10         = ema(close, 10 bars) / close - 1
      ema_20         = ema(close, 20 bars) / close - 1
      ema_50         = ema(close, 50 bars) / close - 1
      rsi_7          = rsi(close, 7 bars)
      macd_line      = macd(close, 8, 17, 9).line / close
      macd_signal    = macd(close, 8, 17, 9).signal / close
      macd_histogram = macd(close, 8, 17, 9).histogram / close
      roc_3          = roc(close, 3 bars)
      roc_10         = roc(close, 10 bars)
      band_middle    = bollinger(close, 15 bars, 2).middle / close - 1
      band_upper     = bollinger(close, 15 bars, 2).upper / close - 1
      band_lower     = bollinger(close, 15 bars, 2).lower / close - 1
      band_width     = bollinger(close, 15 bars, 2).width
      band_place     = bollinger(close, 15 bars, 2).position
      atr_10         = atr(10 bars) / close
      volume_average = sma(volume, 15 bars) / sma(volume, 240 bars)
      volume_ratio   = volume / sma(volume, 15 bars)
    }
    target {
      up = direction(ahead(close, 3) / close - 1, 0.2%)
    }
    algorithm boosted_trees {
      trees: 200
      leaves: 31
      learning_rate: 0.05
      subsample: 0.8
      columns: 0.8
      seed: 42
    }
    train {
      validation: walk_forward
      folds: 4
    }
  }

  enter long when scalp.probability(up) > confidence
  enter short when scalp.probability(up) < 1 - confidence
  exit  all when scalp.probability(up) >= 1 - confidence and scalp.probability(up) <= confidence

  cooldown 4 bars
  size 100% of equity
  costs {
    fee: 0.04%
    slippage: 0.02%
  }
}
