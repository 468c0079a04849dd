sage 1

use std.candles
use std.time
use std.trend
use std.volatility as shaking

const calm_days = 30 bars

/// How far a price stands from its average, in average ranges.
fn stretch(length: bars) = (close - ema(close, length)) / atr(length)

/// A channel with its middle.
fn channel(length: bars = 20 bars) -> { upper: price, lower: price, middle: price } {
  let upper = highest(high, length)[1]
  let lower = lowest(low, length)[1]
  return { upper: upper, lower: lower, middle: (upper + lower) / 2 }
}

/// A strategy that asks for every part of the language: what an editor is measured on.
strategy whole_language {
  market {
    symbol: "BTC/USDT"
    type: perpetual
    timeframe: 1h
  }

  param length     = 14 bars in 7..28 step 7
  param confidence = 0.58 in 0.52..0.7 step 0.02
  param hold       = 12 bars in 6..24 step 6
  param stop_atr   = 2.0 in 1.0..4.0 step 0.5

  feed eth {
    symbol: "ETH/USDT"
    stale: 3 bars
  }

  frame h4 every 4h {
    let average = ema(close, 50 bars)
    let rising  = close > average and average > average[3]
  }
  frame daily every 1d {
    let wide = atr(14 bars) / close
  }

  let reach    = atr(length)
  let strength = rsi(close, length)
  let edges    = channel()
  let around   = trend.vortex(length)
  let wild     = shaking.yang_zhang(calm_days) > 3%
  let line     = ema(close, 2 * length)
  let session  = time.nyse_session()
  let doji     = candles.doji()
  let behind   = returns(close, 24) - (eth.close / eth.close[24] - 1)
  let far      = stretch(48 bars)
  let gap      = zscore(behind, 240) ?? 0

  state {
    upper from na = if close[1] > upper.prev then close + 3 * reach else close + 2 * reach
    lower from na = if close[1] < lower.prev then close - 3 * reach else close - 2 * reach
  }
  state streak from 0 = if close > open then min(prev + 1, 10) else 0

  model edge {
    features {
      momentum       = close / close[24] - 1
      lag[k in 1..5] = close / close[k] - 1
      quiet          = reach / close
      hour           = hour_of_day(time) as category
    }
    target {
      up = ahead(close, hold) / close - 1 > 2 * round_trip_cost
    }
    algorithm gradient_boosting {
      trees: 300
      depth: 4
      learning_rate: 0.05
      seed: 7
    }
    train {
      window: 2y
      refit: 30d
      embargo: 24 bars
      samples: 5000
    }
  }

  let sure = edge.probability(up) >= confidence
  let slow = daily.wide < 5% and h4.rising

  enter long when sure and slow and session and strength < 70 and not doji and not wild {
    stop   entry - stop_atr * reach
    take   entry + 2 * reach for 50%
    trail  2 * reach after 2 * reach
    expire hold
  }
  enter long when close > edges.upper and gap < 1 and far < 3 and streak >= 2 and around.plus > 1
    limit at close - reach for 3 bars {
    stop   entry - 2 * reach
    expire 2d
  }
  exit long when edge.probability(up) < 0.4 or close < lower or close < edges.lower or close > upper

  alert when close crosses below line "{close} has fallen below {line}"
  plot line as "average"
  plot edges.middle as "middle"

  size risk 1% of equity max 100% of equity
  cooldown 6 bars after loss
  halt when drawdown > 20% for 7d

  costs {
    fee: 0.04%
    slippage: 2 ticks
  }
}

test "a strong close enters" for whole_language {
  with length = 7 bars
  close: 10, 10, 9, 9, 12, 13
  expect enter long at bar 4
}

experiment study of whole_language {
  search: [confidence, stop_atr]
  optimise: sharpe
  from: 2018-01-01
  to: 2023-01-01
  validate {
    method: walk_forward
    train: 1y
    test: 90d
  }
}
