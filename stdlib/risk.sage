sage 1

// Stops and targets as price levels, sizes as shares of equity. Levels come in pairs: `.long` below the price, `.short`
// above it. A size goes into `size 100% * risk.volatility_target() of equity`.

// ------------------------------------------------------------------------------------------- stops

/// Stop a number of average true ranges from the close.
/// Formula: long: close − factor · atr(length); short: close + factor · atr(length)
/// Range: prices, below and above the close.
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978 (volatility stop).
/// Example: `risk.atr_stop(2, 14 bars).long`
fn atr_stop(factor: number = 2, length: bars = 14 bars) -> { long: price, short: price } {
  let reach = factor * atr(length)
  return { long: close - reach, short: close + reach }
}

/// Chandelier exit: a stop that hangs from the highest high, or stands on the lowest low, of the last bars.
/// Formula: long: highest(high, n) − factor · atr(n); short: lowest(low, n) + factor · atr(n)
/// Range: prices; not always beyond the close: a close beyond it is the exit.
/// Source: C. Le Beau, in A. Elder, Come into My Trading Room, 2002 (22 bars, factor 3).
/// Example: `close crosses below risk.chandelier(3, 22 bars).long`
fn chandelier(factor: number = 3, length: bars = 22 bars) -> { long: price, short: price } {
  let reach = factor * atr(length)
  return { long: highest(high, length) - reach, short: lowest(low, length) + reach }
}

/// Swing stop: beyond the extreme of the last bars, by a part of the average true range.
/// Formula: long: lowest(low, n) − buffer · atr(14); short: highest(high, n) + buffer · atr(14)
/// Range: prices, below and above the bar.
/// Source: C. M. Faith, Way of the Turtle, 2007 (the exit at the extreme of ten days).
/// Example: `risk.swing_stop(10 bars, 0.25).long`
fn swing_stop(length: bars = 10 bars, buffer: number = 0) -> { long: price, short: price } {
  let room = buffer * atr(14 bars)
  return { long: lowest(low, length) - room, short: highest(high, length) + room }
}

/// Stop at a share of the close.
/// Formula: long: close · (1 − share); short: close · (1 + share)
/// Range: prices, below and above the close.
/// Source: W. J. O'Neil, How to Make Money in Stocks, 1988 (7 to 8 percent).
/// Example: `risk.percent_stop(2%).short`
fn percent_stop(share: percent = 2%) -> { long: price, short: price } = {
  long: close * (1 - share),
  short: close * (1 + share)
}

/// SafeZone stop: as far from the bar before as the market's usual stabs against the trend reach, times a factor.
/// Formula: long: low[1] − factor · mean of low[1] − low where it fell; short: high[1] + factor · mean of high − high[1]
/// where it rose; over n bars up to the bar before
/// Range: prices; without a stab in the window the level is missing.
/// Source: A. Elder, Come into My Trading Room, 2002 (factor 2 to 3).
/// Example: `risk.safe_zone(2.5, 20 bars).long`
fn safe_zone(factor: number = 2.5, length: bars = 20 bars) -> { long: price, short: price } {
  let under      = max(low[1] - low, 0)
  let over       = max(high - high[1], 0)
  let under_bars = sum(if under > 0 then 1 else 0, length)
  let over_bars  = sum(if over > 0 then 1 else 0, length)
  return {
    long: low[1] - factor * (sum(under, length) / under_bars)[1],
    short: high[1] + factor * (sum(over, length) / over_bars)[1]
  }
}

/// Ratchet: a stop some average true ranges behind the close that only moves with the trend and turns when it is broken.
/// Formula: rising: max(line[1], close − reach) while close > line[1]; else falling: min(line[1], close + reach)
/// Range: a price; `rising` says on which side of it the close is.
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems, 1978 (volatility system, closes only).
/// Example: `risk.ratchet(3, 21 bars).rising`
fn ratchet(factor: number = 3, length: bars = 21 bars) -> { line: price?, rising: bool } {
  let reach = factor * atr(length)
  let below = close - reach
  let above = close + reach
  let last  = close[1]
  state line from na = if is_missing(prev)
      then below
      else if close > prev and last > prev
        then max(prev, below)
        else if close < prev and last < prev
          then min(prev, above)
          else if close > prev then below else above
  return { line: line, rising: close > line }
}

// ------------------------------------------------------------------------------------------- targets and multiples

/// Target a number of times as far from the entry as the stop, on the other side.
/// Formula: entry + multiple · (entry − stop)
/// Range: a price; above the entry for a stop below it, below it for a stop above it.
/// Source: V. K. Tharp, Trade Your Way to Financial Freedom, 1998 (R multiples).
/// Example: `risk.target(close, risk.atr_stop(2).long, 3)`
fn target(entry_price: price, stop: price, multiple: number = 2) -> price =
  entry_price + multiple * (entry_price - stop)

/// What a price is worth in units of the risk taken: 1 is as much gained as the stop could have cost.
/// Formula: (price − entry) / (entry − stop)
/// Range: any number; −1 at the stop; missing where entry and stop are one.
/// Source: V. K. Tharp, Trade Your Way to Financial Freedom, 1998.
/// Example: `risk.r_multiple(close[10], lowest(low, 10 bars)[10], close) > 2`
fn r_multiple(entry_price: price, stop: price, at: price = close) -> number =
  (at - entry_price) / (entry_price - stop)

/// Expectancy in units of the risk taken.
/// Formula: wins · payoff − (1 − wins)
/// Range: −1 and above. `wins` is the share of trades that win, `payoff` their mean gain in units of the mean loss.
/// Source: V. K. Tharp, Trade Your Way to Financial Freedom, 1998.
/// Example: `risk.expectancy(0.4, 2.2)`
fn expectancy(wins: number, payoff: number) -> number = wins * payoff - (1 - wins)

// ------------------------------------------------------------------------------------------- sizes

/// Bars in a year, found from the smallest step between the last ten bars. `days`: 365 for markets that never close, 252
/// for exchanges (on daily bars).
/// Formula: days · 1d / lowest(time − time[1], 10)
/// Range: above 0.
/// Source: the square-root-of-time rule of annualised volatility.
/// Example: `stdev(log_returns(close), 30 bars) * sqrt(risk.bars_per_year())`
fn bars_per_year(days: number = 365) -> number = days * 1d / lowest(time - time[1], 10 bars)

/// Volatility per year of the last returns.
/// Formula: stdev(ln(close / close[1]), length) · √(bars in a year)
/// Range: 0 and above; 0.6 is sixty percent a year.
/// Source: J. P. Morgan, RiskMetrics Technical Document, 1996.
/// Example: `risk.annual_volatility(30 bars) < 0.8`
fn annual_volatility(length: bars = 30 bars, days: number = 365) -> number =
  stdev(log_returns(close), length) * sqrt(bars_per_year(days))

/// Share of equity whose volatility is the wanted one, at most `most`.
/// Formula: min(most, target / annual volatility)
/// Range: 0 to `most`; missing while there is no volatility at all.
/// Source: A. Moreira and T. Muir, Volatility-Managed Portfolios, Journal of Finance, 2017; R. Carver, 2015.
/// Example: `risk.volatility_target(20%, 30 bars)`
fn volatility_target(
  target_volatility: percent = 20%,
  length: bars = 30 bars,
  most: number = 1,
  days: number = 365
) -> number = clamp(target_volatility / annual_volatility(length, days), 0, most)

/// Share of equity of which a move of some average true ranges costs `share` of the equity: the unit of the Turtles.
/// Formula: min(most, share · close / (factor · atr(length)))
/// Range: 0 to `most`.
/// Source: C. M. Faith, Way of the Turtle, 2007 (1 percent, 20 bars).
/// Example: `risk.turtle_unit(1%, 2, 20 bars)`
fn turtle_unit(
  share: percent = 1%,
  factor: number = 1,
  length: bars = 20 bars,
  most: number = 1
) -> number = clamp(share * close / (factor * atr(length)), 0, most)

/// Kelly's share of equity for trades that win with probability `wins` and then gain `payoff` times what a loss costs.
/// Formula: clamp(fraction · (wins − (1 − wins) / payoff), 0, most)
/// Range: 0 to `most`; `fraction` ½ gives three quarters of the growth at half of the swings.
/// Source: J. L. Kelly, A New Interpretation of Information Rate, 1956; E. O. Thorp, 2006.
/// Example: `risk.kelly(0.55, 1.2)`
fn kelly(wins: number, payoff: number, fraction: number = 0.5, most: number = 1) -> number =
  clamp(fraction * (wins - (1 - wins) / payoff), 0, most)

/// Kelly's share of equity for a market with the mean and variance of its last returns.
/// Formula: clamp(fraction · mean(returns) / variance(returns), 0, most)
/// Range: 0 to `most`; missing while nothing moves. The mean of few returns is mostly noise: take many.
/// Source: E. O. Thorp, The Kelly Criterion in Blackjack, Sports Betting and the Stock Market, 2006.
/// Example: `risk.kelly_of_returns(500 bars, 0.25)`
fn kelly_of_returns(length: bars = 500 bars, fraction: number = 0.5, most: number = 1) -> number =
  clamp(fraction * sma(returns(close), length) / variance(returns(close), length), 0, most)

/// Weight of one of two markets so that both bring the same risk, their correlation left out.
/// Formula: (1/own) / (1/own + 1/other)
/// Range: 0 to 1; the weights of the two add up to 1.
/// Source: E. Qian, Risk Parity Portfolios, 2005 (equal for two assets whatever the correlation).
/// Example: `risk.risk_parity(risk.annual_volatility(30 bars), risk.annual_volatility(300 bars))`
fn risk_parity(own: number, other: number) -> number = other / (own + other)

/// Weight of one of three markets by its inverse volatility.
/// Formula: (1/own) / (1/own + 1/second + 1/third)
/// Range: 0 to 1; the weights of the three add up to 1.
/// Source: S. Maillard, T. Roncalli and J. Teïletche, The Properties of Equally Weighted Risk Contribution Portfolios, 2010
/// (equal risk where all correlations are equal).
/// Example: `risk.inverse_volatility_of_three(0.6, 0.8, 0.2)`
fn inverse_volatility_of_three(own: number, second: number, third: number) -> number =
  1 / own / (1 / own + 1 / second + 1 / third)

/// How far a series lies below its highest value of the last bars.
/// Formula: 1 − x / highest(x, length)
/// Range: 0 to 1 for prices.
/// Source: drawdown of a rolling peak.
/// Example: `risk.drawdown_of(close, 240 bars) > 20%`
fn drawdown_of(x: series = close, length: bars = 240 bars) -> number = 1 - x / highest(x, length)

/// Factor that takes the size back as a drawdown grows: 1 without one, `least` from `worst` on, a straight line between.
/// Formula: clamp(1 − drawdown / worst, least, 1)
/// Range: `least` to 1.
/// Source: S. J. Grossman and Z. Zhou, Optimal Investment Strategies for Controlling Drawdowns, 1993, made linear.
/// Example: `risk.drawdown_scale(risk.drawdown_of(close, 240 bars), 25%)`
fn drawdown_scale(drawdown_now: number, worst: percent = 20%, least: number = 0) -> number =
  clamp(1 - drawdown_now / worst, least, 1)

/// Value at risk of one bar by history: the loss that the given share of the last returns exceeded.
/// Formula: −quantile(returns, length, share)
/// Range: a share of the position; negative where even that return was a gain.
/// Source: J. Hull and A. White, Value at Risk When Daily Changes in Market Variables Are Not Normally Distributed, 1998.
/// Example: `risk.value_at_risk(500 bars, 0.05) < 3%`
fn value_at_risk(length: bars = 500 bars, share: number = 0.05) -> number =
  -quantile(returns(close), length, share)
