sage 1

/// Double exponential average: an exponential average with most of its lag taken out; it can overshoot.
/// Formula: 2·ema(x, n) − ema(ema(x, n), n)
/// Source: P. G. Mulloy, Smoothing Data with Faster Moving Averages, 1994; TA-Lib DEMA.
/// Example: `average.dema(close, 20 bars)`
fn dema(series: series, length: bars = 20 bars) -> series {
  let once = ema(series, length)
  return 2 * once - ema(once, length)
}

/// Triple exponential average: quicker still than `dema`, and overshoots more.
/// Formula: 3·e₁ − 3·e₂ + e₃, eₖ being the k-fold exponential average
/// Source: P. G. Mulloy, Smoothing Data with Less Lag, 1994; TA-Lib TEMA.
/// Example: `average.tema(close, 20 bars)`
fn tema(series: series, length: bars = 20 bars) -> series {
  let once  = ema(series, length)
  let twice = ema(once, length)
  return 3 * once - 3 * twice + ema(twice, length)
}

/// Triangular average: a simple average twice over, so that the middle of the window counts most.
/// Formula: sma(sma(x, ⌈(n + 1)/2⌉), ⌊(n + 1)/2⌋)
/// Source: the triangular window of signal processing (M. S. Bartlett, 1950); TA-Lib TRIMA.
/// Example: `average.trima(close, 20 bars)`
fn trima(series: series, length: bars = 20 bars) -> series {
  let half = (length + 1) / 2
  return sma(sma(series, ceil(half)), floor(half))
}

/// Tillson's T3: six exponential averages mixed so that it is smooth and yet close to the price. `volume_factor` 0 gives
/// a triple exponential average, 1 gives the `dema` taken three times.
/// Formula: gd(gd(gd(x))), gd(x) = (1 + v)·ema(x, n) − v·ema(ema(x, n), n)
/// Source: T. Tillson, Better Moving Averages, 1998; TA-Lib T3.
/// Example: `average.t3(close, 5 bars, 0.7)`
fn t3(series: series, length: bars = 5 bars, volume_factor: number = 0.7) -> series {
  let e1 = ema(series, length)
  let e2 = ema(e1, length)
  let e3 = ema(e2, length)
  let e4 = ema(e3, length)
  let e5 = ema(e4, length)
  let e6 = ema(e5, length)
  let v2 = volume_factor * volume_factor
  let v3 = v2 * volume_factor
  let c3 = -6 * v2 - 3 * volume_factor - 3 * v3
  let c4 = 1 + 3 * volume_factor + v3 + 3 * v2
  return 3 * (v2 + v3) * e5 + c3 * e4 + c4 * e3 - v3 * e6
}

/// Zero-lag exponential average: of the series plus what it gained in half a window, which takes the lag out of a
/// straight move.
/// Formula: ema(2·x − x[⌊(n − 1)/2⌋], n)
/// Source: J. Ehlers and R. Way, Zero Lag (Well, Almost), 2010.
/// Example: `average.zlema(close, 20 bars)`
fn zlema(series: series, length: bars = 20 bars) -> series =
  ema(2 * series - series[floor((length - 1) / 2)], length)

/// Symmetrically weighted average of four bars.
/// Formula: (x + 2·x[1] + 2·x[2] + x[3]) / 6
/// Source: TradingView `ta.swma`; J. Ehlers uses it as the FIR smoother of Rocket Science for Traders, 2001.
/// Example: `average.swma(close)`
fn swma(series: series) -> series = (series + 2 * series[1] + 2 * series[2] + series[3]) / 6

/// Kaufman's adaptive average: follows a straight move as quickly as an average of `fast` bars and a choppy one as
/// slowly as one of `slow` bars.
/// Formula: k = k₋₁ + c²·(x − k₋₁), c = efficiency·(2/(fast + 1) − 2/(slow + 1)) + 2/(slow + 1)
/// Source: P. J. Kaufman, Smarter Trading, 1995; TA-Lib KAMA (fast 2, slow 30).
/// Example: `average.kama(close, 30 bars)`
fn kama(series: series, length: bars = 10 bars, fast: bars = 2 bars, slow: bars = 30 bars) -> series {
  let noise      = sum(absolute(change(series)), length)
  let distance   = absolute(change(series, length))
  let efficiency = if noise > 0 then clamp(distance / noise, 0, 1) else 1
  let quick      = 2 / (fast + 1)
  let calm       = 2 / (slow + 1)
  let pace       = efficiency * (quick - calm) + calm
  let share      = clamp(pace * pace, calm * calm, 1)
  let before     = series[1]
  state average from na = if is_missing(prev)
      then before + share * (series - before)
      else prev + share * (series - prev)
  return average
}

/// Chande's variable average: an exponential average of share `alpha` whose pace follows how volatile the last `fast`
/// bars were against the last `slow`.
/// Formula: v = v₋₁ + α·(stdev(x, fast)/stdev(x, slow))·(x − v₋₁)
/// Source: T. S. Chande, Adapting Moving Averages to Market Volatility, 1992; Tulip `vidya`.
/// Example: `average.vidya(close, 12 bars, 26 bars)`
fn vidya(series: series, fast: bars = 12 bars, slow: bars = 26 bars, alpha: number = 0.2) -> series {
  let wide   = stdev(series, slow)
  let pace   = if wide > 0 then clamp(alpha * stdev(series, fast) / wide, 0, 1) else 0
  let before = series[1]
  state average from na = if is_missing(prev)
      then before + pace * (series - before)
      else prev + pace * (series - prev)
  return average
}

/// Fractal adaptive average: quick where the price moves in a line (dimension 1), slow where it fills the plane
/// (dimension 2). An odd `length` counts as one less; where a half stands still the dimension stays as it was.
/// Formula: f = f₋₁ + α·(x − f₋₁), α = exp(−4.6·(d − 1)) held within 0.01 and 1, d = (ln(r₁ + r₂) − ln r)/ln 2 of the
/// ranges per bar of both halves and of the whole window
/// Source: J. Ehlers, Fractal Adaptive Moving Averages, 2005.
/// Example: `average.frama(close, 16 bars)`
fn frama(series: series, length: bars = 16 bars) -> series {
  let half     = floor(length / 2)
  let recent   = (highest(high, half) - lowest(low, half)) / half
  let earlier  = recent[half]
  let whole    = (highest(high, 2 * half) - lowest(low, 2 * half)) / (2 * half)
  let measured = log((recent + earlier) / whole) / log(2)
  let moving   = whole > 0 and recent > 0 and earlier > 0
  state dimension from 1 = if moving then measured else prev
  let share  = clamp(exp(-4.6 * (dimension - 1)), 0.01, 1)
  let before = series[1]
  state average from na = if is_missing(prev)
      then before + share * (series - before)
      else prev + share * (series - prev)
  return average
}

/// McGinley dynamic: an average that speeds up when the price falls away from it and slows down when it runs ahead.
/// Formula: m = m₋₁ + (x − m₋₁) / max(0.6·n·(x/m₋₁)⁴, 1), begun with x; the 1 keeps it from overshooting a crash
/// Source: J. R. McGinley, The McGinley Dynamic, 1990 (published in the Journal of the Market Technicians Association).
/// Example: `average.mcginley(close, 14 bars)`
fn mcginley(series: series, length: bars = 14 bars) -> series {
  state average from na = if is_missing(prev)
      then series
      else prev + (series - prev) / max(0.6 * length * power(series / prev, 4), 1)
  return average
}

/// Two-pole smoother without the wiggle of an exponential average; lets pass what is longer than `length` bars.
/// Formula: s = c₁·(x + x[1])/2 + c₂·s₋₁ + c₃·s₋₂, a Butterworth filter with the critical period n
/// Source: J. Ehlers, Cybernetic Analysis for Stocks and Futures, 2004, and Cycle Analytics for Traders, 2013.
/// Example: `average.super_smoother(close, 10 bars)`
fn super_smoother(series: series, length: bars = 10 bars) -> series {
  let angle = 1.414213562373095 * 3.141592653589793 / length
  let decay = exp(-angle)
  let c2    = 2 * decay * cos(angle)
  let c3    = -decay * decay
  let c1    = 1 - c2 - c3
  let mid   = (series + series[1]) / 2
  state smooth from na = c1 * mid + c2 * (prev ?? mid) + c3 * (prev[1] ?? (prev ?? mid))
  return smooth
}

/// End point of the regression line over the window, also called least-squares moving average; `offset` bars back on
/// the line (negative: ahead).
/// Formula: value + slope·(−offset) of linreg(x, n)
/// Source: C. F. Gauss, 1809; TradingView `ta.linreg(x, n, offset)`, TA-Lib LINEARREG, Stock.Indicators EPMA.
/// Example: `average.lsma(close, 25 bars, 0)`
fn lsma(series: series, length: bars = 25 bars, offset: number = 0) -> series {
  let line = linreg(series, length)
  return line.value - offset * (line.value - line.intercept) / (length - 1)
}

/// Guppy's ribbon: six quick and six slow exponential averages; `above` says whether all quick ones are above all slow
/// ones, `below` the opposite, `width` how far the two groups' means stand apart.
/// Formula: ema of 3, 5, 8, 10, 12, 15 and of 30, 35, 40, 45, 50, 60 bars
/// Source: D. Guppy, Trend Trading, 2004 (GMMA).
/// Example: `average.ribbon(close).above`
fn ribbon(series: series) -> {
  quick: series,
  slow: series,
  width: series,
  above: bool,
  below: bool
} {
  let q1   = ema(series, 3 bars)
  let q2   = ema(series, 5 bars)
  let q3   = ema(series, 8 bars)
  let q4   = ema(series, 10 bars)
  let q5   = ema(series, 12 bars)
  let q6   = ema(series, 15 bars)
  let s1   = ema(series, 30 bars)
  let s2   = ema(series, 35 bars)
  let s3   = ema(series, 40 bars)
  let s4   = ema(series, 45 bars)
  let s5   = ema(series, 50 bars)
  let s6   = ema(series, 60 bars)
  let qlow = min(min(min(q1, q2), min(q3, q4)), min(q5, q6))
  let qtop = max(max(max(q1, q2), max(q3, q4)), max(q5, q6))
  let slow = min(min(min(s1, s2), min(s3, s4)), min(s5, s6))
  let stop = max(max(max(s1, s2), max(s3, s4)), max(s5, s6))
  let fast = (q1 + q2 + q3 + q4 + q5 + q6) / 6
  let calm = (s1 + s2 + s3 + s4 + s5 + s6) / 6
  return { quick: fast, slow: calm, width: fast - calm, above: qlow > stop, below: qtop < slow }
}
