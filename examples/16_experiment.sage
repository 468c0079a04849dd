sage 1

/// What is searched, how it is judged and what counts as better stand in the file, so that a study can be reviewed.
strategy searched_cross {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param fast = 12 bars in 6..24 step 6
  param slow = 96 bars in 48..192 step 48

  enter long when ema(close, fast) crosses above ema(close, slow)
  exit  long when ema(close, fast) crosses below ema(close, slow)

  size 50% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}

/// Chosen on a year, judged on the three months after it, again and again.
experiment steady_cross of searched_cross {
  search: [fast, slow]
  optimise: sharpe
  constraints: [max_drawdown < 30%, trades >= 20]
  from: 2018-01-01
  to: 2023-01-01
  validate {
    method: walk_forward
    train: 1y
    test: 90d
  }
}
