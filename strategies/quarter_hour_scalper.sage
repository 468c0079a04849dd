sage 1

/// Moves of the next hour in quarter-hour candles, foreseen by boosted trees; a little more than a coin's confidence will do.
strategy quarter_hour_scalper {
  market {
    symbol: SOLUSDT
    timeframe: 15m
    type: perpetual
  }

  param confidence = 0.52 in 0.5..0.7 step 0.02

  model hourly {
    features {
      ema_8          = ema(close, 8 bars) / close - 1
      ema_13         = ema(close, 13 bars) / close - 1
      ema_21         = ema(close, 21 bars) / close - 1
      ema_55         = ema(close, 55 bars) / close - 1
      rsi_14         = rsi(close, 14 bars)
      macd_line      = macd(close, 12, 26, 9).line / close
      macd_signal    = macd(close, 12, 26, 9).signal / close
      macd_histogram = macd(close, 12, 26, 9).histogram / close
      roc_4          = roc(close, 4 bars)
      roc_16         = roc(close, 16 bars)
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
      up = direction(ahead(close, 4) / close - 1, 0.15%)
    }
    algorithm boosted_trees {
      trees: 200
      depth: 6
      leaves: 31
      learning_rate: 0.03
      subsample: 0.8
      columns: 0.8
      leaf_rows: 50
      seed: 42
    }
    train {
      validation: walk_forward
      folds: 4
    }
  }

  enter long when hourly.probability(up) > confidence
  enter short when hourly.probability(up) < 1 - confidence
  exit  all when hourly.probability(up) >= 1 - confidence and hourly.probability(up) <= confidence

  cooldown 4 bars
  size 100% of equity
  costs {
    fee: 0.04%
    slippage: 0.03%
  }
}
