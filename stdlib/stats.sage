sage 1

/// The ratio of a circle's circumference to its diameter.
const pi = 3.141592653589793

/// Euler's number.
const e = 2.718281828459045

/// Logarithm to base 10; missing for zero and below.
/// Formula: ln(x)/ln(10)
/// Source: H. Briggs, 1617; TA-Lib LOG10.
/// Example: `stats.log10(close / close[1])`
fn log10(series: number) -> number = log(series) / 2.302585092994046

/// Tangent of an angle in radians.
/// Formula: sin(x)/cos(x)
/// Source: TA-Lib TAN.
/// Example: `stats.tan(hour_of_day(time) / 24)`
fn tan(series: number) -> number = sin(series) / cos(series)

/// Hyperbolic tangent: squashes any number into −1 to 1.
/// Formula: (e²ˣ − 1)/(e²ˣ + 1)
/// Source: J. H. Lambert, 1768; TA-Lib TANH.
/// Example: `stats.tanh(zscore(close, 50 bars))`
fn tanh(series: number) -> number = 1 - 2 / (exp(clamp(2 * series, -700, 700)) + 1)

/// Logistic function: squashes any number into 0 to 1, 0 becoming one half.
/// Formula: 1/(1 + e⁻ˣ)
/// Source: P. F. Verhulst, 1845.
/// Example: `stats.logistic(zscore(close, 50 bars))`
fn logistic(series: number) -> number = 1 / (1 + exp(clamp(-series, -700, 700)))

/// Range of the window: its highest value less its lowest.
/// Formula: highest(x, n) − lowest(x, n)
/// Source: TradingView `ta.range`.
/// Example: `stats.range(close, 14 bars)`
fn range(series: series, length: bars = 14 bars) -> series =
  highest(series, length) - lowest(series, length)

/// Highest value since the data began; its level depends on where the data starts.
/// Formula: max(x, x₋₁, x₋₂, …)
/// Source: TradingView `ta.max`.
/// Example: `close / stats.highest_ever(close)`
fn highest_ever(series: series) -> series {
  state top from na = if is_missing(prev) then series else max(prev, series)
  return top
}

/// Lowest value since the data began; its level depends on where the data starts.
/// Formula: min(x, x₋₁, x₋₂, …)
/// Source: TradingView `ta.min`.
/// Example: `close / stats.lowest_ever(close)`
fn lowest_ever(series: series) -> series {
  state bottom from na = if is_missing(prev) then series else min(prev, series)
  return bottom
}

/// The series' value on the last bar on which the condition held, and on the one before that; missing before.
/// Formula: last = x where the condition holds, else last₋₁; before = last₋₁ where it holds, else before₋₁
/// Source: TradingView `ta.valuewhen` with occurrence 0 and 1.
/// Example: `stats.value_when(close > open, close).last`
fn value_when(condition: bool, series: series) -> { last: series?, before: series? } {
  state last from na = if condition then series else prev
  let earlier = last[1]
  state before from na = if condition then earlier else prev
  return { last: last, before: before }
}

/// Covariance of two series over the window.
/// Formula: correlation(a, b, n)·stdev(a, n)·stdev(b, n)
/// Source: K. Pearson, 1895.
/// Example: `stats.covariance(returns(close), returns(volume), 48 bars)`
fn covariance(first: series, second: series, length: bars = 20 bars) -> series {
  let sizes = stdev(first, length) * stdev(second, length)
  return if sizes != 0 then correlation(first, second, length) * sizes else 0
}

/// Beta: how much the first series moves for each move of the second.
/// Formula: covariance(a, b, n)/variance(b, n)
/// Source: W. F. Sharpe, Capital Asset Prices, 1964; TA-Lib BETA works on the returns of both.
/// Example: `stats.beta(returns(close), returns(open), 48 bars)`
fn beta(first: series, second: series, length: bars = 20 bars) -> series {
  let other = stdev(second, length)
  return correlation(first, second, length) * stdev(first, length) / other
}

/// Autocorrelation: how closely the series follows its own value some bars ago.
/// Formula: correlation(x, x[lag], n)
/// Source: G. U. Yule, 1927.
/// Example: `stats.autocorrelation(returns(close), 1 bar, 100 bars)`
fn autocorrelation(series: series, lag: bars = 1 bar, length: bars = 100 bars) -> number =
  correlation(series, series[lag], length)

/// Coefficient of variation: deviation as a share of the mean.
/// Formula: stdev(x, n)/sma(x, n)
/// Source: K. Pearson, 1896.
/// Example: `stats.variation(volume, 48 bars)`
fn variation(series: series, length: bars = 20 bars) -> number =
  stdev(series, length) / sma(series, length)

/// Robust score: how many typical deviations the newest value lies above the median; one wild bar does not hide it.
/// Formula: (x − median(x, n))/(1.4826·median deviation)
/// Source: B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, 1993.
/// Example: `stats.robust_zscore(volume, 72 bars)`
fn robust_zscore(series: series, length: bars = 20 bars) -> number =
  (series - median(series, length)) / (1.482602218505602 * median_deviation(series, length))

/// The series, held within quantiles of its own last values, so that wild bars count no more than unusual ones.
/// Formula: clamp(x, quantile(x, n, share), quantile(x, n, 1 − share))
/// Source: C. P. Winsor, in J. W. Tukey, The Future of Data Analysis, 1962.
/// Example: `stats.winsorise(returns(close), 200 bars, 2.5%)`
fn winsorise(series: series, length: bars = 200 bars, share: percent = 2.5%) -> series =
  clamp(series, quantile(series, length, share), quantile(series, length, 1 - share))

/// The series scaled to its own window: 0 at the lowest of the last values, 1 at the highest.
/// Formula: (x − lowest(x, n))/(highest(x, n) − lowest(x, n))
/// Source: min-max scaling over a window.
/// Example: `stats.scaled(volume, 100 bars)`
fn scaled(series: series, length: bars = 100 bars) -> number {
  let bottom = lowest(series, length)
  return clamp((series - bottom) / (highest(series, length) - bottom), 0, 1)
}

/// Standard error of the mean of the window.
/// Formula: stdev(x, n) (sample)/√n
/// Source: C. F. Gauss, 1816.
/// Example: `stats.standard_error(returns(close), 100 bars)`
fn standard_error(series: series, length: bars = 20 bars) -> series =
  stdev(series, length, sample) / sqrt(length / 1 bar)

/// Standard error of the regression line: the typical distance of the last values from it.
/// Formula: √(n·variance(x, n)·(1 − r²)/(n − 2))
/// Source: C. F. Gauss, 1809; Tulip `stderr` divides another deviation by √n.
/// Example: `stats.regression_error(close, 21 bars)`
fn regression_error(series: series, length: bars = 20 bars) -> series {
  let line  = linreg(series, length)
  let count = length / 1 bar
  return sqrt(variance(series, length) * count * (1 - (line.r_squared ?? 0)) / (count - 2))
}

/// t statistic of the window's mean against 0.
/// Formula: √n·sma(x, n)/stdev(x, n) (sample)
/// Source: Student (W. S. Gosset), The Probable Error of a Mean, 1908.
/// Example: `stats.t_statistic(returns(close), 100 bars)`
fn t_statistic(series: series, length: bars = 100 bars) -> number =
  sqrt(length / 1 bar) * sma(series, length) / stdev(series, length, sample)

/// Entropy of the signs of the moves, 0 to 1 bit: 1 where rises and falls are equally frequent, 0 in a one-way street.
/// Formula: −p·log₂ p − (1 − p)·log₂(1 − p), p the share of rises over n bars
/// Source: C. E. Shannon, A Mathematical Theory of Communication, 1948.
/// Example: `stats.sign_entropy(close, 50 bars)`
fn sign_entropy(series: series, length: bars = 50 bars) -> number {
  let share = clamp(sma(if change(series) > 0 then 1 else 0, length), 0, 1)
  let other = 1 - share
  let up    = if share > 0 then share * log(share) else 0
  let down  = if other > 0 then other * log(other) else 0
  return clamp(-(up + down) / 0.6931471805599453, 0, 1)
}

/// Hurst exponent from the growth of moves with their span: above one half the series trends, below it returns.
/// Formula: ln(stdev(x − x[lag], n)/stdev(x − x[1], n))/ln(lag)
/// Source: H. E. Hurst, 1951; generalised form A.-L. Barabási and T. Vicsek, 1991.
/// Example: `stats.hurst(log(close / close[500]), 8 bars, 200 bars)`
fn hurst(series: series, lag: bars = 8 bars, length: bars = 200 bars) -> number =
  log(stdev(change(series, lag), length) / stdev(change(series), length)) / log(lag / 1 bar)

/// Variance ratio: 1 for a random walk, above it for a trend, below it for return to the mean.
/// Formula: variance(x − x[lag], n)/(lag·variance(x − x[1], n))
/// Source: A. W. Lo and A. C. MacKinlay, Stock Market Prices Do Not Follow Random Walks, 1988.
/// Example: `stats.variance_ratio(close, 4 bars, 200 bars)`
fn variance_ratio(series: series, lag: bars = 4 bars, length: bars = 200 bars) -> number =
  variance(change(series, lag), length) / (lag / 1 bar * variance(change(series), length))

/// Half-life: bars until half of a distance from the mean is made up, if the window's pull goes on; missing where there
/// is no pull.
/// Formula: −ln 2/ln(1 + b), b the slope of x − x[1] over x[1]
/// Source: G. E. Uhlenbeck and L. S. Ornstein, 1930, in E. P. Chan, Algorithmic Trading, 2013.
/// Example: `stats.half_life(close, 200 bars)`
fn half_life(series: series, length: bars = 200 bars) -> number {
  let before = series[1]
  let move   = change(series)
  let pull   = correlation(move, before, length) * stdev(move, length) / stdev(before, length)
  return -0.6931471805599453 / log(1 + min(pull, 0))
}

/// Rank of the newest value among the last ones as a share, centred: −1 the lowest, 1 the highest.
/// Formula: percent_rank(x, n)/50 − 1
/// Source: C. Spearman's ranks, 1904, over a window.
/// Example: `stats.centred_rank(close, 100 bars)`
fn centred_rank(series: series, length: bars = 100 bars) -> number =
  percent_rank(series, length) / 50 - 1

/// Price relative: how a series did against another since `length` bars ago; above 1 it did better.
/// Formula: (a/a[n])/(b/b[n])
/// Source: R. A. Levy, Relative Strength as a Criterion for Investment Selection, 1967.
/// Example: `stats.relative_strength(close, vwma(close, 20), 48 bars)`
fn relative_strength(first: series, second: series, length: bars = 48 bars) -> number =
  first / first[length] / (second / second[length])

/// Share of the last bars on which the condition held, 0 to 1.
/// Formula: #{k: condition[k]}/n
/// Source: the relative frequency.
/// Example: `stats.frequency(close > open, 24 bars)`
fn frequency(condition: bool, length: bars = 24 bars) -> number =
  clamp(sma(if condition then 1 else 0, length), 0, 1)

/// Correlation of the newest values with the passing of time, −1 to 1: 1 where the window rises in a line.
/// Formula: sign(slope)·√r² of linreg(x, n)
/// Source: K. Pearson, 1895.
/// Example: `stats.time_correlation(close, 24 bars)`
fn time_correlation(series: series, length: bars = 24 bars) -> number {
  let line = linreg(series, length)
  return clamp(sign(line.slope) * sqrt(max(line.r_squared, 0)), -1, 1)
}
