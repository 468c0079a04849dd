sage 1

/// Where the close stands in its bar, −1 at the low and 1 at the high; 0 on a bar without range.
/// Formula: ((close − low) − (high − close))/(high − low)
/// Source: L. Williams and M. Chaikin, the money flow multiplier, 1970s.
/// Example: `volume.close_location()`
fn close_location() -> number =
  if high > low then clamp((close - low - (high - close)) / (high - low), -1, 1) else 0

/// Accumulation and distribution: volume summed by where the bars close. Only its changes mean anything: its level
/// depends on where the data starts.
/// Formula: Σ volume·((close − low) − (high − close))/(high − low)
/// Source: M. Chaikin, 1970s; TA-Lib AD, TradingView `ta.accdist`.
/// Example: `volume.accumulation()`
fn accumulation() -> quantity = cumulative(close_location() * volume)

/// Chaikin oscillator: a quick average of the accumulation line less a slow one.
/// Formula: ema(ad, fast) − ema(ad, slow), both from the first value
/// Source: M. Chaikin, 1980s; TA-Lib ADOSC.
/// Example: `volume.chaikin_oscillator(3 bars, 10 bars)`
fn chaikin_oscillator(fast: bars = 3 bars, slow: bars = 10 bars) -> quantity {
  let line = accumulation()
  return ema(line, fast, first) - ema(line, slow, first)
}

/// Chaikin money flow, −1 to 1: volume by where the bars close, as a share of all volume in the window.
/// Formula: Σ volume·close location/Σ volume over n bars
/// Source: M. Chaikin, 1980s, in S. B. Achelis, Technical Analysis from A to Z, 1995.
/// Example: `volume.money_flow(20 bars)`
fn money_flow(length: bars = 20 bars) -> number =
  clamp(sum(close_location() * volume, length) / sum(volume, length), -1, 1)

/// Ease of movement: how far the middle of the bar moved for its volume and range, averaged; great when little volume
/// moved the price much. It carries price² per quantity, so only its sign and its own history mean something.
/// Formula: sma((hl2 − hl2[1])·(high − low)/volume, n)
/// Source: R. W. Arms, Volume Cycles in the Stock Market, 1983 (others scale it by a fixed number).
/// Example: `volume.ease_of_movement(14 bars)`
fn ease_of_movement(length: bars = 14 bars) -> series {
  let middle = (high + low) / 2
  return sma(change(middle) * (high - low) / volume, length)
}

/// Force index: money behind the move of the close.
/// Formula: ema((close − close[1])·volume, n)
/// Source: A. Elder, Trading for a Living, 1993.
/// Example: `volume.force(13 bars)`
fn force(length: bars = 13 bars) -> money = ema(change(close) * volume, length)

/// Negative volume index: compounds the returns of bars with less volume than the bar before; it starts at 1.
/// Formula: v = v₋₁·close/close[1] where volume < volume[1], else v₋₁
/// Source: P. I. Dysart, 1936; N. G. Fosback, Stock Market Logic, 1976; TradingView `ta.nvi`.
/// Example: `volume.negative_index()`
fn negative_index() -> number =
  exp(cumulative(if volume < volume[1] then log(close / close[1]) else 0))

/// Positive volume index: compounds the returns of bars with more volume than the bar before; it starts at 1.
/// Formula: v = v₋₁·close/close[1] where volume > volume[1], else v₋₁
/// Source: P. I. Dysart, 1936; N. G. Fosback, Stock Market Logic, 1976; TradingView `ta.pvi`.
/// Example: `volume.positive_index()`
fn positive_index() -> number =
  exp(cumulative(if volume > volume[1] then log(close / close[1]) else 0))

/// Price volume trend: volume summed by the size of the returns. Only its changes mean anything.
/// Formula: Σ volume·(close − close[1])/close[1]
/// Source: D. Markstein, How to Chart Your Way to Stock Market Profits, 1966; TradingView `ta.pvt`.
/// Example: `volume.price_trend()`
fn price_trend() -> quantity = cumulative(volume * returns(close))

/// Volume oscillator: a quick average of volume against a slow one, in percent.
/// Formula: 100·(ema(volume, fast) − ema(volume, slow))/ema(volume, slow)
/// Source: S. B. Achelis, Technical Analysis from A to Z, 1995; TradingView's built-in.
/// Example: `volume.oscillator(5 bars, 10 bars)`
fn oscillator(fast: bars = 5 bars, slow: bars = 10 bars) -> number {
  let calm = ema(volume, slow)
  return 100 * (ema(volume, fast) - calm) / calm
}

/// Percentage volume oscillator: the MACD of volume in percent, with signal and histogram.
/// Formula: line = oscillator(fast, slow); signal = ema(line, signal); histogram = line − signal
/// Source: G. Appel's MACD, 1979, over volume; StockCharts PVO.
/// Example: `volume.pvo().histogram`
fn pvo(fast: bars = 12 bars, slow: bars = 26 bars, signal: bars = 9 bars) -> {
  line: number,
  signal: number,
  histogram: number
} {
  let line   = oscillator(fast, slow)
  let smooth = ema(line, signal)
  return { line: line, signal: smooth, histogram: line - smooth }
}

/// Klinger volume oscillator: volume force of rising and falling stretches, a quick average less a slow one, and its
/// signal.
/// Formula: force = volume·|2·dm/cm − 1|·trend·100, dm = high − low, cm its sum over the stretch; ema(force, fast) − ema(force, slow)
/// Source: S. J. Klinger, Identifying Trends with Volume Analysis, 1997; Tulip `kvo`.
/// Example: `volume.klinger().line`
fn klinger(fast: bars = 34 bars, slow: bars = 55 bars, signal: bars = 13 bars) -> {
  line: quantity,
  signal: quantity
} {
  let whole = high + low + close
  let reach = high - low
  let move  = sign(change(whole))
  state way from 0 = if move > 0 then 1 else if move < 0 then -1 else prev
  let turned = way != way[1] ?? 0
  let before = reach[1]
  state summed from na = if turned then before + reach else (prev ?? before) + reach
  let strength = if summed > 0 then absolute(2 * reach / summed - 1) else 1
  let flow     = 100 * volume * strength * way
  let line     = ema(flow, fast) - ema(flow, slow)
  return { line: line, signal: ema(line, signal) }
}

/// Williams' accumulation and distribution: what the close gained on the true low, or lost on the true high, summed.
/// Formula: Σ close − min(low, close[1]) after a rise, close − max(high, close[1]) after a fall
/// Source: L. Williams, The Secret of Selecting Stocks, 1972; TradingView `ta.wad`, Tulip `wad`.
/// Example: `volume.williams_accumulation()`
fn williams_accumulation() -> price {
  let move = change(close)
  return cumulative(
      if move > 0
        then close - min(low, close[1])
        else if move < 0 then close - max(high, close[1]) else 0
    )
}

/// Williams' variable accumulation and distribution: volume by the bar's body as a share of its range; 0 on a bar
/// without range.
/// Formula: volume·(close − open)/(high − low)
/// Source: L. Williams, The Secret of Selecting Stocks, 1972; TradingView `ta.wvad`.
/// Example: `volume.variable_accumulation()`
fn variable_accumulation() -> quantity =
  if high > low then volume * (close - open) / (high - low) else 0

/// Intraday intensity: where the close stands in its bar, per unit of volume.
/// Formula: (2·close − high − low)/((high − low)·volume)
/// Source: D. Bostian, 1960s; TradingView `ta.iii`.
/// Example: `volume.intensity()`
fn intensity() -> series = (2 * close - high - low) / ((high - low) * volume)

/// Market facilitation: how far the price moved for each unit of volume.
/// Formula: (high − low)/volume
/// Source: B. Williams, Trading Chaos, 1995; Tulip `marketfi`.
/// Example: `volume.facilitation()`
fn facilitation() -> series = (high - low) / volume

/// Twiggs money flow, −1 to 1: as Chaikin's with the gaps counted and Wilder's averages.
/// Formula: rma(volume·(2·close − th − tl)/(th − tl), n)/rma(volume, n), th and tl the true high and low
/// Source: C. Twiggs, Twiggs Money Flow, 2002.
/// Example: `volume.twiggs(21 bars)`
fn twiggs(length: bars = 21 bars) -> number {
  let top    = max(high, close[1])
  let bottom = min(low, close[1])
  let place  = if top > bottom then (2 * close - top - bottom) / (top - bottom) else 0
  return clamp(rma(place * volume, length) / rma(volume, length), -1, 1)
}

/// Relative volume: the bar's volume against the average of the bars before it.
/// Formula: volume/sma(volume, n)[1]
/// Source: the relative volume of scanners; here without the bar itself in the average.
/// Example: `volume.relative(20 bars)`
fn relative(length: bars = 20 bars) -> number = volume / sma(volume, length)[1]

/// Volume of rising bars as a share of all volume in the window, 0 to 1; unchanged closes count to neither.
/// Formula: Σ volume on rises/Σ volume over n bars
/// Source: R. W. Arms' up and down volume, 1967, over one market.
/// Example: `volume.up_share(20 bars)`
fn up_share(length: bars = 20 bars) -> number =
  clamp(sum(volume * (if close > close[1] then 1 else 0), length) / sum(volume, length), 0, 1)

/// Volume zone oscillator, −100 to 100: averaged signed volume against averaged volume.
/// Formula: 100·ema(volume·sign(Δclose), n)/ema(volume, n)
/// Source: W. Khalil and D. Steckler, In the Volume Zone, 2011.
/// Example: `volume.zone(14 bars)`
fn zone(length: bars = 14 bars) -> number =
  clamp(100 * ema(volume * sign(change(close)), length) / ema(volume, length), -100, 100)

/// Volume-weighted MACD: volume-weighted averages in place of exponential ones.
/// Formula: line = vwma(x, fast) − vwma(x, slow); signal = ema(line, signal)
/// Source: B. P. Dormeier, Volume-Weighted MACD, 2002.
/// Example: `volume.weighted_macd(close).line`
fn weighted_macd(
  series: series,
  fast: bars = 12 bars,
  slow: bars = 26 bars,
  signal: bars = 9 bars
) -> { line: series, signal: series } {
  let line = vwma(series, fast) - vwma(series, slow)
  return { line: line, signal: ema(line, signal) }
}

/// Money that changed hands in the window, at the typical price.
/// Formula: Σ volume·(high + low + close)/3 over n bars
/// Source: turnover as exchanges report it, from bars.
/// Example: `volume.turnover(24 bars)`
fn turnover(length: bars = 24 bars) -> money = sum(volume * typical_price(), length)

/// Illiquidity: how far a return goes for the money behind it, averaged; great in a thin market.
/// Formula: sma(|x/x[1] − 1|/(volume·close), n)
/// Source: Y. Amihud, Illiquidity and Stock Returns, 2002.
/// Example: `volume.illiquidity(24 bars)`
fn illiquidity(length: bars = 24 bars) -> series =
  sma(absolute(returns(close)) / (volume * close), length)
