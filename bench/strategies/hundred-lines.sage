sage 1

/// How far a price stands from its average, in average ranges.
fn stretch(length: bars) = (close - ema(close, length)) / atr(length)

/// The share of the window's range below the close.
fn place(length: bars) = (close - lowest(low, length)) / (highest(high, length) - lowest(low, length))

/// A strategy of a hundred lines that uses much of the language: what compile time is measured on.
strategy hundred_lines {
  market {
    symbol: BTCUSDT
    type: perpetual
    timeframe: 1h
    tick: 0.1
    lot: 0.001
    minimum_notional: 5
  }

  param fast       = 12 bars in 4..60 step 4
  param slow       = 48 bars in 24..96 step 24
  param length     = 14 bars in 7..28 step 7
  param oversold   = 28 in 20..40 step 4
  param overbought = 72 in 60..80 step 4
  param stop_atr   = 2.0 in 1.0..4.0 step 0.5
  param quiet      = 30% in 10%..50% step 10%
  require fast < slow

  // Trend
  let quick  = ema(close, fast)
  let calm   = ema(close, slow)
  let base   = sma(close, 200 bars)
  let rising = calm > calm[1] and calm[1] > calm[2]
  let up     = quick > calm and close > base
  let down   = quick < calm and close < base

  // Strength
  let strength = rsi(close, length)
  let trend    = macd(close, 12, 26, 9)
  let power    = dmi(14, 14)
  let money    = mfi(typical_price(), 14)
  let channel  = cci(typical_price(), 20)
  let swing    = stochastic(14, 3, 3)

  // Volatility
  let reach    = atr(14 bars)
  let bands    = bollinger(close, 20, 2)
  let calmness = rank(bands.width, 240 bars)
  let shaking  = stdev(returns(close), 24 bars) / stdev(returns(close), 168 bars)
  let squeezed = lowest(calmness, 24 bars)[1] < quiet

  // Volume
  let interest = zscore(volume, 72 bars)
  let average  = vwap(close)
  let paid     = sma(volume * close, 24 bars)

  // Structure
  let ceiling = highest(high, 48 bars)[1]
  let ground  = lowest(low, 48 bars)[1]
  let inside  = high < high[1] and low > low[1]
  let hour    = hour_of_day(time)
  let busy    = hour in 7..20

  state floor_line from na = if close > prev then max(prev, close - 3 * reach) else close - 3 * reach
  state streak from 0 = if close > open then min(prev + 1, 10) else 0

  let pulled_back = strength crosses above oversold and up
  let broken_out  = close > ceiling and squeezed and interest > 1
  let fallen      = close < ground and squeezed and interest > 1
  let strong      = power.adx > 20 and power.plus > power.minus
  let weak        = power.adx > 20 and power.minus > power.plus

  enter long when (pulled_back or broken_out) and strong and busy and money > 40 and streak >= 1 {
    stop   entry - stop_atr * reach
    take   entry + 2 * reach for 30%
    take   entry + 4 * reach for 30%
    trail  2 * reach after 2 * reach
    expire 5d
  }
  enter short when fallen and weak and rising == false and channel < -50 and shaking < 2 {
    stop   entry + stop_atr * reach
    take   entry - 3 * reach for 50%
    expire 3d
  }
  exit long when strength > overbought or close < floor_line[1] or swing.k crosses below swing.d and stretch(48 bars) > 3
  exit short when strength < 100 - overbought or trend.histogram > 0 and place(48 bars) > 0.8 or inside[1] and down == false

  plot average as "volume-weighted"
  plot paid as "money traded"

  size     risk 1% of equity max 100% of equity
  cooldown 6 bars after loss
  halt when drawdown > 20% for 7d

  costs {
    maker: 0.02%
    taker: 0.05%
    slippage: 2 ticks
  }
  fills {
    path: pessimistic
  }
}
