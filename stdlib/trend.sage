sage 1

/// How straight the way of a value was: the distance between its ends over the length of the way itself.
/// 1 where it went one way on every bar, near 0 where it came back all the time.
/// Source: Perry J. Kaufman, "Trading Systems and Methods", the efficiency ratio.
/// Example: `enter long when trend.efficiency(close, 20 bars) > 0.5`
fn efficiency(x: series, length: bars = 10 bars) -> number = abs(x - x[length])
    / sum(abs(x - x[1]), length)

/// How much steeper than itself `length` bars ago: the change per bar, smoothed over `smoothing` bars.
/// Above 0 the value rises. In the unit of the value.
/// Example: `enter long when trend.drift(close, 24 bars) crosses above 0`
fn drift(x: series, length: bars = 14 bars, smoothing: bars = 5 bars) -> series = ema(
    mean_change(x, length),
    smoothing
  )

/// The average change per bar over the last `length` bars, in the unit of the value.
/// Example: `plot trend.mean_change(close, 24 bars)`
fn mean_change(x: series, length: bars = 14 bars) -> series = sma(x - x[1], length)

/// An average with a band of `width` average ranges on both sides, and whether the price has left it upwards.
/// Source: Chester W. Keltner's channel as Linda Raschke draws it, around an exponential average.
/// Example: `enter long when trend.channel(48 bars).above`
fn channel(length: bars = 20 bars, width: number = 2) -> {
  middle: price,
  upper: price,
  lower: price,
  above: bool
} {
  let middle = ema(close, length)
  let reach  = width * atr(length)
  return {
      middle: middle,
      upper: middle + reach,
      lower: middle - reach,
      above: close > middle + reach
    }
}
