sage 1

/// Absolute price oscillator: a quick simple average less a slow one. The exponential kind is `macd(series).line`.
/// Formula: sma(x, fast) − sma(x, slow)
/// Source: G. Appel's MACD, 1979, before its signal; TA-Lib APO (its default, simple averages).
/// Example: `momentum.apo(close, 12 bars, 26 bars)`
fn apo(series: series, fast: bars = 12 bars, slow: bars = 26 bars) -> series =
  sma(series, fast) - sma(series, slow)

/// Percentage price oscillator: the MACD in percent of its slow average, the same for every market.
/// Formula: line = 100·(ema(x, fast) − ema(x, slow))/ema(x, slow); signal = ema(line, signal); histogram = line − signal
/// Source: G. Appel, 1979; StockCharts PPO.
/// Example: `momentum.ppo(close).line`
fn ppo(series: series, fast: bars = 12 bars, slow: bars = 26 bars, signal: bars = 9 bars) -> {
  line: number,
  signal: number,
  histogram: number
} {
  let calm   = ema(series, slow)
  let line   = 100 * (ema(series, fast) - calm) / calm
  let smooth = ema(line, signal)
  return { line: line, signal: smooth, histogram: line - smooth }
}

/// Percentage price oscillator of simple averages.
/// Formula: 100·(sma(x, fast) − sma(x, slow))/sma(x, slow)
/// Source: TA-Lib PPO (its default, simple averages).
/// Example: `momentum.ppo_simple(close, 12 bars, 26 bars)`
fn ppo_simple(series: series, fast: bars = 12 bars, slow: bars = 26 bars) -> number {
  let calm = sma(series, slow)
  return 100 * (sma(series, fast) - calm) / calm
}

/// Rate of change of a threefold exponential average, in percent, and its signal.
/// Formula: line = roc(ema(ema(ema(x, n), n), n), 1); signal = ema(line, signal)
/// Source: J. K. Hutson, Good TRIX, 1983; TA-Lib TRIX.
/// Example: `momentum.trix(close, 15 bars).line`
fn trix(series: series, length: bars = 15 bars, signal: bars = 9 bars) -> {
  line: number,
  signal: number
} {
  let line = roc(ema(ema(ema(series, length), length), length), 1)
  return { line: line, signal: ema(line, signal) }
}

/// True strength index: twice smoothed momentum against its twice smoothed size, −100 to 100, and its signal.
/// Formula: line = 100·ema(ema(Δx, slow), fast)/ema(ema(|Δx|, slow), fast); signal = ema(line, signal)
/// Source: W. Blau, True Strength Index, 1991; TradingView `ta.tsi` is the line as a ratio.
/// Example: `momentum.tsi(close).line`
fn tsi(series: series, slow: bars = 25 bars, fast: bars = 13 bars, signal: bars = 13 bars) -> {
  line: number,
  signal: number
} {
  let move = change(series)
  let size = ema(ema(absolute(move), slow), fast)
  let line = clamp(100 * ema(ema(move, slow), fast) / size, -100, 100)
  return { line: line, signal: ema(line, signal) }
}

/// Ultimate oscillator, 0 to 100: buying pressure over three spans, the shortest counting most.
/// Formula: 100·(4·a₁ + 2·a₂ + a₃)/7, aₖ = Σ (close − true low)/Σ true range over k's bars
/// Source: L. Williams, The Ultimate Oscillator, 1985; TA-Lib ULTOSC.
/// Example: `momentum.ultimate(7 bars, 14 bars, 28 bars)`
fn ultimate(short: bars = 7 bars, medium: bars = 14 bars, long: bars = 28 bars) -> number {
  let pressure = close - min(low, close[1])
  let range    = true_range(first_bar: skipped)
  let first    = sum(pressure, short) / sum(range, short)
  let second   = sum(pressure, medium) / sum(range, medium)
  let third    = sum(pressure, long) / sum(range, long)
  return clamp(100 * (4 * first + 2 * second + third) / 7, 0, 100)
}

/// Chande momentum oscillator, −100 to 100: rises less falls as a share of all movement in the window.
/// Formula: 100·(Σ max(Δ, 0) − Σ max(−Δ, 0))/Σ |Δ| over n bars
/// Source: T. S. Chande and S. Kroll, The New Technical Trader, 1994; TradingView `ta.cmo`.
/// Example: `momentum.cmo(close, 14 bars)`
fn cmo(series: series, length: bars = 14 bars) -> number {
  let move = change(series)
  let up   = sum(max(move, 0), length)
  let down = sum(max(-move, 0), length)
  return clamp(100 * (up - down) / (up + down), -100, 100)
}

/// Chande momentum oscillator with Wilder's averages in place of sums: the RSI from −100 to 100.
/// Formula: 2·rsi(x, n) − 100
/// Source: TA-Lib CMO.
/// Example: `momentum.cmo_wilder(close, 14 bars)`
fn cmo_wilder(series: series, length: bars = 14 bars) -> number = 2 * rsi(series, length) - 100

/// Stochastic of any series: where it stands in the window between its lowest (0) and its highest value (100).
/// Formula: 100·(x − lowest(x, n))/(highest(x, n) − lowest(x, n))
/// Source: G. C. Lane, Lane's Stochastics, 1984; TradingView `ta.stoch(x, x, x, n)`.
/// Example: `momentum.stochastic_of(close, 14 bars)`
fn stochastic_of(series: series, length: bars = 14 bars) -> number {
  let bottom = lowest(series, length)
  return clamp(100 * (series - bottom) / (highest(series, length) - bottom), 0, 100)
}

/// Stochastic of the RSI, 0 to 100, smoothed (`k`) and smoothed again (`d`).
/// Formula: k = sma(stochastic of rsi(x, n) over `window` bars, smooth), d = sma(k, signal)
/// Source: T. S. Chande and S. Kroll, The New Technical Trader, 1994; with smooth 1 TA-Lib STOCHRSI.
/// Example: `momentum.stochastic_rsi(close).k`
fn stochastic_rsi(
  series: series,
  length: bars = 14 bars,
  window: bars = 14 bars,
  smooth: bars = 3 bars,
  signal: bars = 3 bars
) -> { k: number, d: number } {
  let k = sma(stochastic_of(rsi(series, length), window), smooth)
  return { k: k, d: sma(k, signal) }
}

/// Fast stochastic: raw %K and its average.
/// Formula: k = 100·(close − lowest low)/(highest high − lowest low), d = sma(k, signal)
/// Source: G. C. Lane, Lane's Stochastics, 1984; TA-Lib STOCHF.
/// Example: `momentum.stochastic_fast(5 bars, 3 bars).k`
fn stochastic_fast(length: bars = 5 bars, signal: bars = 3 bars) -> { k: number, d: number } {
  let raw = stochastic(length, 1, signal)
  return { k: raw.k, d: raw.d }
}

/// Stochastic momentum index, −100 to 100: the close against the middle of the range, twice smoothed.
/// Formula: line = 100·ema(ema(close − middle, a), b)/(½·ema(ema(highest high − lowest low, a), b)); signal = ema(line, signal)
/// Source: W. Blau, Stochastic Momentum, 1993.
/// Example: `momentum.smi(14 bars).line`
fn smi(
  length: bars = 14 bars,
  first: bars = 20 bars,
  second: bars = 5 bars,
  signal: bars = 3 bars
) -> { line: number, signal: number } {
  let top      = highest(high, length)
  let bottom   = lowest(low, length)
  let distance = ema(ema(close - (top + bottom) / 2, first), second)
  let height   = ema(ema(top - bottom, first), second)
  let line     = clamp(200 * distance / height, -100, 100)
  return { line: line, signal: ema(line, signal) }
}

/// Know sure thing: four smoothed rates of change, the longer ones counting more, and its signal.
/// Formula: line = Σ k·sma(roc(x, nₖ), mₖ), k = 1 … 4, n = 10, 15, 20, 30, m = 10, 10, 10, 15; signal = sma(line, 9)
/// Source: M. J. Pring, Summed Rate of Change, 1992.
/// Example: `momentum.kst(close).line`
fn kst(series: series) -> { line: number, signal: number } {
  let quick = sma(roc(series, 10 bars), 10 bars) + 2 * sma(roc(series, 15 bars), 10 bars)
  let calm  = 3 * sma(roc(series, 20 bars), 10 bars) + 4 * sma(roc(series, 30 bars), 15 bars)
  let line  = quick + calm
  return { line: line, signal: sma(line, 9 bars) }
}

/// Coppock curve: weighted average of two rates of change, made for months; a rise from below 0 was its buy signal.
/// Formula: wma(roc(x, long) + roc(x, short), n)
/// Source: E. S. C. Coppock, Barron's, 1962.
/// Example: `momentum.coppock(close)`
fn coppock(
  series: series,
  length: bars = 10 bars,
  long: bars = 14 bars,
  short: bars = 11 bars
) -> number = wma(roc(series, long) + roc(series, short), length)

/// Detrended price oscillator as it is known on its bar: the series of half a window ago less the average of the window
/// around it. Charts that show it without the lag use the future.
/// Formula: x[⌊n/2⌋ + 1] − sma(x, n)
/// Source: the centred moving average of time-series analysis; StockCharts and Stock.Indicators DPO.
/// Example: `momentum.dpo(close, 20 bars)`
fn dpo(series: series, length: bars = 20 bars) -> series =
  series[floor(length / 2) + 1] - sma(series, length)

/// Relative vigour: closes above opens against ranges, both smoothed over four bars and averaged, and its signal.
/// Formula: line = Σ swma(close − open)/Σ swma(high − low) over n bars; signal = swma(line)
/// Source: J. Ehlers, Relative Vigor Index, 2002.
/// Example: `momentum.vigour(10 bars).line`
fn vigour(length: bars = 10 bars) -> { line: number, signal: number } {
  let body   = close - open
  let range  = high - low
  let rise   = (body + 2 * body[1] + 2 * body[2] + body[3]) / 6
  let reach  = (range + 2 * range[1] + 2 * range[2] + range[3]) / 6
  let line   = clamp(sum(rise, length) / sum(reach, length), -1, 1)
  let signal = (line + 2 * line[1] + 2 * line[2] + line[3]) / 6
  return { line: line, signal: signal }
}

/// Fisher transform of the price's place in its range: sharp turns at unusual prices. `signal` is the bar before.
/// Formula: v = 0.66·(place − ½) + 0.67·v₋₁, held within ±0.999; line = ½·ln((1 + v)/(1 − v)) + ½·line₋₁
/// Source: J. Ehlers, Using the Fisher Transform, 2002; Tulip `fisher`.
/// Example: `momentum.fisher(10 bars).line`
fn fisher(length: bars = 10 bars) -> { line: number, signal: number } {
  let middle = (high + low) / 2
  let bottom = lowest(middle, length)
  let height = highest(middle, length) - bottom
  let place  = if height > 0 then (middle - bottom) / height else 0
  state value from 0 = _hold_inside(0.66 * (place - 0.5) + 0.67 * prev)
  state line from 0 = 0.5 * log((1 + value) / (1 - value)) + 0.5 * prev
  return { line: line, signal: line[1] }
}

/// A number that is pushed to ±0.999 where it leaves ±0.99, so that its logarithm stays finite.
/// Formula: 0.999·sign(x) where |x| > 0.99, else x
/// Source: J. Ehlers, Using the Fisher Transform, 2002.
/// Example: `momentum._hold_inside(close / close[1] - 1)`
fn _hold_inside(series: number) -> number =
  clamp(if series > 0.99 then 0.999 else if series < -0.99 then -0.999 else series, -0.999, 0.999)

/// Squeeze: `on` while the Bollinger bands lie inside the Keltner channel, `momentum` the regression line of the
/// distance from the middle of range and average.
/// Formula: on = stdev bands within range bands; momentum = linreg(x − ((highest + lowest)/2 + sma)/2, n)
/// Source: J. F. Carter, Mastering the Trade, 2005 (TTM Squeeze); momentum as in LazyBear's script, 2014.
/// Example: `momentum.squeeze(20 bars).on`
fn squeeze(length: bars = 20 bars, deviations: number = 2, ranges: number = 1.5) -> {
  on: bool,
  momentum: price
} {
  let calm  = sma(close, length)
  let reach = ranges * sma(true_range(), length)
  let wide  = deviations * stdev(close, length)
  let mid   = ((highest(high, length) + lowest(low, length)) / 2 + calm) / 2
  return { on: wide < reach, momentum: linreg(close - mid, length).value }
}

/// Connors RSI, 0 to 100: mean of a short RSI, the RSI of the length of the winning or losing streak, and the rank of
/// today's return.
/// Formula: (rsi(x, 3) + rsi(streak, 2) + percent_rank(returns(x), 100))/3
/// Source: L. Connors and C. Alvarez, An Introduction to ConnorsRSI, 2012.
/// Example: `momentum.connors_rsi(close)`
fn connors_rsi(
  series: series,
  length: bars = 3 bars,
  streak_length: bars = 2 bars,
  rank_length: bars = 100 bars
) -> number {
  let run   = streak(series)
  let place = percent_below(returns(series), rank_length)
  return clamp((rsi(series, length) + rsi(run, streak_length) + place) / 3, 0, 100)
}

/// Length of the run of rises (above 0) or falls (below 0) that the series is in; 0 where it did not change.
/// Formula: s = s₋₁ + 1 after a rise on a rise, 1 after a rise else; the same downwards; 0 without a change
/// Source: L. Connors and C. Alvarez, An Introduction to ConnorsRSI, 2012.
/// Example: `momentum.streak(close)`
fn streak(series: series) -> number {
  let way = sign(change(series))
  state run from 0 = if way > 0 then max(prev, 0) + 1 else if way < 0 then min(prev, 0) - 1 else 0
  return run
}

/// Percentage of the previous values that the newest one lies above; equal ones do not count, unlike `percent_rank`.
/// Formula: 100·#{k in 1 … n: x₋ₖ < x}/n
/// Source: L. Connors and C. Alvarez, An Introduction to ConnorsRSI, 2012.
/// Example: `momentum.percent_below(close, 100 bars)`
fn percent_below(series: series, length: bars = 100 bars) -> number =
  100 - percent_rank(-series, length)

/// Awesome oscillator: a quick average of the bar's middle less a slow one.
/// Formula: sma(hl2, fast) − sma(hl2, slow)
/// Source: B. Williams, New Trading Dimensions, 1998.
/// Example: `momentum.awesome()`
fn awesome(fast: bars = 5 bars, slow: bars = 34 bars) -> price {
  let middle = (high + low) / 2
  return sma(middle, fast) - sma(middle, slow)
}

/// Accelerator: the awesome oscillator less its average of five bars.
/// Formula: ao − sma(ao, 5)
/// Source: B. Williams, New Trading Dimensions, 1998.
/// Example: `momentum.accelerator()`
fn accelerator() -> price {
  let line = awesome()
  return line - sma(line, 5 bars)
}

/// Balance of power, −1 to 1: where the close stands against the open, as a share of the range; 0 on a bar without one.
/// Formula: (close − open)/(high − low)
/// Source: I. Livshin, Balance of Market Power, 2001; TA-Lib BOP.
/// Example: `momentum.balance_of_power()`
fn balance_of_power() -> number =
  if high > low then clamp((close - open) / (high - low), -1, 1) else 0

/// Rate of change as a ratio: 1 where nothing changed.
/// Formula: x / x[n]
/// Source: TA-Lib ROCR; times 100 its ROCR100.
/// Example: `momentum.rocr(close, 10 bars)`
fn rocr(series: series, length: bars = 10 bars) -> number = series / series[length]

/// Elder's ray: how far bulls pushed the high above the average, and bears the low below it.
/// Formula: bull = high − ema(close, n), bear = low − ema(close, n)
/// Source: A. Elder, Trading for a Living, 1993.
/// Example: `momentum.elder_ray(13 bars).bull`
fn elder_ray(length: bars = 13 bars) -> { bull: price, bear: price } {
  let value = ema(close, length)
  return { bull: high - value, bear: low - value }
}

/// Schaff trend cycle, 0 to 100: the stochastic of the stochastic of a MACD, each smoothed by half of the distance.
/// Formula: stochastic over n bars of ema(x, fast) − ema(x, slow), s = s₋₁ + (raw − s₋₁)/2, twice over
/// Source: D. Schaff, 1999, published in Technical Analysis of Stocks & Commodities, 2008.
/// Example: `momentum.schaff(close)`
fn schaff(
  series: series,
  length: bars = 10 bars,
  fast: bars = 23 bars,
  slow: bars = 50 bars
) -> number {
  let line = ema(series, fast) - ema(series, slow)
  let raw  = stochastic_of(line, length)
  state first from na = if is_missing(prev) then raw else prev + (raw - prev) / 2
  let again = stochastic_of(first, length)
  state second from na = if is_missing(prev) then again else prev + (again - prev) / 2
  return clamp(second, 0, 100)
}

/// Centre of gravity of the window, as its negative distance in bars from the newest one.
/// Formula: −Σ (k + 1)·x[k] / Σ x[k], k = 0 … n − 1
/// Source: J. Ehlers, The Center of Gravity Oscillator, 2002; TradingView `ta.cog`.
/// Example: `momentum.center_of_gravity(close, 10 bars)`
fn center_of_gravity(series: series, length: bars = 10 bars) -> number {
  let count = length / 1 bar
  return (wma(series, length) / sma(series, length) - 2) * (count + 1) / 2
}

/// Psychological line: the share of rising bars in percent.
/// Formula: 100·#{k: x[k] > x[k + 1]}/n
/// Source: the psychological line of Japanese chart reading; TradingView's built-in of that name.
/// Example: `momentum.psychological_line(close, 12 bars)`
fn psychological_line(series: series, length: bars = 12 bars) -> number =
  clamp(100 * sma(if change(series) > 0 then 1 else 0, length), 0, 100)

/// Q-stick: the average body of the last bars, above 0 while they close above their opens.
/// Formula: sma(close − open, n)
/// Source: T. S. Chande and S. Kroll, The New Technical Trader, 1994; Tulip `qstick`.
/// Example: `momentum.qstick(8 bars)`
fn qstick(length: bars = 8 bars) -> price = sma(close - open, length)

/// Rate of change, its average, and bands of its own typical size around 0.
/// Formula: line = roc(x, n); signal = ema(line, smooth); upper, lower = ±√sma(line², band)
/// Source: ROC with bands as in Stock.Indicators' GetRocWb.
/// Example: `momentum.roc_bands(close, 20 bars).upper`
fn roc_bands(
  series: series,
  length: bars = 20 bars,
  smooth: bars = 3 bars,
  band: bars = 20 bars
) -> { line: number, signal: number, upper: number, lower: number } {
  let line = roc(series, length)
  let wide = sqrt(sma(line * line, band))
  return { line: line, signal: ema(line, smooth), upper: wide, lower: -wide }
}

/// Laguerre RSI, 0 to 1: an RSI over four stages of a filter that lags little; a greater `damping` smooths more.
/// Formula: l₀ = (1 − γ)·x + γ·l₀₋₁, lₖ = −γ·lₖ₋₁ + lₖ₋₁[1] + γ·lₖ₋₁; ups / (ups + downs) of l₀ − l₁, l₁ − l₂, l₂ − l₃
/// Source: J. Ehlers, Time Warp, Without Space Travel, 2002.
/// Example: `momentum.laguerre_rsi(close, 0.5)`
fn laguerre_rsi(series: series, damping: number = 0.5) -> number {
  state l0 from na = if is_missing(prev) then series else prev + (1 - damping) * (series - prev)
  let b0 = l0[1] ?? l0
  state l1 from na = if is_missing(prev) then l0 else b0 + damping * (prev - l0)
  let b1 = l1[1] ?? l1
  state l2 from na = if is_missing(prev) then l1 else b1 + damping * (prev - l1)
  let b2 = l2[1] ?? l2
  state l3 from na = if is_missing(prev) then l2 else b2 + damping * (prev - l2)
  let up   = max(l0 - l1, 0) + max(l1 - l2, 0) + max(l2 - l3, 0)
  let down = max(l1 - l0, 0) + max(l2 - l1, 0) + max(l3 - l2, 0)
  return clamp(up / (up + down), 0, 1)
}

/// Disparity: how far the series stands from its average, in percent of it.
/// Formula: 100·(x/sma(x, n) − 1)
/// Source: S. Nison, Beyond Candlesticks, 1994.
/// Example: `momentum.disparity(close, 25 bars)`
fn disparity(series: series, length: bars = 14 bars) -> number =
  100 * (series / sma(series, length) - 1)

/// Intraday momentum index, 0 to 100: the RSI of the bars' bodies.
/// Formula: 100·Σ max(close − open, 0)/Σ |close − open| over n bars
/// Source: T. S. Chande and S. Kroll, The New Technical Trader, 1994; TA-Lib IMI.
/// Example: `momentum.intraday_momentum(14 bars)`
fn intraday_momentum(length: bars = 14 bars) -> number {
  let body = close - open
  return clamp(100 * sum(max(body, 0), length) / sum(absolute(body), length), 0, 100)
}
