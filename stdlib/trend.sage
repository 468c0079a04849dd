sage 1

/// Middle of the window: halfway between the highest and the lowest value.
/// Formula: (highest(x, n) + lowest(x, n)) / 2
/// Source: TA-Lib MIDPOINT.
/// Example: `trend.midpoint(close, 14 bars)`
fn midpoint(series: series, length: bars = 14 bars) -> series =
  (highest(series, length) + lowest(series, length)) / 2

/// Middle of the range: halfway between the highest high and the lowest low.
/// Formula: (highest(high, n) + lowest(low, n)) / 2
/// Source: TA-Lib MIDPRICE.
/// Example: `trend.midprice(14 bars)`
fn midprice(length: bars = 14 bars) -> price = (highest(high, length) + lowest(low, length)) / 2

/// Mean of the bar's four prices.
/// Formula: (open + high + low + close) / 4
/// Source: TA-Lib AVGPRICE; TradingView `ohlc4`.
/// Example: `trend.average_price()`
fn average_price() -> price = (open + high + low + close) / 4

/// Middle of the bar.
/// Formula: (high + low) / 2
/// Source: TA-Lib MEDPRICE; TradingView `hl2`.
/// Example: `trend.median_price()`
fn median_price() -> price = (high + low) / 2

/// One price for the bar in which the close counts twice.
/// Formula: (high + low + 2·close) / 4
/// Source: TA-Lib WCLPRICE; TradingView `hlcc4`.
/// Example: `trend.weighted_close()`
fn weighted_close() -> price = (high + low + 2 * close) / 4

/// Slope of the regression line over the window, per bar.
/// Formula: slope of linreg(x, n)
/// Source: C. F. Gauss, 1809; TA-Lib LINEARREG_SLOPE.
/// Example: `trend.slope(close, 14 bars)`
fn slope(series: series, length: bars = 14 bars) -> series = linreg(series, length).slope * 1 bar

/// Slope of the regression line as a share of the line's own height: the same for a cheap and a dear market.
/// Formula: slope / value of linreg(x, n)
/// Source: C. F. Gauss, 1809, made comparable between markets.
/// Example: `trend.relative_slope(close, 48 bars)`
fn relative_slope(series: series, length: bars = 14 bars) -> number {
  let line = linreg(series, length)
  return line.slope * 1 bar / line.value
}

/// Angle of the regression line in degrees, the series taken as plain numbers, so that it depends on the scale of the
/// price: `relative_slope` does not.
/// Formula: atan(slope) · 180 / π
/// Source: C. F. Gauss, 1809; TA-Lib LINEARREG_ANGLE.
/// Example: `trend.angle(close / close[200], 14 bars)`
fn angle(series: number, length: bars = 14 bars) -> number =
  atan(linreg(series, length).slope * 1 bar) * 180 / 3.141592653589793

/// Start of the regression line: its height on the oldest bar of the window.
/// Formula: intercept of linreg(x, n)
/// Source: C. F. Gauss, 1809; TA-Lib LINEARREG_INTERCEPT.
/// Example: `trend.intercept(close, 14 bars)`
fn intercept(series: series, length: bars = 14 bars) -> series = linreg(series, length).intercept

/// Where the regression line of the window will be if it goes on straight, `ahead_bars` bars from now: a value known now.
/// Formula: value + k·slope of linreg(x, n)
/// Source: TA-Lib TSF and Tulip `tsf` (one bar).
/// Example: `trend.forecast(close, 14 bars, 1)`
fn forecast(series: series, length: bars = 14 bars, ahead_bars: number = 1) -> series {
  let line = linreg(series, length)
  return line.value + ahead_bars * (line.value - line.intercept) / (length - 1)
}

/// How straight the window is: the share of its movement that a line explains.
/// Formula: r² of linreg(x, n)
/// Source: F. Galton, 1886; as R-squared in T. Chande and S. Kroll, The New Technical Trader, 1994.
/// Example: `trend.straightness(close, 24 bars)`
fn straightness(series: series, length: bars = 14 bars) -> number = linreg(series, length).r_squared

/// Ichimoku cloud, every span as a trader sees it on this bar: the leading spans are those of `displacement` bars ago,
/// and instead of drawing the close into the past, `lagging` is the close less the close that long ago.
/// Formula: conversion, base = middle of 9, 26 bars; lead_a = ((conversion + base)/2)[26]; lead_b = middle of 52 bars[26]
/// Source: G. Hosoda, Ichimoku Kinkō Hyō, 1968.
/// Example: `trend.ichimoku().lead_a`
fn ichimoku(
  short: bars = 9 bars,
  medium: bars = 26 bars,
  long: bars = 52 bars,
  displacement: bars = 26 bars
) -> { conversion: price, base: price, lead_a: price, lead_b: price, lagging: price } {
  let conversion = (highest(high, short) + lowest(low, short)) / 2
  let base       = (highest(high, medium) + lowest(low, medium)) / 2
  let middle     = (conversion + base) / 2
  let wide       = (highest(high, long) + lowest(low, long)) / 2
  return {
    conversion: conversion,
    base: base,
    lead_a: middle[displacement],
    lead_b: wide[displacement],
    lagging: close - close[displacement]
  }
}

/// Alligator: three Wilder averages of the bar's middle, each shown some bars late; spread out they say trend, entwined
/// they say rest.
/// Formula: jaw = rma(hl2, 13)[8], teeth = rma(hl2, 8)[5], lips = rma(hl2, 5)[3]
/// Source: B. Williams, Trading Chaos, 1995.
/// Example: `trend.alligator().jaw`
fn alligator(jaw: bars = 13 bars, teeth: bars = 8 bars, lips: bars = 5 bars) -> {
  jaw: price,
  teeth: price,
  lips: price
} {
  let middle = (high + low) / 2
  let slow   = rma(middle, jaw)
  let calm   = rma(middle, teeth)
  let quick  = rma(middle, lips)
  return { jaw: slow[8], teeth: calm[5], lips: quick[3] }
}

/// Gator: how far the alligator's mouth is open, above (jaw to teeth) and below (teeth to lips, not positive).
/// Formula: |jaw − teeth|, −|teeth − lips|
/// Source: B. Williams, New Trading Dimensions, 1998.
/// Example: `trend.gator().upper`
fn gator() -> { upper: price, lower: price } {
  let mouth = alligator()
  return { upper: absolute(mouth.jaw - mouth.teeth), lower: -absolute(mouth.teeth - mouth.lips) }
}

/// Aroon: how lately the highest high (`up`) and the lowest low (`down`) of the window came, 100 for now and 0 for
/// `length` bars ago; `oscillator` is up less down. Of equal highs the newest counts.
/// Formula: 100·(n − bars since the highest high of n + 1 bars)/n
/// Source: T. S. Chande, Technical Analysis of Stocks & Commodities, 1995; TA-Lib AROON and AROONOSC.
/// Example: `trend.aroon(25 bars).oscillator`
fn aroon(length: bars = 14 bars) -> { up: number, down: number, oscillator: number } {
  let since_high = bars_since_highest(high, length + 1, ties: newest)
  let since_low  = bars_since_lowest(low, length + 1, ties: newest)
  let up         = clamp(100 * (length - since_high) / length, 0, 100)
  let down       = clamp(100 * (length - since_low) / length, 0, 100)
  return { up: up, down: down, oscillator: up - down }
}

/// Directional movement index: how one-sided the movement is, 0 to 100.
/// Formula: 100·|plus − minus| / (plus + minus) of dmi(n)
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978; TA-Lib DX.
/// Example: `trend.dx(14 bars)`
fn dx(length: bars = 14 bars) -> number {
  let movement = dmi(length)
  let both     = movement.plus + movement.minus
  return if both > 0
      then clamp(100 * absolute(movement.plus - movement.minus) / both, 0, 100)
      else 0
}

/// Average directional index, smoothed once more with its value of some bars ago.
/// Formula: (adx + adx[n − 1]) / 2
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978; TA-Lib ADXR.
/// Example: `trend.adxr(14 bars)`
fn adxr(length: bars = 14 bars) -> number {
  let strength = dmi(length, length).adx
  return (strength + strength[length - 1]) / 2
}

/// Wilder's smoothed sum of upward and downward movement, in price.
/// Formula: n·rma(±DM, n); +DM = high − high[1] where that is positive and more than low[1] − low, else 0
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978; TA-Lib PLUS_DM and MINUS_DM, which begin a bar
/// earlier with one value less and come together with these.
/// Example: `trend.directional_movement(14 bars).plus`
fn directional_movement(length: bars = 14 bars) -> { plus: price, minus: price } {
  let up    = change(high)
  let down  = -change(low)
  let plus  = if up > down and up > 0 then up else 0
  let minus = if down > up and down > 0 then down else 0
  let count = length / 1 bar
  return { plus: count * rma(plus, length), minus: count * rma(minus, length) }
}

/// Vortex: upward and downward movement against the range; the greater one says the direction.
/// Formula: plus = Σ |high − low[1]| / Σ true range, minus = Σ |low − high[1]| / Σ true range, over n bars
/// Source: E. Botes and D. Siepman, The Vortex Indicator, 2010.
/// Example: `trend.vortex(14 bars).plus`
fn vortex(length: bars = 14 bars) -> { plus: number, minus: number } {
  let way = sum(true_range(first_bar: skipped), length)
  let up  = sum(absolute(high - low[1]), length)
  let off = sum(absolute(low - high[1]), length)
  return { plus: up / way, minus: off / way }
}

/// Choppiness index: 100 where the price only goes to and fro inside its range, low in a straight trend; beyond 61.8
/// and 38.2 most call it chop and trend.
/// Formula: 100·log(Σ true range over n / (highest high − lowest low)) / log(n)
/// Source: E. W. Dreiss, 1993.
/// Example: `trend.choppiness(14 bars)`
fn choppiness(length: bars = 14 bars) -> number {
  let way    = sum(true_range(first_bar: skipped), length)
  let height = max(highest(high, length), close[length]) - min(lowest(low, length), close[length])
  return clamp(100 * log(way / height) / log(length), 0, 100)
}

/// Vertical horizontal filter: the range of the window as a share of the way gone; high in a trend.
/// Formula: (highest(x, n) − lowest(x, n)) / Σ |x − x[1]| over n bars
/// Source: A. White, Futures magazine, 1991.
/// Example: `trend.vertical_horizontal_filter(close, 28 bars)`
fn vertical_horizontal_filter(series: series, length: bars = 28 bars) -> number =
  (highest(series, length) - lowest(series, length)) / sum(absolute(change(series)), length)

/// Mass index: swells when the bars' ranges widen and shrinks when they narrow; a bulge (over 27, then under 26.5) was
/// meant to announce a turn.
/// Formula: Σ ema(high − low, 9) / ema(ema(high − low, 9), 9) over n bars
/// Source: D. Dorsey, Technical Analysis of Stocks & Commodities, 1992; Tulip `mass`, whose averages start with the first value.
/// Example: `trend.mass_index(25 bars)`
fn mass_index(length: bars = 25 bars) -> number {
  let range = ema(high - low, 9 bars)
  return sum(range / ema(range, 9 bars), length)
}

/// Random walk index: how far the price went against what a random walk would have gone in as many bars; above 1 it
/// is more than chance, upwards (`high`) or downwards (`low`).
/// Formula: (high − low[n]) / (atr(n)·√n), (high[n] − low) / (atr(n)·√n)
/// Source: E. M. Poulos, Of Trends and Random Walks, 1991, for one span; he takes the greatest over several.
/// Example: `trend.random_walk(14 bars).high`
fn random_walk(length: bars = 14 bars) -> { high: number, low: number } {
  let reach = atr(length) * sqrt(length / 1 bar)
  return { high: (high - low[length]) / reach, low: (high[length] - low) / reach }
}

/// Trend intensity: the share of upward distance from the average among all distance, 0 to 100.
/// Formula: 100·Σ max(d, 0) / Σ |d| over n/2 bars, d = x − sma(x, n)
/// Source: M. H. Pee, Trend Intensity Index, 2002.
/// Example: `trend.intensity(close, 60 bars)`
fn intensity(series: series, length: bars = 60 bars) -> number {
  let distance = series - sma(series, length)
  let half     = max(floor(length / 2), 1)
  let up       = sum(max(distance, 0), half)
  let all      = sum(absolute(distance), half)
  return clamp(100 * up / all, 0, 100)
}

/// Chandelier exit: where a stop hangs `factor` average ranges below the highest high (`long`) or above the lowest low
/// (`short`).
/// Formula: highest(high, n) − k·atr(n), lowest(low, n) + k·atr(n)
/// Source: C. LeBeau, 1990s, in A. Elder, Come Into My Trading Room, 2002.
/// Example: `trend.chandelier(22 bars, 3).long`
fn chandelier(length: bars = 22 bars, factor: number = 3) -> { long: price, short: price } {
  let reach = factor * atr(length)
  return { long: highest(high, length) - reach, short: lowest(low, length) + reach }
}

/// Volatility stop: a stop some average true ranges from the best close of the trend; a close beyond it turns the trend.
/// `line` is the stop that this bar had to respect, known since the bar before, `rising` the trend after its close.
/// Formula: line = best close of the trend ∓ k·atr(n)[1]; after a turn the best close begins anew
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978 (the volatility system).
/// Example: `trend.volatility_stop(7 bars, 3).line`
fn volatility_stop(length: bars = 7 bars, factor: number = 3) -> { line: price, rising: bool } {
  let range = atr(length)
  let reach = factor * range[1]
  state {
    rising from true = if rising.prev
        then close >= (best.prev ?? close) - reach
        else close > (best.prev ?? close) + reach
    best from na = if rising.prev and rising
        then max(best.prev ?? close, close)
        else if rising.prev or rising then close else min(best.prev ?? close, close)
  }
  let line = if rising[1] then best[1] - reach else best[1] + reach
  return { line: line, rising: rising }
}

/// Ratchet: a stop line below the price that only rises, and starts again where the close falls through it.
/// Formula: s = max(s₋₁, x − k·atr(n)) while close > s₋₁, else x − k·atr(n)
/// Source: the trailing stop in average ranges; C. LeBeau and D. Lucas, Computer Analysis of the Futures Market, 1992.
/// Example: `trend.ratchet(24 bars, 3)`
fn ratchet(length: bars = 24 bars, factor: number = 3) -> price {
  let below = close - factor * atr(length)
  state line from na = if close > prev then max(prev, below) else below
  return line
}

/// Decycler: what is left when movements shorter than `length` bars are taken out, by taking a
/// high-pass filter away from the series.
/// Formula: d = a/2·(x + x[1]) + (1 − a)·d₋₁, a = (cos θ + sin θ − 1)/cos θ, θ = 2π/n
/// Source: J. Ehlers, Decyclers, 2015.
/// Example: `trend.decycler(close, 60 bars)`
fn decycler(series: series, length: bars = 60 bars) -> series {
  let turn  = 6.283185307179586 / length
  let share = clamp((cos(turn) + sin(turn) - 1) / cos(turn), 0.0001, 1)
  let mid   = (series + series[1]) / 2
  state line from na = if is_missing(prev) then mid else prev + share * (mid - prev)
  return line
}

/// Efficiency ratio: the way gained as a share of the way gone, 1 for a straight line and near 0 for noise.
/// Formula: |x − x[n]| / Σ |x − x[1]| over n bars
/// Source: P. J. Kaufman, Smarter Trading, 1995.
/// Example: `trend.efficiency(close, 10 bars)`
fn efficiency(series: series, length: bars = 10 bars) -> number {
  let noise = sum(absolute(change(series)), length)
  return clamp(absolute(change(series, length)) / noise, 0, 1)
}

/// The average change per bar, in the unit of the series.
/// Formula: sma(x − x[1], n)
/// Source: the mean of first differences.
/// Example: `trend.mean_change(close, 24 bars)`
fn mean_change(series: series, length: bars = 14 bars) -> series = sma(change(series), length)

/// The average change per bar, smoothed: above 0 the series rises.
/// Formula: ema(mean_change(x, n), m)
/// Source: the mean of first differences, smoothed as R. G. Brown, 1959.
/// Example: `trend.drift(close, 24 bars)`
fn drift(series: series, length: bars = 14 bars, smoothing: bars = 5 bars) -> series =
  ema(mean_change(series, length), smoothing)

/// An average with a band of `width` average ranges on both sides; `above` says that the close has left it upwards,
/// `below` downwards.
/// Formula: middle = ema(close, n); upper, lower = middle ± k·atr(n)
/// Source: C. W. Keltner, 1960, as L. B. Raschke draws it around an exponential average.
/// Example: `trend.channel(48 bars).upper`
fn channel(length: bars = 20 bars, width: number = 2) -> {
  middle: price,
  upper: price,
  lower: price,
  above: bool,
  below: bool
} {
  let middle = ema(close, length)
  let reach  = width * atr(length)
  return {
    middle: middle,
    upper: middle + reach,
    lower: middle - reach,
    above: close > middle + reach,
    below: close < middle - reach
  }
}
