sage 1

/// Average true range in percent of the close: comparable between markets.
/// Formula: 100·atr(n)/close
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978; TA-Lib NATR.
/// Example: `volatility.natr(14 bars)`
fn natr(length: bars = 14 bars) -> number = 100 * atr(length) / close

/// Chaikin's volatility: how much the averaged range of the bars grew, in percent.
/// Formula: roc(ema(high − low, n), back)
/// Source: M. Chaikin, 1980s, in S. B. Achelis, Technical Analysis from A to Z, 1995.
/// Example: `volatility.chaikin(10 bars, 10 bars)`
fn chaikin(length: bars = 10 bars, back: bars = 10 bars) -> number =
  roc(ema(high - low, length), back)

/// Historical volatility from closes, per year: 0.6 means that a year's return typically moves by 60 percent.
/// `year` is the number of bars in a year, 8,760 for hours.
/// Formula: stdev of log returns over n bars (sample) · √year
/// Source: J. C. Hull, Options, Futures, and Other Derivatives, 1989.
/// Example: `volatility.historical(close, 20 bars, 8760)`
fn historical(series: series, length: bars = 20 bars, year: number = 8760) -> number =
  stdev(log_returns(series), length, sample) * sqrt(year)

/// Parkinson's volatility, per year, from highs and lows: five times as efficient as closes, blind to gaps.
/// Formula: √(mean of ln(high/low)² over n bars / (4·ln 2)) · √year
/// Source: M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980.
/// Example: `volatility.parkinson(20 bars, 8760)`
fn parkinson(length: bars = 20 bars, year: number = 8760) -> number {
  let reach = log(high / low)
  return sqrt(max(sma(reach * reach, length), 0) / (4 * 0.6931471805599453)) * sqrt(year)
}

/// Garman and Klass' volatility, per year, from all four prices; blind to gaps and to drift.
/// Formula: √(mean of ½·ln(high/low)² − (2·ln 2 − 1)·ln(close/open)² over n bars) · √year
/// Source: M. B. Garman and M. J. Klass, On the Estimation of Security Price Volatilities from Historical Data, 1980.
/// Example: `volatility.garman_klass(20 bars, 8760)`
fn garman_klass(length: bars = 20 bars, year: number = 8760) -> number {
  let reach = log(high / low)
  let body  = log(close / open)
  let part  = 0.5 * reach * reach - 0.3862943611198906 * body * body
  return sqrt(max(sma(part, length), 0)) * sqrt(year)
}

/// Rogers and Satchell's volatility, per year: right for a price that drifts; blind to gaps.
/// Formula: √(mean of ln(h/c)·ln(h/o) + ln(l/c)·ln(l/o) over n bars) · √year
/// Source: L. C. G. Rogers and S. E. Satchell, Estimating Variance from High, Low and Closing Prices, 1991.
/// Example: `volatility.rogers_satchell(20 bars, 8760)`
fn rogers_satchell(length: bars = 20 bars, year: number = 8760) -> number {
  let part = log(high / close) * log(high / open) + log(low / close) * log(low / open)
  return sqrt(max(sma(part, length), 0)) * sqrt(year)
}

/// Yang and Zhang's volatility, per year: gaps, drift and ranges all counted, with the least variance.
/// Formula: √(var ln(open/close[1]) + k·var ln(close/open) + (1 − k)·Rogers–Satchell) · √year, k = 0.34/(1.34 + (n + 1)/(n − 1))
/// Source: D. Yang and Q. Zhang, Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices, 2000.
/// Example: `volatility.yang_zhang(20 bars, 8760)`
fn yang_zhang(length: bars = 20 bars, year: number = 8760) -> number {
  let gap   = variance(log(open / close[1]), length, sample)
  let body  = variance(log(close / open), length, sample)
  let part  = log(high / close) * log(high / open) + log(low / close) * log(low / open)
  let count = length / 1 bar
  let share = 0.34 / (1.34 + (count + 1) / (count - 1))
  return sqrt(max(gap + share * body + (1 - share) * sma(part, length), 0)) * sqrt(year)
}

/// Exponentially weighted volatility, per year, of returns around 0; `keep` is the weight of the past.
/// Formula: √(s)·√year, s = λ·s₋₁ + (1 − λ)·r², r the log return
/// Source: J.P. Morgan, RiskMetrics Technical Document, 1996 (λ = 0.94 for days).
/// Example: `volatility.riskmetrics(close, 0.94, 8760)`
fn riskmetrics(series: series, keep: number = 0.94, year: number = 8760) -> number {
  let move   = log_returns(series)
  let square = move * move
  state spread from na = if is_missing(prev) then square else prev + (1 - keep) * (square - prev)
  return sqrt(max(spread, 0)) * sqrt(year)
}

/// Ulcer index: depth and length of the falls from the highest value, in percent; a market that only rises has 0.
/// Formula: √ mean of (100·(x − highest(x, n))/highest(x, n))² over n bars
/// Source: P. G. Martin and B. B. McCann, The Investor's Guide to Fidelity Funds, 1989.
/// Example: `volatility.ulcer(close, 14 bars)`
fn ulcer(series: series, length: bars = 14 bars) -> number {
  let top  = highest(series, length)
  let fall = 100 * (series - top) / top
  return sqrt(max(sma(fall * fall, length), 0))
}

/// Relative volatility index, 0 to 100: the RSI of standard deviations, counted up on rising bars and down on falling ones.
/// Formula: 100·up/(up + down), averages of stdev(x, deviation) over n bars on rises and on falls
/// Source: D. Dorsey, The Relative Volatility Index, 1993; TradingView's built-in uses exponential averages as this does.
/// Example: `volatility.relative_volatility(close)`
fn relative_volatility(series: series, length: bars = 14 bars, deviation: bars = 10 bars) -> number {
  let move = change(series)
  let wide = stdev(series, deviation)
  let up   = ema(wide * (if move > 0 then 1 else 0), length)
  let down = ema(wide * (if move < 0 then 1 else 0), length)
  return clamp(100 * up / (up + down), 0, 100)
}

/// Average range of the bars, gaps left out.
/// Formula: sma(high − low, n)
/// Source: the average daily range of floor traders.
/// Example: `volatility.average_range(14 bars)`
fn average_range(length: bars = 14 bars) -> price = sma(high - low, length)

/// The bar's true range against its own average: above 2 an unusually wide bar.
/// Formula: true range / ema(true range, n)
/// Source: J. D. Schwager, Schwager on Futures: Technical Analysis, 1995 (volatility ratio).
/// Example: `volatility.ratio(14 bars)`
fn ratio(length: bars = 14 bars) -> number = true_range() / ema(true_range(), length)

/// Deviation of the falls only, as a share: returns above `floor_return` count as none.
/// Formula: √ mean of min(r − floor, 0)² over n bars, r = x/x[1] − 1
/// Source: F. A. Sortino and R. van der Meer, Downside Risk, 1991.
/// Example: `volatility.downside(close, 48 bars)`
fn downside(series: series, length: bars = 48 bars, floor_return: number = 0) -> number {
  let short = min(returns(series) - floor_return, 0)
  return sqrt(max(sma(short * short, length), 0))
}

/// Volatility of a short window against that of a long one: below 1 the market is calmer than usual.
/// Formula: stdev(log returns, fast)/stdev(log returns, slow)
/// Source: L. B. Connors and L. A. Raschke, Street Smarts, 1995 (historical volatility ratio).
/// Example: `volatility.calm(close, 6 bars, 100 bars)`
fn calm(series: series, fast: bars = 6 bars, slow: bars = 100 bars) -> number {
  let move = log_returns(series)
  return stdev(move, fast) / stdev(move, slow)
}

/// Realised volatility: the root of the sum of squared log returns over the window.
/// Formula: √ Σ ln(x/x[1])² over n bars
/// Source: T. G. Andersen and T. Bollerslev, Answering the Skeptics, 1998.
/// Example: `volatility.realised(close, 24 bars)`
fn realised(series: series, length: bars = 24 bars) -> number {
  let move = log_returns(series)
  return sqrt(max(sum(move * move, length), 0))
}

/// Jump-proof realised volatility: products of neighbouring moves in place of squares, so that one jump hardly counts.
/// Formula: √ (π/2 · Σ |r|·|r[1]|) over n bars, r = ln(x/x[1])
/// Source: O. E. Barndorff-Nielsen and N. Shephard, Power and Bipower Variation, 2004.
/// Example: `volatility.bipower(close, 24 bars)`
fn bipower(series: series, length: bars = 24 bars) -> number {
  let move = absolute(log_returns(series))
  return sqrt(max(1.5707963267948966 * sum(move * move[1], length), 0))
}
