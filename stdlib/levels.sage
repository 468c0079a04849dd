sage 1

/// A high with lower highs around it, known only `right` bars later: `found` on the bar that confirms it, `price` the
/// level, held until the next one is found. Of equal highs none is one.
/// Formula: high[right] above every other high of the left + 1 + right bars
/// Source: swing points in C. Dow's sense; TradingView `ta.pivothigh` on the bar on which it is known.
/// Example: `levels.pivot_high(5 bars, 5 bars).price`
fn pivot_high(left: bars = 5 bars, right: bars = 5 bars) -> { found: bool, price: price? } {
  let window = left + right + 1
  let oldest = bars_since_highest(high, window)
  let newest = bars_since_highest(high, window, ties: newest)
  let found  = oldest == right and newest == right
  state level from na = if found then high[right] else prev
  return { found: found, price: level }
}

/// A low with higher lows around it, known only `right` bars later: `found` on the bar that confirms it, `price` the
/// level, held until the next one is found. Of equal lows none is one.
/// Formula: low[right] below every other low of the left + 1 + right bars
/// Source: swing points in C. Dow's sense; TradingView `ta.pivotlow` on the bar on which it is known.
/// Example: `levels.pivot_low(5 bars, 5 bars).price`
fn pivot_low(left: bars = 5 bars, right: bars = 5 bars) -> { found: bool, price: price? } {
  let window = left + right + 1
  let oldest = bars_since_lowest(low, window)
  let newest = bars_since_lowest(low, window, ties: newest)
  let found  = oldest == right and newest == right
  state level from na = if found then low[right] else prev
  return { found: found, price: level }
}

/// Williams' fractals: highs and lows that stand above and below `wing` bars on both sides, known `wing` bars later.
/// `up` and `down` are the last confirmed levels.
/// Formula: pivot_high(wing, wing), pivot_low(wing, wing)
/// Source: B. Williams, Trading Chaos, 1995.
/// Example: `levels.fractals(2 bars).up`
fn fractals(wing: bars = 2 bars) -> { up: price?, down: price?, up_found: bool, down_found: bool } {
  let top    = pivot_high(wing, wing)
  let bottom = pivot_low(wing, wing)
  return { up: top.price, down: bottom.price, up_found: top.found, down_found: bottom.found }
}

/// Floor traders' pivot levels from the high, low and close of a finished period, such as those of a `frame`.
/// Formula: p = (h + l + c)/3; r1 = 2p − l; s1 = 2p − h; r2 = p + (h − l); s2 = p − (h − l); r3 = h + 2(p − l); s3 = l − 2(h − p)
/// Source: floor traders of the 1930s; TradingView `ta.pivot_point_levels("Traditional")`.
/// Example: `levels.pivot_points(high[1], low[1], close[1]).r1`
fn pivot_points(top: price, bottom: price, last: price) -> {
  pivot: price,
  r1: price,
  s1: price,
  r2: price,
  s2: price,
  r3: price,
  s3: price
} {
  let middle = (top + bottom + last) / 3
  let height = top - bottom
  return {
    pivot: middle,
    r1: 2 * middle - bottom,
    s1: 2 * middle - top,
    r2: middle + height,
    s2: middle - height,
    r3: top + 2 * (middle - bottom),
    s3: bottom - 2 * (top - middle)
  }
}

/// Pivot levels at Fibonacci's shares of the range of a finished period.
/// Formula: p = (h + l + c)/3; r, s = p ± 0.382, 0.618, 1 times (h − l)
/// Source: TradingView `ta.pivot_point_levels("Fibonacci")`.
/// Example: `levels.fibonacci_points(high[1], low[1], close[1]).r1`
fn fibonacci_points(top: price, bottom: price, last: price) -> {
  pivot: price,
  r1: price,
  s1: price,
  r2: price,
  s2: price,
  r3: price,
  s3: price
} {
  let middle = (top + bottom + last) / 3
  let height = top - bottom
  return {
    pivot: middle,
    r1: middle + 0.382 * height,
    s1: middle - 0.382 * height,
    r2: middle + 0.618 * height,
    s2: middle - 0.618 * height,
    r3: middle + height,
    s3: middle - height
  }
}

/// Camarilla levels around the close of a finished period.
/// Formula: r, s = c ± 1.1·(h − l)/12, /6, /4, /2
/// Source: N. Stott (S. Scott), 1989; TradingView `ta.pivot_point_levels("Camarilla")`.
/// Example: `levels.camarilla_points(high[1], low[1], close[1]).r3`
fn camarilla_points(top: price, bottom: price, last: price) -> {
  pivot: price,
  r1: price,
  s1: price,
  r2: price,
  s2: price,
  r3: price,
  s3: price,
  r4: price,
  s4: price
} {
  let reach = 1.1 * (top - bottom)
  return {
    pivot: (top + bottom + last) / 3,
    r1: last + reach / 12,
    s1: last - reach / 12,
    r2: last + reach / 6,
    s2: last - reach / 6,
    r3: last + reach / 4,
    s3: last - reach / 4,
    r4: last + reach / 2,
    s4: last - reach / 2
  }
}

/// Levels of retracement between the highest high and the lowest low of the window, from the top down.
/// Formula: top − 0.236, 0.382, 0.5, 0.618, 0.786 times (top − bottom)
/// Source: W. D. Gann's and R. N. Elliott's retracements at Leonardo of Pisa's ratios.
/// Example: `levels.retracements(100 bars).half`
fn retracements(length: bars = 100 bars) -> {
  top: price,
  level_236: price,
  level_382: price,
  half: price,
  level_618: price,
  level_786: price,
  bottom: price
} {
  let top    = highest(high, length)
  let bottom = lowest(low, length)
  let height = top - bottom
  return {
    top: top,
    level_236: top - 0.236 * height,
    level_382: top - 0.382 * height,
    half: top - 0.5 * height,
    level_618: top - 0.618 * height,
    level_786: top - 0.786 * height,
    bottom: bottom
  }
}

/// The price's place in its window, 0 at the lowest low and 1 at the highest high.
/// Formula: (close − lowest(low, n)) / (highest(high, n) − lowest(low, n))
/// Source: G. C. Lane's stochastic as a share, 1984.
/// Example: `levels.place(50 bars)`
fn place(length: bars = 50 bars) -> number {
  let bottom = lowest(low, length)
  return clamp((close - bottom) / (highest(high, length) - bottom), 0, 1)
}

/// Fractal chaos bands: the last high and the last low with two lower (higher) bars on both sides, known two bars later.
/// Formula: fractals(w).up, fractals(w).down
/// Source: B. Williams, Trading Chaos, 1995, as bands.
/// Example: `levels.fractal_bands(2 bars).upper`
fn fractal_bands(wing: bars = 2 bars) -> { upper: price?, lower: price? } {
  let points = fractals(wing)
  return { upper: points.up, lower: points.down }
}

/// The window's largest fall from its highest close, as a share of it: 0 at the top, 0.2 a fifth below.
/// Formula: 1 − x / highest(x, n)
/// Source: the drawdown of performance measurement.
/// Example: `levels.below_top(close, 200 bars)`
fn below_top(series: series, length: bars = 200 bars) -> number =
  1 - series / highest(series, length)

/// How far the series stands above the lowest of the window, as a share of it.
/// Formula: x / lowest(x, n) − 1
/// Source: the counterpart of the drawdown.
/// Example: `levels.above_bottom(close, 200 bars)`
fn above_bottom(series: series, length: bars = 200 bars) -> number =
  series / lowest(series, length) - 1

/// Woodie's pivot levels of a finished period, in which its close counts twice.
/// Formula: p = (h + l + 2c)/4; r1 = 2p − l; s1 = 2p − h; r2 = p + (h − l); s2 = p − (h − l)
/// Source: K. Wood (Woodie's CCI Club); TradingView `ta.pivot_point_levels("Woodie")` takes the new period's open for c.
/// Example: `levels.woodie_points(high[1], low[1], close[1]).r1`
fn woodie_points(top: price, bottom: price, last: price) -> {
  pivot: price,
  r1: price,
  s1: price,
  r2: price,
  s2: price
} {
  let middle = (top + bottom + 2 * last) / 4
  let height = top - bottom
  return {
    pivot: middle,
    r1: 2 * middle - bottom,
    s1: 2 * middle - top,
    r2: middle + height,
    s2: middle - height
  }
}

/// DeMark's levels of a finished period, which follow from whether it closed above its open.
/// Formula: x = h + 2l + c, 2h + l + c or h + l + 2c for a close below, above or at the open; p = x/4; r1 = x/2 − l; s1 = x/2 − h
/// Source: T. R. DeMark, The New Science of Technical Analysis, 1994; TradingView `ta.pivot_point_levels("DM")`.
/// Example: `levels.demark_points(open[1], high[1], low[1], close[1]).r1`
fn demark_points(begin: price, top: price, bottom: price, last: price) -> {
  pivot: price,
  r1: price,
  s1: price
} {
  let base  = top + bottom + last
  let extra = if last < begin then bottom else if last > begin then top else last
  let all   = base + extra
  return { pivot: all / 4, r1: all / 2 - bottom, s1: all / 2 - top }
}
