sage 1

// Candle patterns, with the definitions and the settings of TA-Lib (`ta_CDL*.c`, `TA_CandleDefaultSettings`). What is
// long, short or near is measured against the five or ten bars before, never against the bar itself. A pattern with one
// meaning is a condition; one with two is a record of two conditions, `.bullish` and `.bearish`. It is dated at the bar
// whose close completes it. Bars without a body count as rising, as in TA-Lib.

// ------------------------------------------------------------------------------------------- parts of a candle

/// Size of the body: what lies between open and close.
/// Formula: |close − open|
/// Range: 0 and above, a price.
/// Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `candles.body() > 2 * candles.upper_shadow()`
fn body() -> price = abs(close - open)

/// Upper end of the body.
/// Formula: max(open, close)
/// Range: a price.
/// Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `close > candles.body_top()[1]`
fn body_top() -> price = max(open, close)

/// Lower end of the body.
/// Formula: min(open, close)
/// Range: a price.
/// Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `close < candles.body_bottom()[1]`
fn body_bottom() -> price = min(open, close)

/// Upper shadow (wick): what lies above the body.
/// Formula: high − max(open, close)
/// Range: 0 and above, a price.
/// Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `candles.upper_shadow() > atr(14 bars)`
fn upper_shadow() -> price = high - max(open, close)

/// Lower shadow (wick): what lies below the body.
/// Formula: min(open, close) − low
/// Range: 0 and above, a price.
/// Source: S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `candles.lower_shadow() > atr(14 bars)`
fn lower_shadow() -> price = min(open, close) - low

/// Whether the bar closed at or above its open: a white (hollow, green) candle.
/// Formula: close ≥ open
/// Range: yes or no.
/// Source: TA-Lib `TA_CANDLECOLOR`; a bar without a body counts as white.
/// Example: `candles.white() and candles.white()[1]`
fn white() -> bool = close >= open

/// Whether the bar closed below its open: a black (filled, red) candle.
/// Formula: close < open
/// Range: yes or no.
/// Source: TA-Lib `TA_CANDLECOLOR`.
/// Example: `candles.black() and candles.black()[1]`
fn black() -> bool = close < open

/// Whether the body is longer than those of the ten bars before it on average.
/// Formula: body > sma(body, 10)[1]
/// Range: yes or no.
/// Source: TA-Lib candle setting BodyLong (10 bars, factor 1).
/// Example: `candles.long_body() and candles.white()`
fn long_body() -> bool = body() > sma(body(), 10 bars)[1]

/// Whether the body is shorter than those of the ten bars before it on average.
/// Formula: body < sma(body, 10)[1]
/// Range: yes or no.
/// Source: TA-Lib candle setting BodyShort (10 bars, factor 1).
/// Example: `candles.short_body() and candles.white()`
fn short_body() -> bool = body() < sma(body(), 10 bars)[1]

/// Whether the upper shadow is shorter than half of both shadows of the ten bars before on average.
/// Formula: upper shadow < sma(upper shadow + lower shadow, 10)[1] / 2
/// Range: yes or no.
/// Source: TA-Lib candle setting ShadowShort (10 bars, factor 1).
/// Example: `candles.short_upper_shadow() and candles.white()`
fn short_upper_shadow() -> bool = upper_shadow() < usual_shadow()

/// Whether the lower shadow is shorter than half of both shadows of the ten bars before on average.
/// Formula: lower shadow < sma(upper shadow + lower shadow, 10)[1] / 2
/// Range: yes or no.
/// Source: TA-Lib candle setting ShadowShort (10 bars, factor 1).
/// Example: `candles.short_lower_shadow() and candles.black()`
fn short_lower_shadow() -> bool = lower_shadow() < usual_shadow()

/// Half of both shadows of the ten bars before, on average.
/// Formula: sma(upper shadow + lower shadow, 10)[1] / 2
/// Range: 0 and above, a price.
/// Source: TA-Lib candle setting ShadowShort (10 bars, factor 1, halved).
/// Example: `candles.upper_shadow() > candles.usual_shadow()`
fn usual_shadow() -> price = sma(high - low - body(), 10 bars)[1] / 2

/// A tenth of the range of the ten bars before on average: shadows below it count as none, bodies up to it as a doji.
/// Formula: 0.1 · sma(high − low, 10)[1]
/// Range: 0 and above, a price.
/// Source: TA-Lib candle settings BodyDoji and ShadowVeryShort (10 bars, factor 0.1).
/// Example: `candles.body() < candles.hair()`
fn hair() -> price = sma(high - low, 10 bars)[1] * 0.1

/// Whether the candle has next to no upper shadow: less than a tenth of the usual range.
/// Formula: upper shadow < 0.1 · sma(high − low, 10)[1]
/// Range: yes or no.
/// Source: TA-Lib candle setting ShadowVeryShort (10 bars, factor 0.1).
/// Example: `candles.no_upper_shadow() and candles.long_body()`
fn no_upper_shadow() -> bool = upper_shadow() < hair()

/// Whether the candle has next to no lower shadow: less than a tenth of the usual range.
/// Formula: lower shadow < 0.1 · sma(high − low, 10)[1]
/// Range: yes or no.
/// Source: TA-Lib candle setting ShadowVeryShort (10 bars, factor 0.1).
/// Example: `candles.no_lower_shadow() and candles.long_body()`
fn no_lower_shadow() -> bool = lower_shadow() < hair()

/// The distance that counts as near: a fifth of the range of the five bars before on average.
/// Formula: 0.2 · sma(high − low, 5)[1]
/// Range: 0 and above, a price.
/// Source: TA-Lib candle setting Near (5 bars, factor 0.2).
/// Example: `abs(close - high[1]) <= candles.near()`
fn near() -> price = sma(high - low, 5 bars)[1] * 0.2

/// The distance that counts as far: three fifths of the range of the five bars before on average.
/// Formula: 0.6 · sma(high − low, 5)[1]
/// Range: 0 and above, a price.
/// Source: TA-Lib candle setting Far (5 bars, factor 0.6).
/// Example: `abs(close - high[1]) > candles.far()`
fn far() -> price = sma(high - low, 5 bars)[1] * 0.6

/// The distance that counts as none: a twentieth of the range of the five bars before on average.
/// Formula: 0.05 · sma(high − low, 5)[1]
/// Range: 0 and above, a price.
/// Source: TA-Lib candle setting Equal (5 bars, factor 0.05).
/// Example: `abs(low - low[1]) <= candles.equal()`
fn equal() -> price = sma(high - low, 5 bars)[1] * 0.05

/// Whether the whole body lies above the body of the bar before.
/// Formula: min(open, close) > max(open, close)[1]
/// Range: yes or no.
/// Source: TA-Lib `TA_REALBODYGAPUP`.
/// Example: `candles.body_gap_up() and volume > sma(volume, 20 bars)`
fn body_gap_up() -> bool = body_bottom() > body_top()[1]

/// Whether the whole body lies below the body of the bar before.
/// Formula: max(open, close) < min(open, close)[1]
/// Range: yes or no.
/// Source: TA-Lib `TA_REALBODYGAPDOWN`.
/// Example: `candles.body_gap_down() and volume > sma(volume, 20 bars)`
fn body_gap_down() -> bool = body_top() < body_bottom()[1]

/// Whether the body lies wholly within the body of the bar before.
/// Formula: max(open, close) < max(open, close)[1] and min(open, close) > min(open, close)[1]
/// Range: yes or no.
/// Source: TA-Lib `ta_CDLHARAMI.c`.
/// Example: `candles.body_inside() and candles.long_body()[1]`
fn body_inside() -> bool = body_top() < body_top()[1] and body_bottom() > body_bottom()[1]

/// Whether the bar has the other colour than the bar before: rising after falling, or falling after rising.
/// Formula: white ≠ white[1]
/// Range: yes or no.
/// Source: TA-Lib `TA_CANDLECOLOR`.
/// Example: `candles.colour_turns() and candles.long_body()`
fn colour_turns() -> bool = white() and black()[1] or black() and white()[1]

// ------------------------------------------------------------------------------------------- one candle

/// Doji: next to no body. Buyers and sellers are even.
/// Formula: body ≤ 0.1 · sma(high − low, 10)[1]
/// Range: yes or no.
/// Source: TA-Lib CDLDOJI; S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `candles.doji() and close > ema(close, 50 bars)`
fn doji() -> bool = body() <= hair()

/// Dragonfly doji: a doji with a lower shadow only. What was sold during the bar was bought back.
/// Formula: doji, no upper shadow, lower shadow > 0.1 · sma(high − low, 10)[1]
/// Range: yes or no; bullish after a fall.
/// Source: TA-Lib CDLDRAGONFLYDOJI.
/// Example: `candles.dragonfly_doji() and close < ema(close, 50 bars)`
fn dragonfly_doji() -> bool = doji() and no_upper_shadow() and lower_shadow() > hair()

/// Gravestone doji: a doji with an upper shadow only. What was bought during the bar was sold again.
/// Formula: doji, no lower shadow, upper shadow > 0.1 · sma(high − low, 10)[1]
/// Range: yes or no; bearish after a rise.
/// Source: TA-Lib CDLGRAVESTONEDOJI.
/// Example: `candles.gravestone_doji() and close > ema(close, 50 bars)`
fn gravestone_doji() -> bool = doji() and no_lower_shadow() and upper_shadow() > hair()

/// Long-legged doji: a doji with at least one shadow longer than its body.
/// Formula: doji, and lower shadow > body or upper shadow > body
/// Range: yes or no.
/// Source: TA-Lib CDLLONGLEGGEDDOJI.
/// Example: `candles.long_legged_doji() and volume > sma(volume, 20 bars)`
fn long_legged_doji() -> bool = doji() and (lower_shadow() > body() or upper_shadow() > body())

/// Rickshaw man: a long-legged doji whose body stands near the middle of the bar.
/// Formula: doji, both shadows > body, body within `near` of (high + low) / 2
/// Range: yes or no.
/// Source: TA-Lib CDLRICKSHAWMAN.
/// Example: `candles.rickshaw_man()`
fn rickshaw_man() -> bool {
  let middle = low + (high - low) / 2
  return doji()
      and lower_shadow() > body()
      and upper_shadow() > body()
      and body_bottom() <= middle + near()
      and body_top() >= middle - near()
}

/// Takuri line: a dragonfly doji with a very long lower shadow.
/// Formula: doji, no upper shadow, lower shadow > 2 · body
/// Range: yes or no; bullish after a fall.
/// Source: TA-Lib CDLTAKURI.
/// Example: `candles.takuri() and close < ema(close, 50 bars)`
fn takuri() -> bool = doji() and no_upper_shadow() and lower_shadow() > 2 * body()

/// Hammer: a small body at the upper end of a long lower shadow, at or below the low of the bar before.
/// Formula: short body, lower shadow > body, no upper shadow, min(open, close) ≤ low[1] + near[1]
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLHAMMER; S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `candles.hammer() and close > ema(close, 200 bars)`
fn hammer() -> bool = small_with_lower_shadow() and body_bottom() <= low[1] + near()[1]

/// Hanging man: the shape of a hammer at or above the high of the bar before.
/// Formula: short body, lower shadow > body, no upper shadow, min(open, close) ≥ high[1] − near[1]
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLHANGINGMAN; S. Nison, Japanese Candlestick Charting Techniques, 1991.
/// Example: `candles.hanging_man() and close < ema(close, 200 bars)`
fn hanging_man() -> bool = small_with_lower_shadow() and body_bottom() >= high[1] - near()[1]

/// The shape of hammer and hanging man: a short body, a lower shadow longer than it, no upper shadow.
/// Formula: short body, lower shadow > body, no upper shadow
/// Range: yes or no.
/// Source: TA-Lib CDLHAMMER and CDLHANGINGMAN.
/// Example: `candles.small_with_lower_shadow()`
fn small_with_lower_shadow() -> bool =
  short_body() and lower_shadow() > body() and no_upper_shadow()

/// The shape of inverted hammer and shooting star: a short body, an upper shadow longer than it, no lower shadow.
/// Formula: short body, upper shadow > body, no lower shadow
/// Range: yes or no.
/// Source: TA-Lib CDLINVERTEDHAMMER and CDLSHOOTINGSTAR.
/// Example: `candles.small_with_upper_shadow()`
fn small_with_upper_shadow() -> bool =
  short_body() and upper_shadow() > body() and no_lower_shadow()

/// Inverted hammer: a small body below a long upper shadow, gapping down from the body before.
/// Formula: short body, upper shadow > body, no lower shadow, body gaps down
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLINVERTEDHAMMER.
/// Example: `candles.inverted_hammer()`
fn inverted_hammer() -> bool = small_with_upper_shadow() and body_gap_down()

/// Shooting star: a small body below a long upper shadow, gapping up from the body before.
/// Formula: short body, upper shadow > body, no lower shadow, body gaps up
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLSHOOTINGSTAR.
/// Example: `candles.shooting_star()`
fn shooting_star() -> bool = small_with_upper_shadow() and body_gap_up()

/// Marubozu: a long body without shadows.
/// Formula: long body, no upper shadow, no lower shadow; bullish where close ≥ open
/// Range: two conditions.
/// Source: TA-Lib CDLMARUBOZU.
/// Example: `candles.marubozu().bullish`
fn marubozu() -> { bullish: bool, bearish: bool } {
  let shape = long_body() and no_upper_shadow() and no_lower_shadow()
  return { bullish: shape and white(), bearish: shape and black() }
}

/// Closing marubozu: a long body without a shadow at the close.
/// Formula: long body; bullish: close ≥ open and no upper shadow; bearish: close < open and no lower shadow
/// Range: two conditions.
/// Source: TA-Lib CDLCLOSINGMARUBOZU.
/// Example: `candles.closing_marubozu().bearish`
fn closing_marubozu() -> { bullish: bool, bearish: bool } = {
  bullish: long_body() and white() and no_upper_shadow(),
  bearish: long_body() and black() and no_lower_shadow()
}

/// Belt hold: a long body without a shadow at the open.
/// Formula: long body; bullish: close ≥ open and no lower shadow; bearish: close < open and no upper shadow
/// Range: two conditions.
/// Source: TA-Lib CDLBELTHOLD.
/// Example: `candles.belt_hold().bullish`
fn belt_hold() -> { bullish: bool, bearish: bool } = {
  bullish: long_body() and white() and no_lower_shadow(),
  bearish: long_body() and black() and no_upper_shadow()
}

/// Long line: a long body with short shadows.
/// Formula: long body, both shadows short; bullish where close ≥ open
/// Range: two conditions.
/// Source: TA-Lib CDLLONGLINE.
/// Example: `candles.long_line().bullish`
fn long_line() -> { bullish: bool, bearish: bool } {
  let shape = long_body() and short_upper_shadow() and short_lower_shadow()
  return { bullish: shape and white(), bearish: shape and black() }
}

/// Short line: a short body with short shadows.
/// Formula: short body, both shadows short; bullish where close ≥ open
/// Range: two conditions.
/// Source: TA-Lib CDLSHORTLINE.
/// Example: `candles.short_line().bullish`
fn short_line() -> { bullish: bool, bearish: bool } {
  let shape = short_body() and short_upper_shadow() and short_lower_shadow()
  return { bullish: shape and white(), bearish: shape and black() }
}

/// Spinning top: a short body with both shadows longer than it.
/// Formula: short body, both shadows > body; bullish where close ≥ open
/// Range: two conditions.
/// Source: TA-Lib CDLSPINNINGTOP.
/// Example: `candles.spinning_top().bearish`
fn spinning_top() -> { bullish: bool, bearish: bool } {
  let shape = short_body() and upper_shadow() > body() and lower_shadow() > body()
  return { bullish: shape and white(), bearish: shape and black() }
}

/// High wave: a short body with both shadows more than twice as long.
/// Formula: short body, both shadows > 2 · body; bullish where close ≥ open
/// Range: two conditions.
/// Source: TA-Lib CDLHIGHWAVE.
/// Example: `candles.high_wave().bullish`
fn high_wave() -> { bullish: bool, bearish: bool } {
  let shape = short_body() and upper_shadow() > 2 * body() and lower_shadow() > 2 * body()
  return { bullish: shape and white(), bearish: shape and black() }
}

// ------------------------------------------------------------------------------------------- two candles

/// Engulfing: a body that covers the body of the other colour before it and reaches beyond it at both ends.
/// Formula: bullish: white after black, close > open[1] and open < close[1]; bearish: the mirror image; with `touching`
/// one of the two ends may be equal
/// Range: two conditions. Where the next bar opens at the close before, as in markets that never sleep, only `touching`
/// finds most of them.
/// Source: TA-Lib CDLENGULFING, as in its version 0.4 (from 0.6 on one end may be equal: `touching`); S. Nison, Japanese
/// Candlestick Charting Techniques, 1991.
/// Example: `candles.engulfing(touching: true).bullish and close > ema(close, 200 bars)`
fn engulfing(touching: bool = false) -> { bullish: bool, bearish: bool } {
  let fall = close > open[1] and open < close[1]
  let rise = open > close[1] and close < open[1]
  let covers_fall = fall
      or touching and (close >= open[1] and open < close[1] or close > open[1] and open <= close[1])
  let covers_rise = rise
      or touching and (open >= close[1] and close < open[1] or open > close[1] and close <= open[1])
  return {
    bullish: white() and black()[1] and covers_fall,
    bearish: black() and white()[1] and covers_rise
  }
}

/// Harami: a body that is not long, within the long body before it.
/// Formula: long body[1], body not long, body inside the body before; bullish after black
/// Range: two conditions.
/// Source: TA-Lib CDLHARAMI.
/// Example: `candles.harami().bullish`
fn harami() -> { bullish: bool, bearish: bool } {
  let shape = long_body()[1] and not long_body() and body_inside()
  return { bullish: shape and black()[1], bearish: shape and white()[1] }
}

/// Harami cross: a doji within the long body before it.
/// Formula: long body[1], doji, body inside the body before; bullish after black
/// Range: two conditions.
/// Source: TA-Lib CDLHARAMICROSS.
/// Example: `candles.harami_cross().bearish`
fn harami_cross() -> { bullish: bool, bearish: bool } {
  let shape = long_body()[1] and doji() and body_inside()
  return { bullish: shape and black()[1], bearish: shape and white()[1] }
}

/// Doji star: a doji that gaps away in the direction of a long body.
/// Formula: long body[1], doji; bearish: white[1] and body gaps up; bullish: black[1] and body gaps down
/// Range: two conditions.
/// Source: TA-Lib CDLDOJISTAR.
/// Example: `candles.doji_star().bullish`
fn doji_star() -> { bullish: bool, bearish: bool } {
  let shape = long_body()[1] and doji()
  return {
    bullish: shape and black()[1] and body_gap_down(),
    bearish: shape and white()[1] and body_gap_up()
  }
}

/// Piercing line: after a long black body a long white one opens below the low and closes above the middle of the body.
/// Formula: long black[1], long white, open < low[1], close[1] + body[1]/2 < close < open[1]
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLPIERCING.
/// Example: `candles.piercing()`
fn piercing() -> bool =
  black()[1]
    and long_body()[1]
    and white()
    and long_body()
    and open < low[1]
    and close < open[1]
    and close > close[1] + body()[1] * 0.5

/// Dark cloud cover: after a long white body a black one opens above the high and closes deep inside that body.
/// Formula: long white[1], black, open > high[1], open[1] < close < close[1] − penetration · body[1]
/// Range: yes or no; bearish. `penetration` is a share of the body before, 0 to 1.
/// Source: TA-Lib CDLDARKCLOUDCOVER (penetration 0.5).
/// Example: `candles.dark_cloud_cover()`
fn dark_cloud_cover(penetration: number = 0.5) -> bool =
  white()[1]
    and long_body()[1]
    and black()
    and open > high[1]
    and close > open[1]
    and close < close[1] - body()[1] * penetration

/// On neck: after a long black body a white one opens below the low and closes at the low.
/// Formula: long black[1], white, open < low[1], |close − low[1]| ≤ equal[1]
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLONNECK.
/// Example: `candles.on_neck()`
fn on_neck() -> bool =
  black()[1]
    and long_body()[1]
    and white()
    and open < low[1]
    and close <= low[1] + equal()[1]
    and close >= low[1] - equal()[1]

/// In neck: after a long black body a white one opens below the low and closes slightly inside the body.
/// Formula: long black[1], white, open < low[1], close[1] ≤ close ≤ close[1] + equal[1]
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLINNECK.
/// Example: `candles.in_neck()`
fn in_neck() -> bool =
  black()[1]
    and long_body()[1]
    and white()
    and open < low[1]
    and close <= close[1] + equal()[1]
    and close >= close[1]

/// Thrusting: after a long black body a white one opens below the low and closes inside the body, below its middle.
/// Formula: long black[1], white, open < low[1], close[1] + equal[1] < close ≤ close[1] + body[1]/2
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLTHRUSTING.
/// Example: `candles.thrusting()`
fn thrusting() -> bool =
  black()[1]
    and long_body()[1]
    and white()
    and open < low[1]
    and close > close[1] + equal()[1]
    and close <= close[1] + body()[1] * 0.5

/// Counterattack: two long bodies of different colours with the same close.
/// Formula: long body[1], long body, other colour, |close − close[1]| ≤ equal[1]; bullish where close ≥ open
/// Range: two conditions.
/// Source: TA-Lib CDLCOUNTERATTACK.
/// Example: `candles.counterattack().bullish`
fn counterattack() -> { bullish: bool, bearish: bool } {
  let shape = colour_turns()
      and long_body()[1]
      and long_body()
      and close <= close[1] + equal()[1]
      and close >= close[1] - equal()[1]
  return { bullish: shape and white(), bearish: shape and black() }
}

/// Separating lines: two candles of different colours with the same open, the second a long belt hold.
/// Formula: other colour, |open − open[1]| ≤ equal[1], long body without a shadow at the open; bullish where close ≥ open
/// Range: two conditions.
/// Source: TA-Lib CDLSEPARATINGLINES.
/// Example: `candles.separating_lines().bearish`
fn separating_lines() -> { bullish: bool, bearish: bool } {
  let shape = colour_turns() and open <= open[1] + equal()[1] and open >= open[1] - equal()[1]
  return { bullish: shape and belt_hold().bullish, bearish: shape and belt_hold().bearish }
}

/// Kicking: a marubozu, then one of the other colour with a gap between the bars.
/// Formula: marubozu[1], marubozu of the other colour; bullish: low > high[1]; bearish: high < low[1]
/// Range: two conditions; the later candle tells the direction.
/// Source: TA-Lib CDLKICKING.
/// Example: `candles.kicking().bullish`
fn kicking() -> { bullish: bool, bearish: bool } = {
  bullish: marubozu().bearish[1] and marubozu().bullish and low > high[1],
  bearish: marubozu().bullish[1] and marubozu().bearish and high < low[1]
}

/// Kicking by length: kicking in which the longer marubozu tells the direction.
/// Formula: kicking; bullish where the longer of the two bodies is white
/// Range: two conditions.
/// Source: TA-Lib CDLKICKINGBYLENGTH.
/// Example: `candles.kicking_by_length().bearish`
fn kicking_by_length() -> { bullish: bool, bearish: bool } {
  let later = body() > body()[1]
  return {
    bullish: kicking().bullish and later or kicking().bearish and not later,
    bearish: kicking().bearish and later or kicking().bullish and not later
  }
}

/// Homing pigeon: a black body that is not long within a long black one.
/// Formula: long black[1], black, body not long, open < open[1], close > close[1]
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLHOMINGPIGEON.
/// Example: `candles.homing_pigeon()`
fn homing_pigeon() -> bool =
  black()[1]
    and black()
    and long_body()[1]
    and not long_body()
    and open < open[1]
    and close > close[1]

/// Matching low: two black candles with the same close.
/// Formula: black[1], black, |close − close[1]| ≤ equal[1]
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLMATCHINGLOW.
/// Example: `candles.matching_low()`
fn matching_low() -> bool =
  black()[1] and black() and close <= close[1] + equal()[1] and close >= close[1] - equal()[1]

// ------------------------------------------------------------------------------------------- three candles

/// Morning star: a long black body, a small one that gaps down, a white one that closes deep inside the first.
/// Formula: long black[2], body not long[1], gap down[1], white, body not short, close > close[2] + penetration · body[2]
/// Range: yes or no; bullish. `penetration` is a share of the first body, 0 to 1.
/// Source: TA-Lib CDLMORNINGSTAR (penetration 0.3).
/// Example: `candles.morning_star()`
fn morning_star(penetration: number = 0.3) -> bool =
  black()[2]
    and long_body()[2]
    and not long_body()[1]
    and body_gap_down()[1]
    and white()
    and long_body()
    and close > close[2] + body()[2] * penetration

/// Evening star: a long white body, a small one that gaps up, a black one that closes deep inside the first.
/// Formula: long white[2], body not long[1], gap up[1], black, body not short, close < close[2] − penetration · body[2]
/// Range: yes or no; bearish. `penetration` is a share of the first body, 0 to 1.
/// Source: TA-Lib CDLEVENINGSTAR (penetration 0.3).
/// Example: `candles.evening_star()`
fn evening_star(penetration: number = 0.3) -> bool =
  white()[2]
    and long_body()[2]
    and not long_body()[1]
    and body_gap_up()[1]
    and black()
    and long_body()
    and close < close[2] - body()[2] * penetration

/// Morning doji star: a morning star whose middle candle is a doji.
/// Formula: long black[2], doji[1], gap down[1], white, body not short, close > close[2] + penetration · body[2]
/// Range: yes or no; bullish. `penetration` is a share of the first body, 0 to 1.
/// Source: TA-Lib CDLMORNINGDOJISTAR (penetration 0.3).
/// Example: `candles.morning_doji_star()`
fn morning_doji_star(penetration: number = 0.3) -> bool =
  black()[2]
    and long_body()[2]
    and doji()[1]
    and body_gap_down()[1]
    and white()
    and long_body()
    and close > close[2] + body()[2] * penetration

/// Evening doji star: an evening star whose middle candle is a doji.
/// Formula: long white[2], doji[1], gap up[1], black, body not short, close < close[2] − penetration · body[2]
/// Range: yes or no; bearish. `penetration` is a share of the first body, 0 to 1.
/// Source: TA-Lib CDLEVENINGDOJISTAR (penetration 0.3).
/// Example: `candles.evening_doji_star()`
fn evening_doji_star(penetration: number = 0.3) -> bool =
  white()[2]
    and long_body()[2]
    and doji()[1]
    and body_gap_up()[1]
    and black()
    and long_body()
    and close < close[2] - body()[2] * penetration

/// Abandoned baby: a star of the doji kind with gaps between whole bars on both sides.
/// Formula: long body[2], doji[1], body not short; bearish: white[2], black, low[1] > high[2], high < low[1],
/// close < close[2] − penetration · body[2]; bullish: the mirror image
/// Range: two conditions. `penetration` is a share of the first body, 0 to 1.
/// Source: TA-Lib CDLABANDONEDBABY (penetration 0.3).
/// Example: `candles.abandoned_baby().bullish`
fn abandoned_baby(penetration: number = 0.3) -> { bullish: bool, bearish: bool } {
  let shape = long_body()[2] and doji()[1] and long_body()
  return {
    bullish: shape
      and black()[2]
      and white()
      and high[1] < low[2]
      and low > high[1]
      and close > close[2] + body()[2] * penetration,
    bearish: shape
      and white()[2]
      and black()
      and low[1] > high[2]
      and high < low[1]
      and close < close[2] - body()[2] * penetration
  }
}

/// Three white soldiers: three rising bodies without upper shadows, each opening near the close before, none much shorter.
/// Formula: white ×3, no upper shadows, closes rising, open[k] above the open before and at most near the close before,
/// bodies no more than `far` shorter than the one before, body not short
/// Range: yes or no; bullish.
/// Source: TA-Lib CDL3WHITESOLDIERS.
/// Example: `candles.three_white_soldiers()`
fn three_white_soldiers() -> bool {
  let step  = white() and no_upper_shadow()
  let opens = open > open[1] and open <= close[1] + near()[1]
  let keeps = body() > body()[1] - far()[1]
  return step
      and step[1]
      and step[2]
      and close > close[1]
      and close[1] > close[2]
      and opens
      and opens[1]
      and keeps
      and keeps[1]
      and long_body()
}

/// Three black crows: after a white candle three falling bodies without lower shadows, each opening inside the one before.
/// Formula: white[3], black ×3, no lower shadows, closes falling, opens inside the body before, high[3] > close[2]
/// Range: yes or no; bearish.
/// Source: TA-Lib CDL3BLACKCROWS.
/// Example: `candles.three_black_crows()`
fn three_black_crows() -> bool {
  let step  = black() and no_lower_shadow()
  let opens = open < open[1] and open > close[1]
  return white()[3]
      and step
      and step[1]
      and step[2]
      and opens
      and opens[1]
      and high[3] > close[2]
      and close[2] > close[1]
      and close[1] > close
}

/// Identical three crows: three falling bodies without lower shadows, each opening at the close before.
/// Formula: black ×3, no lower shadows, closes falling, |open − close[1]| ≤ equal[1] twice
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLIDENTICAL3CROWS.
/// Example: `candles.identical_three_crows()`
fn identical_three_crows() -> bool {
  let step  = black() and no_lower_shadow()
  let opens = open <= close[1] + equal()[1] and open >= close[1] - equal()[1]
  return step
      and step[1]
      and step[2]
      and close[2] > close[1]
      and close[1] > close
      and opens
      and opens[1]
}

/// Three inside up or down: a harami and a candle that closes beyond its first body.
/// Formula: long body[2], body not long[1] and inside; bullish: black[2], white, close > open[2]; bearish: the mirror image
/// Range: two conditions.
/// Source: TA-Lib CDL3INSIDE.
/// Example: `candles.three_inside().bullish`
fn three_inside() -> { bullish: bool, bearish: bool } = {
  bullish: harami().bullish[1] and white() and close > open[2],
  bearish: harami().bearish[1] and black() and close < open[2]
}

/// Three outside up or down: an engulfing and a further close in its direction.
/// Formula: bullish: white[1] covers black[2], close > close[1]; bearish: the mirror image
/// Range: two conditions.
/// Source: TA-Lib CDL3OUTSIDE.
/// Example: `candles.three_outside().bearish`
fn three_outside() -> { bullish: bool, bearish: bool } {
  let covers_fall = white() and black()[1] and close > open[1] and open < close[1]
  let covers_rise = black() and white()[1] and open > close[1] and close < open[1]
  return {
    bullish: covers_fall[1] and close > close[1],
    bearish: covers_rise[1] and close < close[1]
  }
}

/// Advance block: three rising white candles that weaken: ever smaller bodies or long upper shadows.
/// Formula: white ×3, closes rising, opens near the close before, long body[2] with a short upper shadow, and the second
/// far smaller, or the third far smaller, or both smaller with upper shadows not short, or the third smaller with
/// a long upper shadow
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLADVANCEBLOCK.
/// Example: `candles.advance_block()`
fn advance_block() -> bool {
  let opens    = open > open[1] and open <= close[1] + near()[1]
  let smaller  = body() < body()[1]
  let much     = body() < body()[1] - far()[1]
  let shadowed = upper_shadow() > usual_shadow()
  let weakens = much[1] and body() < body()[1] + near()[1]
      or much
      or smaller and smaller[1] and (shadowed or shadowed[1])
      or smaller and upper_shadow() > body()
  return white()
      and white()[1]
      and white()[2]
      and close > close[1]
      and close[1] > close[2]
      and opens
      and opens[1]
      and long_body()[2]
      and short_upper_shadow()[2]
      and weakens
}

/// Stalled pattern: two long white candles, then a small one that opens near the close before.
/// Formula: white ×3, closes rising, long body[2], long body[1] without upper shadow, open[1] > open[2] and near close[2],
/// short body, open ≥ close[1] − body − near[1]
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLSTALLEDPATTERN.
/// Example: `candles.stalled()`
fn stalled() -> bool =
  white()
    and white()[1]
    and white()[2]
    and close > close[1]
    and close[1] > close[2]
    and long_body()[2]
    and long_body()[1]
    and no_upper_shadow()[1]
    and open[1] > open[2]
    and open[1] <= close[2] + near()[2]
    and short_body()
    and open >= close[1] - body() - near()[1]

/// Two crows: a long white body, a black one that gaps up, a black one that opens inside it and closes in the first.
/// Formula: long white[2], black[1] gaps up, black, close[1] < open < open[1], open[2] < close < close[2]
/// Range: yes or no; bearish.
/// Source: TA-Lib CDL2CROWS.
/// Example: `candles.two_crows()`
fn two_crows() -> bool =
  white()[2]
    and long_body()[2]
    and black()[1]
    and body_gap_up()[1]
    and black()
    and open < open[1]
    and open > close[1]
    and close > open[2]
    and close < close[2]

/// Upside gap two crows: a long white body, a small black one that gaps up, a black one around it that keeps the gap.
/// Formula: long white[2], black[1] not long gaps up, black, open > open[1], close[2] < close < close[1]
/// Range: yes or no; bearish.
/// Source: TA-Lib CDLUPSIDEGAP2CROWS.
/// Example: `candles.upside_gap_two_crows()`
fn upside_gap_two_crows() -> bool =
  white()[2]
    and long_body()[2]
    and black()[1]
    and not long_body()[1]
    and body_gap_up()[1]
    and black()
    and open > open[1]
    and close < close[1]
    and close > close[2]

/// Three stars in the south: three black candles that lose force, the last a short one without shadows.
/// Formula: black ×3; long body[2] with lower shadow > body; smaller body[1] inside the bar before with a lower shadow;
/// short body without shadows inside the bar before
/// Range: yes or no; bullish.
/// Source: TA-Lib CDL3STARSINSOUTH.
/// Example: `candles.three_stars_in_the_south()`
fn three_stars_in_the_south() -> bool =
  black()
    and black()[1]
    and black()[2]
    and long_body()[2]
    and lower_shadow()[2] > body()[2]
    and body()[1] < body()[2]
    and open[1] > close[2]
    and open[1] <= high[2]
    and low[1] < close[2]
    and low[1] >= low[2]
    and lower_shadow()[1] > hair()[1]
    and short_body()
    and no_lower_shadow()
    and no_upper_shadow()
    and low > low[1]
    and high < high[1]

/// Unique three river: a long black body, a black harami with a new low, a short white body below.
/// Formula: long black[2], black[1], close[1] > close[2], open[1] ≤ open[2], low[1] < low[2], short white, open > low[1]
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLUNIQUE3RIVER.
/// Example: `candles.unique_three_river()`
fn unique_three_river() -> bool =
  long_body()[2]
    and black()[2]
    and black()[1]
    and close[1] > close[2]
    and open[1] <= open[2]
    and low[1] < low[2]
    and short_body()
    and white()
    and open > low[1]

/// Stick sandwich: a white candle between two black ones with the same close.
/// Formula: black[2], white[1], black, low[1] > close[2], |close − close[2]| ≤ equal[2]
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLSTICKSANDWICH.
/// Example: `candles.stick_sandwich()`
fn stick_sandwich() -> bool =
  black()[2]
    and white()[1]
    and black()
    and low[1] > close[2]
    and close <= close[2] + equal()[2]
    and close >= close[2] - equal()[2]

/// Tristar: three dojis, the middle one apart.
/// Formula: three bodies ≤ 0.1 · sma(high − low, 10)[3]; bearish: the middle one gaps up and the last is lower; bullish: the
/// middle one gaps down and the last is higher
/// Range: two conditions.
/// Source: TA-Lib CDLTRISTAR, which measures all three against the bars before the first.
/// Example: `candles.tristar().bullish`
fn tristar() -> { bullish: bool, bearish: bool } {
  let shape = body()[2] <= hair()[2] and body()[1] <= hair()[2] and body() <= hair()[2]
  return {
    bullish: shape and body_gap_down()[1] and body_bottom() > body_bottom()[1],
    bearish: shape and body_gap_up()[1] and body_top() < body_top()[1]
  }
}

/// Tasuki gap: a gap in the trend, then a candle of the other colour that opens in the body and does not close the gap.
/// Formula: bullish: white[1] gaps up, black, open[1] < open < close[1], body top[2] < close < open[1],
/// |body[1] − body| < near[1]; bearish: the mirror image
/// Range: two conditions.
/// Source: TA-Lib CDLTASUKIGAP.
/// Example: `candles.tasuki_gap().bullish`
fn tasuki_gap() -> { bullish: bool, bearish: bool } {
  let alike = abs(body()[1] - body()) < near()[1]
  return {
    bullish: body_gap_up()[1]
      and white()[1]
      and black()
      and open < close[1]
      and open > open[1]
      and close < open[1]
      and close > body_top()[2]
      and alike,
    bearish: body_gap_down()[1]
      and black()[1]
      and white()
      and open < open[1]
      and open > close[1]
      and close > open[1]
      and close < body_bottom()[2]
      and alike
  }
}

/// Side-by-side white lines: after a gap two white candles of like size and like open.
/// Formula: white[1] and white, |body − body[1]| ≤ near[1], |open − open[1]| ≤ equal[1]; bullish: both gap up over the body
/// before them; bearish: both gap down
/// Range: two conditions.
/// Source: TA-Lib CDLGAPSIDESIDEWHITE.
/// Example: `candles.side_by_side_white().bullish`
fn side_by_side_white() -> { bullish: bool, bearish: bool } {
  let alike = white()[1]
      and white()
      and body() >= body()[1] - near()[1]
      and body() <= body()[1] + near()[1]
      and open >= open[1] - equal()[1]
      and open <= open[1] + equal()[1]
  return {
    bullish: alike and body_gap_up()[1] and body_bottom() > body_top()[2],
    bearish: alike and body_gap_down()[1] and body_top() < body_bottom()[2]
  }
}

/// Gap three methods: two candles of one colour with a gap, then one of the other colour that closes the gap.
/// Formula: white[2], white[1] gaps up (bullish) or black[2], black[1] gaps down (bearish); other colour, open inside the
/// second body, close inside the first
/// Range: two conditions.
/// Source: TA-Lib CDLXSIDEGAP3METHODS.
/// Example: `candles.gap_three_methods().bearish`
fn gap_three_methods() -> { bullish: bool, bearish: bool } {
  let fills = open < body_top()[1]
      and open > body_bottom()[1]
      and close < body_top()[2]
      and close > body_bottom()[2]
  return {
    bullish: white()[2] and white()[1] and black() and body_gap_up()[1] and fills,
    bearish: black()[2] and black()[1] and white() and body_gap_down()[1] and fills
  }
}

// ------------------------------------------------------------------------------------------- four and five candles

/// Three-line strike: three candles of one colour in a row, and one of the other colour that takes all of it back.
/// Formula: white ×3 with rising closes, each opening near the body before, then black, open > close[1], close < open[3]
/// (bullish); the mirror image (bearish)
/// Range: two conditions, named after the three candles.
/// Source: TA-Lib CDL3LINESTRIKE.
/// Example: `candles.three_line_strike().bullish`
fn three_line_strike() -> { bullish: bool, bearish: bool } {
  let opens = open >= body_bottom()[1] - near()[1] and open <= body_top()[1] + near()[1]
  let row   = opens[1] and opens[2]
  return {
    bullish: row
      and white()[3]
      and white()[2]
      and white()[1]
      and black()
      and close[1] > close[2]
      and close[2] > close[3]
      and open > close[1]
      and close < open[3],
    bearish: row
      and black()[3]
      and black()[2]
      and black()[1]
      and white()
      and close[1] < close[2]
      and close[2] < close[3]
      and open < close[1]
      and close > open[3]
  }
}

/// Concealing baby swallow: two black marubozus, a black one that gaps down with an upper shadow, one that engulfs it.
/// Formula: black ×4, no shadows[3] and [2], body gaps down[1], upper shadow[1] reaching above close[2], the last bar
/// covers the bar before with its shadows
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLCONCEALBABYSWALL.
/// Example: `candles.concealing_baby_swallow()`
fn concealing_baby_swallow() -> bool {
  let bare = no_lower_shadow() and no_upper_shadow()
  return black()
      and black()[1]
      and black()[2]
      and black()[3]
      and bare[3]
      and bare[2]
      and body_gap_down()[1]
      and upper_shadow()[1] > hair()[1]
      and high[1] > close[2]
      and high > high[1]
      and low < low[1]
}

/// Ladder bottom: three falling black candles, a fourth with an upper shadow, then a white one above it.
/// Formula: black[4] … black[1], opens and closes of the first three falling, upper shadow[1], white, open > open[1],
/// close > high[1]
/// Range: yes or no; bullish.
/// Source: TA-Lib CDLLADDERBOTTOM.
/// Example: `candles.ladder_bottom()`
fn ladder_bottom() -> bool =
  black()[4]
    and black()[3]
    and black()[2]
    and open[4] > open[3]
    and open[3] > open[2]
    and close[4] > close[3]
    and close[3] > close[2]
    and black()[1]
    and upper_shadow()[1] > hair()[1]
    and white()
    and open > open[1]
    and close > high[1]

/// Breakaway: a long body, a gap in its direction, two more bars that way, and a candle back into the gap.
/// Formula: bearish: long white[4], white[3] gaps up, highs and lows rising to [1], white[1], black, close between close[4]
/// and open[3]; bullish: the mirror image
/// Range: two conditions; the last candle tells the direction.
/// Source: TA-Lib CDLBREAKAWAY.
/// Example: `candles.breakaway().bullish`
fn breakaway() -> { bullish: bool, bearish: bool } {
  let falls = high < high[1] and low < low[1]
  let rises = high > high[1] and low > low[1]
  return {
    bullish: long_body()[4]
      and black()[4]
      and black()[3]
      and black()[1]
      and white()
      and body_gap_down()[3]
      and falls[2]
      and falls[1]
      and close > open[3]
      and close < close[4],
    bearish: long_body()[4]
      and white()[4]
      and white()[3]
      and white()[1]
      and black()
      and body_gap_up()[3]
      and rises[2]
      and rises[1]
      and close < open[3]
      and close > close[4]
  }
}

/// Mat hold: a long white body, three small ones that fall but hold, and a white one to a new high.
/// Formula: long white[4]; short bodies [3] … [1], the first black and gapping up; bodies of [2] and [1] begin below
/// close[4], end above close[4] − penetration · body[4] and fall; white, open > close[1], close above all highs
/// Range: yes or no; bullish. `penetration` is a share of the first body, 0 to 1.
/// Source: TA-Lib CDLMATHOLD (penetration 0.5).
/// Example: `candles.mat_hold()`
fn mat_hold(penetration: number = 0.5) -> bool {
  let floor_level = close[4] - body()[4] * penetration
  let bottom      = body_bottom()
  let top         = body_top()
  return long_body()[4]
      and short_body()[3]
      and short_body()[2]
      and short_body()[1]
      and white()[4]
      and black()[3]
      and white()
      and body_gap_up()[3]
      and bottom[2] < close[4]
      and bottom[1] < close[4]
      and bottom[2] > floor_level
      and bottom[1] > floor_level
      and top[2] < open[3]
      and top[1] < top[2]
      and open > close[1]
      and close > max(high[3], max(high[2], high[1]))
}

/// Rising or falling three methods: a long body, three small ones against it inside its bar, and a long one beyond.
/// Formula: bullish: long white[4]; three short black bodies within the bar [4], closes falling; long white, open > close[1],
/// close > close[4]; bearish: the mirror image
/// Range: two conditions.
/// Source: TA-Lib CDLRISEFALL3METHODS.
/// Example: `candles.three_methods().bullish`
fn three_methods() -> { bullish: bool, bearish: bool } {
  let small  = short_body()[3] and short_body()[2] and short_body()[1]
  let bottom = body_bottom()
  let top    = body_top()
  let held = bottom[3] < high[4]
      and bottom[2] < high[4]
      and bottom[1] < high[4]
      and top[3] > low[4]
      and top[2] > low[4]
      and top[1] > low[4]
  let shape = long_body()[4] and small and long_body() and held
  return {
    bullish: shape
      and white()[4]
      and black()[3]
      and black()[2]
      and black()[1]
      and white()
      and close[2] < close[3]
      and close[1] < close[2]
      and open > close[1]
      and close > close[4],
    bearish: shape
      and black()[4]
      and white()[3]
      and white()[2]
      and white()[1]
      and black()
      and close[2] > close[3]
      and close[1] > close[2]
      and open < close[1]
      and close < close[4]
  }
}

/// Hikkake: an inside bar and a bar that breaks out of it one way: a trap for those who follow. Dated at the break-out.
/// Formula: inside bar[1]: high[1] < high[2], low[1] > low[2]; bullish: high < high[1] and low < low[1]; bearish: both higher
/// Range: two conditions, of which at most one holds.
/// Source: TA-Lib CDLHIKKAKE (value ±100); D. L. Chesler, Active Trader, 2004.
/// Example: `candles.hikkake().bullish`
fn hikkake() -> { bullish: bool, bearish: bool } {
  let inside = high < high[1] and low > low[1]
  return {
    bullish: inside[1] and high < high[1] and low < low[1],
    bearish: inside[1] and high > high[1] and low > low[1]
  }
}

/// Hikkake confirmed: within three bars of a hikkake, and before another one, the close leaves its inside bar the other way.
/// Formula: bullish: close > high of the inside bar of a bullish hikkake 1, 2 or 3 bars ago, for the first time
/// Range: two conditions, dated at the confirming bar.
/// Source: TA-Lib CDLHIKKAKE (value ±200).
/// Example: `candles.hikkake_confirmed().bullish`
fn hikkake_confirmed() -> { bullish: bool, bearish: bool } =
  confirmed_trap(hikkake().bullish, hikkake().bearish)

/// Modified hikkake: a hikkake whose inside bar holds another one, after a close at the edge of its bar.
/// Formula: inside bars [2] and [1]; bullish: high < high[1], low < low[1], close[2] ≤ low[2] + near[2]; bearish: the mirror
/// image
/// Range: two conditions, of which at most one holds.
/// Source: TA-Lib CDLHIKKAKEMOD (value ±100).
/// Example: `candles.modified_hikkake().bearish`
fn modified_hikkake() -> { bullish: bool, bearish: bool } {
  let inside = high < high[1] and low > low[1]
  let shape  = inside[2] and inside[1]
  return {
    bullish: shape and high < high[1] and low < low[1] and close[2] <= low[2] + near()[2],
    bearish: shape and high > high[1] and low > low[1] and close[2] >= high[2] - near()[2]
  }
}

/// Modified hikkake confirmed: as `hikkake_confirmed`, of a modified hikkake.
/// Formula: bullish: close > high of the bar before a bullish modified hikkake 1, 2 or 3 bars ago, for the first time
/// Range: two conditions, dated at the confirming bar.
/// Source: TA-Lib CDLHIKKAKEMOD (value ±200).
/// Example: `candles.modified_hikkake_confirmed().bullish`
fn modified_hikkake_confirmed() -> { bullish: bool, bearish: bool } =
  confirmed_trap(modified_hikkake().bullish, modified_hikkake().bearish)

/// Whether a trap of the last three bars is confirmed now: the close leaves the bar before the trap against its break-out.
/// Formula: bullish: a bullish trap k = 1, 2, 3 bars ago, no other trap since, close > high[k + 1], and no close between did so
/// Range: two conditions. `bullish` and `bearish` say where traps were set.
/// Source: TA-Lib CDLHIKKAKE, the rule of confirmation.
/// Example: `candles.confirmed_trap(candles.hikkake().bullish, candles.hikkake().bearish).bullish`
fn confirmed_trap(bullish: bool, bearish: bool) -> { bullish: bool, bearish: bool } {
  let quiet  = not bullish and not bearish
  let after1 = quiet
  let after2 = quiet and quiet[1]
  let after3 = quiet and quiet[1] and quiet[2]
  return {
    bullish: after1 and bullish[1] and close > high[2]
      or after2 and bullish[2] and close > high[3] and not close[1] > high[3]
      or after3
        and bullish[3]
        and close > high[4]
        and not close[1] > high[4]
        and not close[2] > high[4],
    bearish: after1 and bearish[1] and close < low[2]
      or after2 and bearish[2] and close < low[3] and not close[1] < low[3]
      or after3
        and bearish[3]
        and close < low[4]
        and not close[1] < low[4]
        and not close[2] < low[4]
  }
}
