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

  size 60% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

/// Two speeds trade the same money, within limits: `sage run FILE --portfolio one_wallet`.
portfolio one_wallet {
  bankroll: 10_000
  account: shared
  crossing {}
  slow_crossing {
    of: crossing
    share: 50%
    with {
      fast: 48 bars
      slow: 480 bars
    }
  }
  limits {
    exposure: 100%
    per_strategy: 60%
    drawdown: 25%
    after_loss: close
  }
}
