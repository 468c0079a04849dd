sage 1

// What kind of market it is: trending or ranging, quiet or stormy. Measures are numbers with their range; conditions
// have the thresholds that their literature uses, which are arguments.

// ------------------------------------------------------------------------------------------- trend or range

/// Whether there is a trend, whichever way it goes, by Wilder's directional movement.
/// Formula: dmi(length, length).adx > threshold
/// Range: yes or no.
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978 (25).
/// Example: `regime.trending() and close > ema(close, 50 bars)`
fn trending(length: bars = 14 bars, threshold: number = 25) -> bool =
  dmi(length, length).adx > threshold

/// Whether there is no trend, by Wilder's directional movement.
/// Formula: dmi(length, length).adx < threshold
/// Range: yes or no; between 20 and 25 neither `trending` nor `ranging` holds.
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978 (20).
/// Example: `regime.ranging() and rsi(close, 14 bars) < 30`
fn ranging(length: bars = 14 bars, threshold: number = 20) -> bool =
  dmi(length, length).adx < threshold

/// Direction of the trend: 1 up, −1 down, 0 where the directional index is too weak for one.
/// Formula: sign(+DI − −DI) where adx > threshold, else 0
/// Range: −1, 0 or 1.
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978.
/// Example: `regime.direction() == 1`
fn direction(length: bars = 14 bars, threshold: number = 25) -> number {
  let moves = dmi(length, length)
  return if moves.adx > threshold then sign(moves.plus - moves.minus) else 0
}

/// Efficiency ratio: net move over the way travelled.
/// Formula: |x − x[n]| / Σ |x − x[1]| over n bars
/// Range: 0 (all noise) to 1 (a straight line); missing where nothing moved. Above 0.3 to 0.5 most call it a trend.
/// Source: P. J. Kaufman, Smarter Trading, 1995.
/// Example: `regime.efficiency(close, 20 bars) > 0.4`
fn efficiency(x: series = close, length: bars = 10 bars) -> number =
  abs(x - x[length]) / sum(abs(x - x[1]), length)

/// Vertical horizontal filter: the range of closes over the way travelled.
/// Formula: (highest(x, n) − lowest(x, n)) / Σ |x − x[1]| over n bars
/// Range: 0 and above, seldom over 1; missing where nothing moved. Rising: a trend is under way.
/// Source: A. White, Futures magazine, 1991 (28 bars).
/// Example: `regime.vertical_horizontal(close, 28 bars) > 0.4`
fn vertical_horizontal(x: series = close, length: bars = 28 bars) -> number =
  (highest(x, length) - lowest(x, length)) / sum(abs(x - x[1]), length)

/// Choppiness index: how much the bars overlap.
/// Formula: 100 · ln(Σ true range / (highest(high, n) − lowest(low, n))) / ln n
/// Range: 0 (a straight line) to 100 (nothing but overlap); above 61.8 a range, below 38.2 a trend.
/// Source: E. W. Dreiss, 1993.
/// Example: `regime.choppiness(14 bars) < 38.2`
fn choppiness(length: bars = 14 bars) -> number =
  100 * log(sum(true_range(), length) / (highest(high, length) - lowest(low, length))) / log(length)

/// Whether the market is choppy.
/// Formula: choppiness(length) > threshold
/// Range: yes or no.
/// Source: E. W. Dreiss, 1993 (61.8).
/// Example: `not regime.choppy()`
fn choppy(length: bars = 14 bars, threshold: number = 61.8) -> bool = choppiness(length) > threshold

/// Whether the market goes one way, by the choppiness index.
/// Formula: choppiness(length) < threshold
/// Range: yes or no.
/// Source: E. W. Dreiss, 1993 (38.2).
/// Example: `regime.directed() and close > close[14]`
fn directed(length: bars = 14 bars, threshold: number = 38.2) -> bool =
  choppiness(length) < threshold

/// How well a straight line through the logarithm of the close fits, with the sign of its slope.
/// Formula: sign(slope) · r² of ln close over n bars
/// Range: −1 (a straight fall) to 1 (a straight rise); missing where nothing moved.
/// Source: A. F. Clenow, Stocks on the Move, 2015 (90 days).
/// Example: `regime.trend_fit(90 bars) > 0.6`
fn trend_fit(length: bars = 90 bars) -> number {
  let line = linreg(log(close / price(1)), length)
  return sign(line.slope) * line.r_squared
}

/// Slope of an average in average true ranges a bar.
/// Formula: (sma(x, n) − sma(x, n)[span]) / (span · atr(n))
/// Range: any number; beyond ±0.05 the average clearly rises or falls.
/// Source: the slope of a moving average made comparable between markets.
/// Example: `regime.average_slope(50 bars) > 0.05`
fn average_slope(length: bars = 50 bars, span: bars = 5 bars) -> number =
  (sma(close, length) - sma(close, length)[span]) / (span * atr(length))

/// Whether it is a bull market: the close above its long average, and the average rising.
/// Formula: close > sma(close, n) and sma(close, n) > sma(close, n)[span]
/// Range: yes or no.
/// Source: M. Faber, A Quantitative Approach to Tactical Asset Allocation, 2007 (ten months, about 200 days).
/// Example: `regime.bull(200 bars)`
fn bull(length: bars = 200 bars, span: bars = 20 bars) -> bool {
  let calm = sma(close, length)
  return close > calm and calm > calm[span]
}

/// Whether it is a bear market: the close below its long average, and the average falling.
/// Formula: close < sma(close, n) and sma(close, n) < sma(close, n)[span]
/// Range: yes or no.
/// Source: M. Faber, A Quantitative Approach to Tactical Asset Allocation, 2007.
/// Example: `regime.bear(200 bars)`
fn bear(length: bars = 200 bars, span: bars = 20 bars) -> bool {
  let calm = sma(close, length)
  return close < calm and calm < calm[span]
}

// ------------------------------------------------------------------------------------------- memory of prices

/// Variance ratio: variance of moves over `span` bars against `span` times that of single bars.
/// Formula: variance(ln x/x[span]) / (span · variance(ln x/x[1])) over n bars
/// Range: 0 and above; 1 for a random walk, above 1 where moves go on, below 1 where they turn back.
/// Source: A. W. Lo and A. C. MacKinlay, Stock Market Prices Do Not Follow Random Walks, 1988 (overlapping, without the
/// correction of small samples).
/// Example: `regime.variance_ratio(close, 8 bars, 200 bars) > 1.1`
fn variance_ratio(x: series = close, span: bars = 8 bars, length: bars = 200 bars) -> number =
  variance(log_returns(x, span), length) / (span * variance(log_returns(x), length))

/// How many standard errors the variance ratio lies above 1.
/// Formula: (ratio − 1) / √(2 · (2q − 1) · (q − 1) / (3 · q · n)), q = span, n = length
/// Range: any number; beyond ±2 a random walk is hard to believe.
/// Source: A. W. Lo and A. C. MacKinlay, 1988 (equal variances).
/// Example: `regime.variance_ratio_score(close, 8 bars, 500 bars) < -2`
fn variance_ratio_score(x: series = close, span: bars = 8 bars, length: bars = 200 bars) -> number {
  let error = sqrt(2 * (2 * span - 1) * (span - 1) / (3 * span * length))
  return (variance_ratio(x, span, length) - 1) / error
}

/// Hurst exponent as the variance ratio implies it.
/// Formula: ½ + ln(variance ratio) / (2 · ln span)
/// Range: about 0 to 1; 0.5 for a random walk, above it trends persist, below it they revert.
/// Source: H. E. Hurst, 1951; from the growth of variances as in Lo and MacKinlay, 1988.
/// Example: `regime.hurst(close, 16 bars, 500 bars) < 0.45`
fn hurst(x: series = close, span: bars = 16 bars, length: bars = 500 bars) -> number =
  0.5 + log(variance_ratio(x, span, length)) / (2 * log(span))

/// Correlation of returns with those some bars before.
/// Formula: correlation(r, r[lag], n), r = ln x/x[1]
/// Range: −1 (each move turns back) to 1 (each move goes on).
/// Source: autocorrelation of returns; M. G. Kendall, 1953.
/// Example: `regime.autocorrelation(close, 1 bars, 100 bars) > 0.1`
fn autocorrelation(x: series = close, lag: bars = 1 bar, length: bars = 100 bars) -> number =
  correlation(log_returns(x), log_returns(x)[lag], length)

/// Fractal dimension of the bars: how much of the plane their path fills.
/// Formula: (ln(N₁ + N₂) − ln N₃) / ln 2, Nₖ = (highest − lowest) / bars of the newer half, the older half and the whole
/// Range: 1 (a straight line) to 2 (noise); 1.5 for a random walk.
/// Source: J. Ehlers, Fractal Adaptive Moving Averages, 2005.
/// Example: `regime.fractal_dimension(16 bars) < 1.4`
fn fractal_dimension(half: bars = 16 bars) -> number {
  let newer = (highest(high, half) - lowest(low, half)) / half
  let older = newer[half]
  let whole = (highest(high, 2 * half) - lowest(low, 2 * half)) / (2 * half)
  return log((newer + older) / whole) / log(2)
}

// ------------------------------------------------------------------------------------------- volatility

/// Rank of the present volatility among those of the last bars.
/// Formula: percent_rank(stdev(ln close/close[1], n), window)
/// Range: 0 (never been quieter) to 100 (never been wilder).
/// Source: percentile of realised volatility, as options desks quote it.
/// Example: `regime.volatility_rank(24 bars, 500 bars) < 30`
fn volatility_rank(length: bars = 24 bars, window: bars = 500 bars) -> number =
  percent_rank(stdev(log_returns(close), length), window)

/// Whether volatility is in the lowest part of its recent range.
/// Formula: volatility_rank(length, window) < threshold
/// Range: yes or no.
/// Source: percentile of realised volatility; the lower quartile.
/// Example: `regime.quiet()`
fn quiet(length: bars = 24 bars, window: bars = 500 bars, threshold: number = 25) -> bool =
  volatility_rank(length, window) < threshold

/// Whether volatility is in the highest part of its recent range.
/// Formula: volatility_rank(length, window) > threshold
/// Range: yes or no.
/// Source: percentile of realised volatility; the upper quartile.
/// Example: `not regime.stormy()`
fn stormy(length: bars = 24 bars, window: bars = 500 bars, threshold: number = 75) -> bool =
  volatility_rank(length, window) > threshold

/// Volatility of late against that of longer ago.
/// Formula: stdev(r, fast) / stdev(r, slow), r = ln close/close[1]
/// Range: 0 and above; above 1 it expands.
/// Source: R. Engle, Autoregressive Conditional Heteroscedasticity, 1982: volatility comes in clusters.
/// Example: `regime.volatility_ratio(24 bars, 168 bars) < 0.8`
fn volatility_ratio(fast: bars = 24 bars, slow: bars = 168 bars) -> number =
  stdev(log_returns(close), fast) / stdev(log_returns(close), slow)

/// Whether the market is squeezed: its Bollinger bands lie within its Keltner channel.
/// Formula: factor of the bands · stdev(close, n) < factor of the channel · atr(n)
/// Range: yes or no.
/// Source: J. F. Carter, Mastering the Trade, 2005 (20 bars, 2 and 1.5; the channel around the same average).
/// Example: `regime.squeezed()[1] and not regime.squeezed()`
fn squeezed(length: bars = 20 bars, deviations: number = 2, ranges: number = 1.5) -> bool =
  deviations * stdev(close, length) < ranges * atr(length)

// ------------------------------------------------------------------------------------------- switching

/// A condition that is slow to change: it begins to hold above `upper` and ends below `lower`.
/// Formula: yes where x > upper, no where x < lower, else as on the bar before
/// Range: yes or no.
/// Source: O. H. Schmitt, A Thermionic Trigger, 1938.
/// Example: `regime.hysteresis(dmi(14 bars, 14 bars).adx, 25, 20)`
fn hysteresis(x: series, upper: series, lower: series) -> bool {
  let above = x > upper
  let below = x < lower
  state held from false = if above then true else if below then false else prev
  return held
}

/// Whether a condition has held on at least a share of the last bars.
/// Formula: Σ condition / n ≥ share
/// Range: yes or no.
/// Source: majority filter.
/// Example: `regime.mostly(close > ema(close, 50 bars), 20 bars, 0.8)`
fn mostly(condition: bool, length: bars = 20 bars, share: number = 0.5) -> bool {
  let held = sum(if condition then 1 else 0, length)
  return held / length >= share
}
