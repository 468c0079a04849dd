sage 1

/// Percent b: where the series stands in its Bollinger bands, 0 on the lower and 1 on the upper one.
/// Formula: (x − lower)/(upper − lower) of bollinger(x, n, k)
/// Source: J. Bollinger, Bollinger on Bollinger Bands, 2001.
/// Example: `bands.percent_b(close, 20 bars, 2)`
fn percent_b(series: series, length: bars = 20 bars, deviations: number = 2) -> number {
  let band = bollinger(series, length, deviations)
  return (series - band.lower) / (band.upper - band.lower)
}

/// Bandwidth: how wide the Bollinger bands are, as a share of their middle.
/// Formula: (upper − lower)/middle of bollinger(x, n, k)
/// Source: J. Bollinger, Bollinger on Bollinger Bands, 2001; TradingView `ta.bbw` (there in percent).
/// Example: `bands.bandwidth(close, 20 bars, 2)`
fn bandwidth(series: series, length: bars = 20 bars, deviations: number = 2) -> number {
  let band = bollinger(series, length, deviations)
  return (band.upper - band.lower) / band.middle
}

/// Bands of standard deviations around an exponential average.
/// Formula: middle = ema(x, n); upper, lower = middle ± k·stdev(x, n)
/// Source: J. Bollinger, Bollinger on Bollinger Bands, 2001 (variants).
/// Example: `bands.bollinger_exponential(close, 20 bars, 2).upper`
fn bollinger_exponential(series: series, length: bars = 20 bars, deviations: number = 2) -> {
  middle: series,
  upper: series,
  lower: series
} {
  let middle = ema(series, length)
  let reach  = deviations * stdev(series, length)
  return { middle: middle, upper: middle + reach, lower: middle - reach }
}

/// Envelope: lines a fixed share above and below a simple average.
/// Formula: middle = sma(x, n); upper, lower = middle·(1 ± share)
/// Source: J. M. Hurst, The Profit Magic of Stock Transaction Timing, 1970.
/// Example: `bands.envelope(close, 20 bars, 2.5%).upper`
fn envelope(series: series, length: bars = 20 bars, share: percent = 2.5%) -> {
  middle: series,
  upper: series,
  lower: series
} {
  let middle = sma(series, length)
  return { middle: middle, upper: middle * (1 + share), lower: middle * (1 - share) }
}

/// Lines some average true ranges above and below the close.
/// Formula: close ± k·atr(n)
/// Source: J. W. Wilder's average true range, 1978, as a band.
/// Example: `bands.atr_bands(14 bars, 3).lower`
fn atr_bands(length: bars = 14 bars, factor: number = 3) -> { upper: price, lower: price } {
  let reach = factor * atr(length)
  return { upper: close + reach, lower: close - reach }
}

/// Keltner's own channel: simple averages of the typical price and of the range.
/// Formula: middle = sma(typical, n); upper, lower = middle ± sma(high − low, n)
/// Source: C. W. Keltner, How to Make Money in Commodities, 1960 (ten-day moving average trading rule).
/// Example: `bands.keltner_original(10 bars).upper`
fn keltner_original(length: bars = 10 bars) -> { middle: price, upper: price, lower: price } {
  let middle = sma(typical_price(), length)
  let reach  = sma(high - low, length)
  return { middle: middle, upper: middle + reach, lower: middle - reach }
}

/// Stoller's channel: average true ranges around a simple average.
/// Formula: middle = sma(x, n); upper, lower = middle ± k·atr(m)
/// Source: M. Stoller, STARC bands, 1980s.
/// Example: `bands.starc(close, 6 bars, 15 bars, 2).upper`
fn starc(
  series: price,
  length: bars = 6 bars,
  range_length: bars = 15 bars,
  factor: number = 2
) -> { middle: price, upper: price, lower: price } {
  let middle = sma(series, length)
  let reach  = factor * atr(range_length)
  return { middle: middle, upper: middle + reach, lower: middle - reach }
}

/// Acceleration bands: averages of highs and lows pushed outwards by the relative range of their bars.
/// Formula: upper = sma(high·(1 + 4·(high − low)/(high + low)), n); lower the mirror image; middle = sma(close, n)
/// Source: P. Headley, Big Trends in Trading, 2002; TA-Lib ACCBANDS.
/// Example: `bands.acceleration(20 bars).upper`
fn acceleration(length: bars = 20 bars) -> { middle: price, upper: price, lower: price } {
  let reach = 4 * (high - low) / (high + low)
  return {
    middle: sma(close, length),
    upper: sma(high * (1 + reach), length),
    lower: sma(low * (1 - reach), length)
  }
}

/// Price channel of the bars before this one, so that a close can break it.
/// Formula: upper = highest(high, n)[1], lower = lowest(low, n)[1], middle between them
/// Source: R. D. Donchian, 1960; as StockCharts' price channel, which leaves the bar itself out.
/// Example: `close > bands.channel(20 bars).upper`
fn channel(length: bars = 20 bars) -> { middle: price, upper: price, lower: price } {
  let band = donchian(length)
  return { middle: band.middle[1], upper: band.upper[1], lower: band.lower[1] }
}

/// Bands of standard errors around the end of the regression line: tight while the window is straight.
/// Formula: middle = linreg(x, n); upper, lower = middle ± k·standard error, smoothed by sma over 3 bars
/// Source: J. Andersen, Standard Error Bands, 1996.
/// Example: `bands.standard_error(close, 21 bars, 2).upper`
fn standard_error(
  series: series,
  length: bars = 21 bars,
  errors: number = 2,
  smooth: bars = 3 bars
) -> { middle: series, upper: series, lower: series } {
  let line   = linreg(series, length)
  let count  = length / 1 bar
  let error  = sqrt(variance(series, length) * count * (1 - (line.r_squared ?? 0)) / (count - 2))
  let middle = sma(line.value, smooth)
  let reach  = errors * sma(error, smooth)
  return { middle: middle, upper: middle + reach, lower: middle - reach }
}

/// Regression channel: the end of the regression line and lines some deviations of the residuals away.
/// Formula: middle = linreg(x, n); upper, lower = middle ± k·√(variance(x, n)·(1 − r²))
/// Source: G. Raff, The Regression Channel, 1991, with deviations in place of the greatest distance.
/// Example: `bands.regression_channel(close, 100 bars, 2).lower`
fn regression_channel(series: series, length: bars = 100 bars, deviations: number = 2) -> {
  middle: series,
  upper: series,
  lower: series
} {
  let line  = linreg(series, length)
  let reach = deviations * sqrt(variance(series, length) * (1 - (line.r_squared ?? 0)))
  return { middle: line.value, upper: line.value + reach, lower: line.value - reach }
}

/// Quantile bands: lines that a given share of the last values lies outside of on either side.
/// Formula: lower = quantile(x, n, share), upper = quantile(x, n, 1 − share), middle = median(x, n)
/// Source: R. Koenker and G. Bassett, Regression Quantiles, 1978, over a window.
/// Example: `bands.quantile_bands(close, 100 bars, 5%).upper`
fn quantile_bands(series: series, length: bars = 100 bars, share: percent = 5%) -> {
  middle: series,
  upper: series,
  lower: series
} = {
  middle: median(series, length),
  upper: quantile(series, length, 1 - share),
  lower: quantile(series, length, share)
}

/// Robust bands: median absolute deviations around the median, which one wild bar does not move.
/// Formula: middle = median(x, n); upper, lower = middle ± k·1.4826·median deviation
/// Source: F. R. Hampel, The Influence Curve and its Role in Robust Estimation, 1974.
/// Example: `bands.robust(close, 50 bars, 3).upper`
fn robust(series: series, length: bars = 50 bars, deviations: number = 3) -> {
  middle: series,
  upper: series,
  lower: series
} {
  let middle = median(series, length)
  let reach  = deviations * 1.482602218505602 * median_deviation(series, length)
  return { middle: middle, upper: middle + reach, lower: middle - reach }
}

/// Bands around the volume-weighted average price of the day, as far as the closes of the window strayed from it.
/// Formula: middle = vwap(typical); upper, lower = middle ± k·√(sma((close − middle)², n))
/// Source: S. A. Berkowitz, D. E. Logue and E. A. Noser, 1988 (the average); the bands as charts show them, over a window.
/// Example: `bands.vwap_bands(48 bars, 2).upper`
fn vwap_bands(length: bars = 48 bars, deviations: number = 2) -> {
  middle: price,
  upper: price,
  lower: price
} {
  let middle = vwap(typical_price())
  let apart  = close - middle
  let reach  = deviations * sqrt(sma(apart * apart, length))
  return { middle: middle, upper: middle + reach, lower: middle - reach }
}

/// How wide the Bollinger bands are among the last bars: 0 the narrowest, 100 the widest.
/// Formula: percent_rank(bandwidth(x, n, 2), m)
/// Source: J. Bollinger's squeeze, Bollinger on Bollinger Bands, 2001, as a rank.
/// Example: `bands.width_rank(close, 20 bars, 120 bars)`
fn width_rank(series: series, length: bars = 20 bars, window: bars = 120 bars) -> number =
  percent_rank(bandwidth(series, length, 2), window)
