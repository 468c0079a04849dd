sage 1

/// Column `sma_{window}` of the Python platform.
/// Formula: mean of the last w values
/// Source: NailSage for Python, indicator SMA (pandas `rolling.mean`).
/// Example: `nailsage.sma_column(5 bars)`
fn sma_column(window: bars, price_column: series = close) -> series = sma(price_column, window)

/// Column `ema_{window}`: begins with the first price, first shown on bar w − 1.
/// Formula: e = α·x + (1 − α)·e₋₁, α = 2/(w + 1)
/// Source: NailSage for Python, indicator EMA (pandas `ewm(span, adjust=False)`).
/// Example: `nailsage.ema_column(5 bars)`
fn ema_column(window: bars, price_column: series = close) -> series =
  ema(price_column, window, first)

/// Column `rsi_{window}`: exponential averages of gains and losses where Wilder's RSI has his own; the first change counts
/// as none.
/// Formula: 100 − 100/(1 + gain/loss), both averaged with α = 2/(w + 1)
/// Source: NailSage for Python, indicator RSI.
/// Example: `nailsage.rsi_column(5 bars)`
fn rsi_column(window: bars = 14 bars, price_column: series = close) -> number =
  rsi(price_column, window, span)

/// Columns `macd`, `macd_signal` and `macd_hist`: averages that begin with their first values.
/// Formula: macd = ewm(x, fast) − ewm(x, slow); signal = ewm(macd, signal); hist = macd − signal
/// Source: NailSage for Python, indicator MACD.
/// Example: `nailsage.macd_columns(3 bars, 6 bars, 4 bars).hist`
fn macd_columns(
  fast: bars = 12 bars,
  slow: bars = 26 bars,
  signal: bars = 9 bars,
  price_column: series = close
) -> { macd: series, signal: series, hist: series } {
  let line   = ema(price_column, fast, first) - ema(price_column, slow, first)
  let smooth = ema(line, signal, first)
  return { macd: line, signal: smooth, hist: line - smooth }
}

/// Column `roc_{window}`, in percent.
/// Formula: 100·(x − x[w])/x[w]
/// Source: NailSage for Python, indicator ROC.
/// Example: `nailsage.roc_column(4 bars)`
fn roc_column(window: bars = 10 bars, price_column: series = close) -> number =
  roc(price_column, window)

/// Columns `bb_middle`, `bb_upper`, `bb_lower`, `bb_bandwidth` and `bb_pct`, with the deviation of a sample.
/// Formula: sma ± k·s, s with w − 1; bandwidth = (upper − lower)/middle; pct = (x − lower)/(upper − lower)
/// Source: NailSage for Python, indicator BollingerBands (pandas `rolling.std`).
/// Example: `nailsage.bollinger_columns(5 bars, 2).pct`
fn bollinger_columns(window: bars = 20 bars, num_std: number = 2, price_column: series = close) -> {
  middle: series,
  upper: series,
  lower: series,
  bandwidth: number,
  pct: number
} {
  let middle = sma(price_column, window)
  let reach  = num_std * stdev(price_column, window, sample)
  let upper  = middle + reach
  let lower  = middle - reach
  return {
    middle: middle,
    upper: upper,
    lower: lower,
    bandwidth: (upper - lower) / middle,
    pct: (price_column - lower) / (upper - lower)
  }
}

/// Column `atr_{window}`: exponential average of the true range, the first bar counting with its range.
/// Formula: ewm of max(high − low, |high − close[1]|, |low − close[1]|), α = 2/(w + 1)
/// Source: NailSage for Python, indicator ATR.
/// Example: `nailsage.atr_column(5 bars)`
fn atr_column(window: bars = 14 bars) -> price = atr(window, span)

/// Columns `volume_ma_{window}` and `volume_ratio_{window}`.
/// Formula: ma = mean of the last w volumes; ratio = volume/ma
/// Source: NailSage for Python, indicator VolumeMA.
/// Example: `nailsage.volume_columns(5 bars).ratio`
fn volume_columns(window: bars = 20 bars) -> { ma: quantity, ratio: number } {
  let average = sma(volume, window)
  return { ma: average, ratio: volume / average }
}
