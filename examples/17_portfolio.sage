sage 1

/// Hold while the quick average is above the calm one.
strategy crossing {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param fast = 12 bars in 6..48 step 6
  param slow = 96 bars in 48..480 step 48

  enter long when ema(close, fast) crosses above ema(close, slow)
  exit  long when ema(close, fast) crosses below ema(close, slow)

  size 90% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

/// A quick and a slow trader of one idea, each on its own money: `sage run FILE --portfolio two_speeds`.
portfolio two_speeds {
  bankroll: 10_000
  crossing {
    share: 40%
  }
  slow_crossing {
    of: crossing
    with {
      fast: 48 bars
      slow: 480 bars
    }
  }
}
