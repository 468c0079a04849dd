sage 1

use std.trend

/// Whether the price has gone somewhere lately, as against to and fro.
fn directed(length: bars, least: number = 0.2) = trend.efficiency(close, length) > least

/// Hold while the price is above its average.
strategy grow {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  let calm = ema(close, slow)

  let quick = ema(close, fast)

  let reach = atr(14 bars)

  param fast = 20 bars in 10..40 step 5

  param slow = 100 bars in 60..200 step 20

  require 3 * fast <= slow

  frame h4 every 4h {
    let rising = close > close[3]
  }

  state line from na = if close > prev then max(prev, close - 5 * reach) else close - 5 * reach

  enter long when quick crosses above calm and h4.rising and directed(12 bars) {
    stop entry - 3 * reach
    take entry + 4 * reach for 50%
  }

  exit long when quick crosses below calm or close < line[1]

  size risk 1% of equity max 100% of equity

  costs {
    maker: 0.02%
    taker: 0.05%
    slippage: 0.03%
  }
}

test "a dip in a rising market is bought when it is over" for grow {
  with fast = 2 bars, slow = 6 bars
  close: 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 28, 39, 40
  expect nothing at bar 18
  expect enter long at bar 19
}

portfolio desk {
  bankroll: 20_000
  grow {
    share: 60%
  }
  slower {
    of: grow
    with {
      fast: 40 bars
      slow: 200 bars
    }
  }
}
