sage 1

// Numbers without a unit that stay comparable from year to year and from market to market: what a model can learn from.
// None of them looks ahead, and none carries the level of the price.

// ------------------------------------------------------------------------------------------- returns

/// Return in units of its usual size.
/// Formula: ln(x / x[n]) / (stdev(ln x/x[1], window) · √n)
/// Range: any number; within ±2 most of the time.
/// Source: B. Lim, S. Zohren and S. Roberts, Enhancing Time-Series Momentum Strategies Using Deep Neural Networks, 2019.
/// Example: `features.scaled_return(close, 24 bars, 240 bars)`
fn scaled_return(x: series = close, length: bars = 24 bars, window: bars = 240 bars) -> number =
  log_returns(x, length) / (stdev(log_returns(x), window) * sqrt(length))

/// Return over some bars, leaving out the newest ones: momentum without the short reversal.
/// Formula: x[skip] / x[length] − 1
/// Range: −1 and above.
/// Source: N. Jegadeesh and S. Titman, Returns to Buying Winners and Selling Losers, 1993 (12 months less the last).
/// Example: `features.skipped_return(close, 252 bars, 21 bars)`
fn skipped_return(x: series = close, length: bars = 252 bars, skip: bars = 21 bars) -> number =
  x[skip] / x[length] - 1

/// Gain of speed: the return of the last bars less that of as many bars before them.
/// Formula: ln(x/x[n]) − ln(x[n]/x[2n])
/// Range: any number; 0 where the pace is kept.
/// Source: second difference of the logarithm.
/// Example: `features.acceleration(close, 12 bars)`
fn acceleration(x: series = close, length: bars = 12 bars) -> number {
  let pace = log_returns(x, length)
  return pace - pace[length]
}

/// Share of the last bars on which the series rose.
/// Formula: #{x > x[1]} / n
/// Range: 0 to 1.
/// Source: Z. Da, U. Gurun and M. Warachka, Frog in the Pan, 2014 (continuous information).
/// Example: `features.up_share(close, 24 bars)`
fn up_share(x: series = close, length: bars = 24 bars) -> number =
  sum(if x > x[1] then 1 else 0, length) / length

/// Information discreteness: whether a move came in many small steps or in few large ones.
/// Formula: sign(x − x[n]) · (share of falls − share of rises)
/// Range: −1 (every step in the direction of the move) to 1.
/// Source: Z. Da, U. Gurun and M. Warachka, Frog in the Pan, 2014.
/// Example: `features.discreteness(close, 48 bars)`
fn discreteness(x: series = close, length: bars = 48 bars) -> number {
  let falls = sum(if x < x[1] then 1 else 0, length) / length
  return sign(x - x[length]) * (falls - up_share(x, length))
}

// ------------------------------------------------------------------------------------------- where the price stands

/// Distance from an average in average true ranges.
/// Formula: (close − ema(close, n)) / atr(n)
/// Range: any number; within ±3 most of the time.
/// Source: distance in units of volatility, as in C. W. Keltner, 1960.
/// Example: `features.stretch(50 bars)`
fn stretch(length: bars = 50 bars) -> number = (close - ema(close, length)) / atr(length)

/// Distance between two averages in average true ranges: a MACD that is comparable between markets.
/// Formula: (ema(close, fast) − ema(close, slow)) / atr(slow)
/// Range: any number.
/// Source: G. Appel, 1979, normalised as in J. Baz et al., Dissecting Investment Strategies, 2015.
/// Example: `features.average_gap(12 bars, 48 bars)`
fn average_gap(fast: bars = 12 bars, slow: bars = 48 bars) -> number =
  (ema(close, fast) - ema(close, slow)) / atr(slow)

/// Place of the close in the range of the last bars.
/// Formula: (close − lowest(low, n)) / (highest(high, n) − lowest(low, n))
/// Range: 0 (at the low) to 1 (at the high); missing on a window without range.
/// Source: G. C. Lane's %K, 1984.
/// Example: `features.range_position(48 bars)`
fn range_position(length: bars = 48 bars) -> number =
  (close - lowest(low, length)) / (highest(high, length) - lowest(low, length))

/// Distance below the highest close of the last bars.
/// Formula: x / highest(x, n) − 1
/// Range: −1 to 0 for prices.
/// Source: T. J. George and C.-Y. Hwang, The 52-Week High and Momentum Investing, 2004.
/// Example: `features.below_high(close, 252 bars)`
fn below_high(x: series = close, length: bars = 252 bars) -> number = x / highest(x, length) - 1

/// Distance above the lowest close of the last bars.
/// Formula: x / lowest(x, n) − 1
/// Range: 0 and above for prices.
/// Source: T. J. George and C.-Y. Hwang, 2004, the mirror image.
/// Example: `features.above_low(close, 252 bars)`
fn above_low(x: series = close, length: bars = 252 bars) -> number = x / lowest(x, length) - 1

/// How long ago the highest high of the last bars was, as a share of the window.
/// Formula: bars since the highest high / (n − 1)
/// Range: 0 (now) to 1 (at the far end).
/// Source: T. S. Chande's Aroon, 1995.
/// Example: `features.age_of_high(48 bars)`
fn age_of_high(length: bars = 48 bars) -> number = bars_since_highest(high, length) / (length - 1)

/// How long ago the lowest low of the last bars was, as a share of the window.
/// Formula: bars since the lowest low / (n − 1)
/// Range: 0 (now) to 1 (at the far end).
/// Source: T. S. Chande's Aroon, 1995.
/// Example: `features.age_of_low(48 bars)`
fn age_of_low(length: bars = 48 bars) -> number = bars_since_lowest(low, length) / (length - 1)

// ------------------------------------------------------------------------------------------- shape of the bar

/// Place of the close in its bar: the internal bar strength.
/// Formula: (close − low) / (high − low)
/// Range: 0 to 1; ½ on a bar without range.
/// Source: A. S. Pagonidis, The IBS Effect, 2014.
/// Example: `features.bar_position()`
fn bar_position() -> number = (close - low) / (high - low) ?? 0.5

/// Body of the bar as a share of its range, with its sign.
/// Formula: (close − open) / (high − low)
/// Range: −1 to 1; 0 on a bar without range.
/// Source: balance of power: I. Livshin, Stocks and Commodities, 2001.
/// Example: `features.body_share()`
fn body_share() -> number = (close - open) / (high - low) ?? 0

/// Upper shadow as a share of the range of the bar.
/// Formula: (high − max(open, close)) / (high − low)
/// Range: 0 to 1; 0 on a bar without range.
/// Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `features.upper_shadow_share()`
fn upper_shadow_share() -> number = (high - max(open, close)) / (high - low) ?? 0

/// Lower shadow as a share of the range of the bar.
/// Formula: (min(open, close) − low) / (high − low)
/// Range: 0 to 1; 0 on a bar without range.
/// Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `features.lower_shadow_share()`
fn lower_shadow_share() -> number = (min(open, close) - low) / (high - low) ?? 0

/// Gap from the close before to the open, in average true ranges.
/// Formula: (open − close[1]) / atr(n)[1]
/// Range: any number; about 0 in markets that never close.
/// Source: opening gaps; C. Bae, 2009.
/// Example: `features.gap(14 bars)`
fn gap(length: bars = 14 bars) -> number = (open - close[1]) / atr(length)[1]

/// Range of the bar against the average range before it.
/// Formula: true range / atr(n)[1]
/// Range: 0 and above; 1 is usual.
/// Source: T. Crabel, 1990 (range expansion).
/// Example: `features.range_ratio(14 bars)`
fn range_ratio(length: bars = 14 bars) -> number = true_range() / atr(length)[1]

// ------------------------------------------------------------------------------------------- volatility

/// Logarithm of late volatility against that of longer ago.
/// Formula: ln(stdev(r, fast) / stdev(r, slow)), r = ln close/close[1]
/// Range: any number; 0 where nothing has changed.
/// Source: F. Corsi, A Simple Approximate Long-Memory Model of Realized Volatility, 2009 (horizons side by side).
/// Example: `features.volatility_ratio(24 bars, 168 bars)`
fn volatility_ratio(fast: bars = 24 bars, slow: bars = 168 bars) -> number =
  log(stdev(log_returns(close), fast) / stdev(log_returns(close), slow))

/// Volatility of ranges against that of closes: above 1 the price travels within bars and comes back.
/// Formula: √(mean ln(high/low)² / (4 ln 2)) / √(mean ln(close/close[1])²)
/// Range: 0 and above; 1 for a random walk without jumps.
/// Source: M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980.
/// Example: `features.range_to_close_volatility(48 bars)`
fn range_to_close_volatility(length: bars = 48 bars) -> number {
  let reach = log(high / low)
  let move  = log_returns(close)
  return sqrt(sma(reach * reach, length) / (4 * log(2))) / sqrt(sma(move * move, length))
}

/// Share of falling moves in all variance.
/// Formula: Σ r² where r < 0 / Σ r²
/// Range: 0 to 1; ½ where rises and falls are alike.
/// Source: O. Barndorff-Nielsen, S. Kinnebrock and N. Shephard, Measuring Downside Risk: Realised Semivariance, 2010.
/// Example: `features.downside_share(48 bars)`
fn downside_share(length: bars = 48 bars) -> number {
  let r    = log_returns(close)
  let fall = min(r, 0)
  return sum(fall * fall, length) / sum(r * r, length)
}

/// Share of jumps in all variance.
/// Formula: max(0, 1 − (π/2 · Σ |r|·|r[1]|) / Σ r²)
/// Range: 0 (all of it smooth) to 1.
/// Source: O. Barndorff-Nielsen and N. Shephard, Power and Bipower Variation with Stochastic Volatility and Jumps, 2004.
/// Example: `features.jump_share(96 bars)`
fn jump_share(length: bars = 96 bars) -> number {
  let r       = log_returns(close)
  let bipower = sum(abs(r) * abs(r[1]), length)
  return max(0, 1 - 1.5707963267948966 * bipower / sum(r * r, length))
}

/// Volatility of volatility: how unsteady the ranges of the last bars are.
/// Formula: stdev(true range / close, n) / mean(true range / close, n)
/// Range: 0 and above.
/// Source: coefficient of variation; K. Pearson, 1896.
/// Example: `features.unsteadiness(48 bars)`
fn unsteadiness(length: bars = 48 bars) -> number =
  stdev(true_range() / close, length) / sma(true_range() / close, length)

// ------------------------------------------------------------------------------------------- volume and order flow

/// How unusual the volume is.
/// Formula: zscore(ln volume, n)
/// Range: any number; within ±3 most of the time. Bars without volume do not count.
/// Source: volume is about log-normal: B. Ajinkya and P. Jain, The Behavior of Daily Stock Market Trading Volume, 1989.
/// Example: `features.volume_score(72 bars)`
fn volume_score(length: bars = 72 bars) -> number = zscore(log(volume / quantity(1)), length)

/// Logarithm of late volume against that of longer ago.
/// Formula: ln(sma(volume, fast) / sma(volume, slow))
/// Range: any number; 0 where nothing has changed; missing while nothing was traded.
/// Source: volume oscillator without a level.
/// Example: `features.volume_trend(12 bars, 96 bars)`
fn volume_trend(fast: bars = 12 bars, slow: bars = 96 bars) -> number =
  log(sma(volume, fast) / sma(volume, slow))

/// Share of volume that closed at the high less the share that closed at the low: Chaikin's money flow.
/// Formula: Σ volume · ((close − low) − (high − close)) / (high − low) / Σ volume over n bars
/// Range: −1 to 1; bars without range count as 0.
/// Source: M. Chaikin, Chaikin Money Flow, 1982.
/// Example: `features.money_flow(24 bars)`
fn money_flow(length: bars = 24 bars) -> number {
  let place = (2 * close - low - high) / (high - low) ?? 0
  return sum(place * volume, length) / sum(volume, length)
}

/// Share of volume on rising bars less that on falling ones.
/// Formula: Σ sign(close − open) · volume / Σ volume over n bars
/// Range: −1 to 1.
/// Source: C. Lee and M. Ready, Inferring Trade Direction from Intraday Data, 1991, by bars in place of trades.
/// Example: `features.signed_volume(24 bars)`
fn signed_volume(length: bars = 24 bars) -> number =
  sum(sign(close - open) * volume, length) / sum(volume, length)

/// Share of a bar's volume that buyers began, judged by its price change alone.
/// Formula: Φ(z), z = (close − close[1]) / stdev(close − close[1], n); Φ ≈ 1 / (1 + exp(−1.5976·z − 0.07056·z³))
/// Range: 0 to 1; ½ without a change. The approximation of Φ is good to 0.00014.
/// Source: D. Easley, M. López de Prado and M. O'Hara, Bulk Classification of Trading Activity, 2012; S. R. Bowling et al.,
/// A Logistic Approximation to the Cumulative Normal Distribution, 2009.
/// Example: `features.buy_share(50 bars)`
fn buy_share(length: bars = 50 bars) -> number {
  let moved = close - close[1]
  let z     = moved / stdev(moved, length)
  return 1 / (1 + exp(-(1.5976 * z + 0.07056 * z * z * z)))
}

/// Imbalance of bought and sold volume: VPIN on bars of equal time.
/// Formula: Σ |2 · buy share − 1| · volume / Σ volume over n bars
/// Range: 0 (even) to 1 (all one way).
/// Source: D. Easley, M. López de Prado and M. O'Hara, Flow Toxicity and Liquidity in a High-Frequency World, 2012; on time
/// bars in place of volume bars it is a proxy.
/// Example: `features.toxicity(50 bars)`
fn toxicity(length: bars = 50 bars) -> number =
  sum(abs(2 * buy_share(length) - 1) * volume, length) / sum(volume, length)

/// Amihud's illiquidity: how far the price moves for a million traded, in units of the quote currency.
/// Formula: mean(|close/close[1] − 1| / (close · volume)) · 10⁶
/// Range: 0 and above; differs between markets, so take its `illiquidity_trend` where several are learned from.
/// Source: Y. Amihud, Illiquidity and Stock Returns, 2002.
/// Example: `features.illiquidity(24 bars) < 0.001`
fn illiquidity(length: bars = 24 bars) -> number =
  sma(abs(returns(close)) * money(1000000) / (close * volume), length)

/// Logarithm of late illiquidity against that of longer ago.
/// Formula: ln(illiquidity(fast) / illiquidity(slow))
/// Range: any number; above 0 the market has become thinner.
/// Source: Y. Amihud, Illiquidity and Stock Returns, 2002.
/// Example: `features.illiquidity_trend(24 bars, 240 bars)`
fn illiquidity_trend(fast: bars = 24 bars, slow: bars = 240 bars) -> number =
  log(illiquidity(fast) / illiquidity(slow))

/// Correlation of returns with signed volume: how much the flow moves the price.
/// Formula: correlation(r, sign(close − open) · volume, n)
/// Range: −1 to 1.
/// Source: A. S. Kyle, Continuous Auctions and Insider Trading, 1985 (lambda, without its units).
/// Example: `features.impact(48 bars)`
fn impact(length: bars = 48 bars) -> number =
  correlation(log_returns(close), sign(close - open) * volume, length)

// ------------------------------------------------------------------------------------------- spreads

/// Roll's spread, from the bounce of prices between bid and ask.
/// Formula: 2 · √max(0, −cov(r, r[1])), r = ln close/close[1], over n bars
/// Range: 0 and above, a share of the price; 0 where the covariance is positive.
/// Source: R. Roll, A Simple Implicit Measure of the Effective Bid-Ask Spread, 1984.
/// Example: `features.roll_spread(96 bars)`
fn roll_spread(length: bars = 96 bars) -> number {
  let r    = log_returns(close)
  let last = r[1]
  let both = sma(r * last, length) - sma(r, length) * sma(last, length)
  return 2 * sqrt(max(0, -both))
}

/// Corwin and Schultz's spread, from the highs and lows of pairs of bars.
/// Formula: mean of max(0, 2·(eᵅ − 1)/(1 + eᵅ)), α = (√(2β) − √β)/k − √(γ/k), k = 3 − 2√2; β = the sum of ln(high/low)² of
/// two bars, γ = ln²(highest/lowest) of both
/// Range: 0 to 2, a share of the price; negative estimates count as 0.
/// Source: S. A. Corwin and P. Schultz, A Simple Way to Estimate Bid-Ask Spreads from Daily High and Low Prices, 2012
/// (without the correction of overnight gaps).
/// Example: `features.high_low_spread(48 bars)`
fn high_low_spread(length: bars = 48 bars) -> number {
  let k     = 3 - 2 * sqrt(2)
  let reach = log(high / low)
  let beta  = reach * reach + reach[1] * reach[1]
  let both  = log(highest(high, 2 bars) / lowest(low, 2 bars))
  let alpha = (sqrt(2 * beta) - sqrt(beta)) / k - both / sqrt(k)
  return sma(max(0, 2 * (exp(alpha) - 1) / (1 + exp(alpha))), length)
}

/// Abdi and Ranaldo's spread, from closes and the middles of bars.
/// Formula: √max(0, 4 · mean((c[1] − m[1]) · (c[1] − m))), c = ln close, m = (ln high + ln low) / 2
/// Range: 0 and above, a share of the price.
/// Source: F. Abdi and A. Ranaldo, A Simple Estimation of Bid-Ask Spreads from Daily Close, High, and Low Prices, 2017.
/// Example: `features.close_high_low_spread(48 bars)`
fn close_high_low_spread(length: bars = 48 bars) -> number {
  let middle = sqrt(high * low)
  let here   = log(close / middle)
  let back   = log(close[1] / middle)
  return sqrt(max(0, 4 * sma(here[1] * back, length)))
}

// ------------------------------------------------------------------------------------------- memory and form

/// Correlation of absolute returns with those some bars before: how much volatility comes in clusters.
/// Formula: correlation(|r|, |r|[lag], n)
/// Range: −1 to 1; mostly above 0.
/// Source: R. Cont, Empirical Properties of Asset Returns, 2001.
/// Example: `features.clustering(1 bars, 96 bars)`
fn clustering(lag: bars = 1 bar, length: bars = 96 bars) -> number =
  correlation(abs(log_returns(close)), abs(log_returns(close))[lag], length)

/// Correlation of returns with changes of volume: whether moves come with interest.
/// Formula: correlation(|r|, ln volume, n)
/// Range: −1 to 1; bars without volume do not count.
/// Source: J. Karpoff, The Relation Between Price Changes and Trading Volume, 1987.
/// Example: `features.volume_move_correlation(72 bars)`
fn volume_move_correlation(length: bars = 72 bars) -> number =
  correlation(abs(log_returns(close)), log(volume / quantity(1)), length)

/// Skewness of the last returns.
/// Formula: mean((r − mean)³) / stdev³
/// Range: any number; below 0 where falls are the larger moves; missing while nothing moves.
/// Source: K. Pearson, 1895; D. Amaya et al., Does Realized Skewness Predict the Cross-Section of Equity Returns?, 2015.
/// Example: `features.skew(96 bars)`
fn skew(length: bars = 96 bars) -> number {
  let r      = log_returns(close)
  let m      = sma(r, length)
  let second = sma(r * r, length)
  let third  = sma(r * r * r, length)
  let s      = stdev(r, length)
  return (third - 3 * m * second + 2 * m * m * m) / (s * s * s)
}

/// Drift of the last returns against their size: their t value.
/// Formula: mean(r) · √n / stdev(r)
/// Range: any number; beyond ±2 the drift is hardly chance.
/// Source: Student, The Probable Error of a Mean, 1908.
/// Example: `features.drift_score(96 bars)`
fn drift_score(length: bars = 96 bars) -> number =
  sma(log_returns(close), length) * sqrt(length) / stdev(log_returns(close), length)

/// Fractionally differenced logarithm of the price: as stationary as a return, yet it remembers where the price came from.
/// Formula: Σ wₖ · ln x₋ₖ − Σ wₖ · mean(ln x), wₖ = wₖ₋₁ · (k − 1 − order) / k, over n bars
/// Range: any number; order 0 is the distance from the mean of the window, order 1 nearly the last return.
/// Source: M. López de Prado, Advances in Financial Machine Learning, 2018, chapter 5 (fixed width); the rest of the level
/// that a finite window leaves is taken out.
/// Example: `features.fractional(close, 0.4, 100 bars)`
fn fractional(x: price = close, order: number = 0.4, length: bars = 100 bars) -> number {
  let logs = log(x / price(1))
  let left = fractional_difference(x / x, order, length)
  return fractional_difference(logs, order, length) - left * sma(logs, length)
}

// ------------------------------------------------------------------------------------------- events

/// Bars on which something has happened: the changes since the last such bar add up to more than a threshold, upwards or
/// downwards. A model that learns from these bars alone (`meta_label(event, …)`) sees no near copies of the same row.
/// Formula: rise = max(0, rise₋₁ + change), up where rise > threshold, and rise is 0 again; down alike with −change
/// Range: yes or no.
/// Source: E. S. Page, Continuous Inspection Schemes, 1954; M. López de Prado, Advances in Financial Machine Learning, 2018,
/// section 2.5.2.
/// Example: `features.cusum(log_returns(close), 2 * stdev(log_returns(close), 48 bars)).up`
fn cusum(change: number, threshold: number) -> { up: bool, down: bool } {
  state {
    rise from 0 = max(0, (if up.prev then 0 else rise.prev) + change)
    fall from 0 = max(0, (if down.prev then 0 else fall.prev) - change)
    up from false = rise > threshold
    down from false = fall > threshold
  }
  return { up: up, down: down }
}
