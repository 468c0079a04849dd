sage 1

// A remark at the top.
use std.trend
use std.bands as bands
use "./mine.sage" as mine

const daily = 24 bars
const half = -0.5

/// The middle of two prices.
fn middle(a: price, b: price = high) = (a + b) / 2

/// A trailing line that flips.
fn flip(factor: number = 3, length: bars = 10 bars, seed: price? = na) -> { line: price, rising: bool } {
  let reach = factor * atr(length)
  state stop from na = if close > prev then max(prev, close - reach) else close + reach
  state {
    up from true = close > stop
    count from 0 = if up.prev then count.prev + 1 else 0
  }
  return { line: stop, rising: up and count > 2 }
}

strategy everything {
  market {
    exchange: binance
    symbol: "BTC/USDT"
    type: perpetual
    timeframe: 1h
    leverage: 1..5
    session { from: "08:00", to: "17:00" }
  }

  param fast = 12 bars in 5..40
  param slow = 48 bars in 20..200 step 4
  param quiet = true
  param wait = 2d in 1d..1w step 1d
  param part = 25% in 10%..50% step 5%
  param tilt = -1.5 in -3..3 step 0.5
  require fast < slow and not (part > 40% or quiet)

  let quick = ema(close, fast)
  let calm = bands.middle(source: close, length: slow).line
  let lag[k in 1..5] = close / close[k] - 1
  let level = price(50_000) ?? na
  let between = strength in 30..70 and close in low - 1 .. high + 1
  let odd = hour_of_day(time) mod 2 == 1
  let choice = if quick > calm then 1 else if quick < calm then -1 else 0
  let deep = -(quick - calm) * -2e-3 / 1.5E+2
  let long_chain = not odd and not (between or choice != 0)
  let stop = low[1]
  let size = volume / 2
  let at = close

  state peak from 0 = max(prev, close)
  state {
    a from 0 = b.prev + 1
    b from close - 1 = a.prev * 2
  }

  frame h4 every 4h {
    let trend = ema(close, 50 bars)
    state low_water from na = min(prev ?? low, low)
    let rising = close > trend and trend > trend[3]
  }

  feed eth {
    symbol: "ETH/USDT"
    stale: 3 bars
  }
  feed fear from "data/fear.csv" {
    column: value
    known: 1d
  }

  model edge {
    features {
      momentum = close / close[24] - 1
      lag[k in 1..5] = close / close[k] - 1
      hour = hour_of_day(time) as category
    }
    target {
      up = ahead(close, 12 bars) / close - 1 > 2 * round_trip_cost
    }
    algorithm gradient_boosting {
      trees: 300
      learning_rate: 0.05
      layers: [16, 8]
      none: []
    }
    train {
      window: 2y
      refit: 30d
      purge: 6mo
      since: 2020-01-01
      until: 2023-06-30T12:00
    }
  }

  enter long when quick crosses above calm and h4.rising {
    stop entry - 2 * atr(14)
    take entry + 3 * atr(14) for 50%
    take entry * 1.1
    trail 1.5 * atr(14) after 1.5 * atr(14)
    expire 2d
  }
  enter short when quick crosses below calm limit at close * 1.01 for 3 bars {
    stop entry + 2 * atr(14)
  }
  enter long when odd stop at highest(high, 20)
  exit long when edge.probability(up) < 0.5
  exit all when eth.close < 0 or fear.column > 80

  position clamp(4 * (edge.probability(up) - 0.5), -1, 1) {
    rebalance: 5%
  }

  size risk 1% of equity max 40% of equity
  cooldown 6 bars after loss
  halt when drawdown > 15% for 7d
  gaps hold

  costs {
    fee: 0.04%
    slippage: 1 tick
  }
  fills {
    path: pessimistic
    magnify: 1m
  }
  risk {
    exposure: 200%
  }

  plot quick as "quick \"average\""
  plot calm
  alert when quick crosses above calm "crossed\tup"
}

experiment study of everything {
  from: 2020-01-01
  to: 2022-12-31
  optimise: sharpe
  validate { folds: 5, purge: 24 bars }
  values: [1, 2, -3]
}

portfolio desk {
  bankroll: 10_000
  everything {
    share: 50%
    fast: 10 bars
  }
}

test "a cross upwards opens a long" for everything {
  with fast = 2 bars, slow = 3 bars
  close: 10, 10, 9, 9, 12, 13
  volume: 1, 1, 1, na, 1, 1
  eth.close: 20, 20, 20, 21, 22, 23
  start: 2024-01-01
  expect enter long at bar 4
  expect exit all at bar 5
  expect no enter short
  expect stop at bar 5
  expect nothing at bar 2
  expect h4.trend = na at bar 3
  expect quick = 10.5 at bar 4
  expect lag[3] = -2.5% at bar 4
}
