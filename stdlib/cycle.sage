sage 1

/// Period of the dominant cycle in bars, 6 to 50.
/// Formula: period of hilbert(x)
/// Source: J. F. Ehlers, Rocket Science for Traders, 2001; TA-Lib HT_DCPERIOD.
/// Example: `cycle.dominant_period(close)`
fn dominant_period(series: series) -> number = hilbert(series).period / 1 bar

/// Phase of the dominant cycle in degrees.
/// Formula: phase of hilbert(x)
/// Source: J. F. Ehlers, Rocket Science for Traders, 2001; TA-Lib HT_DCPHASE.
/// Example: `cycle.dominant_phase(close)`
fn dominant_phase(series: series) -> number = hilbert(series).phase

/// Phasor of the dominant cycle: its in-phase part and the part a quarter of a cycle on.
/// Formula: in_phase and quadrature of hilbert(x)
/// Source: J. F. Ehlers, Rocket Science for Traders, 2001; TA-Lib HT_PHASOR.
/// Example: `cycle.phasor(close).quadrature`
fn phasor(series: series) -> { in_phase: series, quadrature: series } {
  let found = hilbert(series)
  return { in_phase: found.in_phase, quadrature: found.quadrature }
}

/// Sine wave of the dominant cycle and the same an eighth of a cycle ahead; in a cycling market they cross at its turns.
/// Formula: sine = sin(phase), lead = sin(phase + 45°)
/// Source: J. F. Ehlers, Rocket Science for Traders, 2001; TA-Lib HT_SINE.
/// Example: `cycle.sine_wave(close).sine`
fn sine_wave(series: series) -> { sine: number, lead: number } {
  let angle = hilbert(series).phase * 0.017453292519943295
  return { sine: sin(angle), lead: sin(angle + 0.7853981633974483) }
}

/// Instantaneous trendline: the series with its dominant cycle averaged out.
/// Formula: trendline of hilbert(x)
/// Source: J. F. Ehlers, Rocket Science for Traders, 2001; TA-Lib HT_TRENDLINE.
/// Example: `cycle.trendline(close)`
fn trendline(series: series) -> series = hilbert(series).trendline

/// Whether the market trends rather than cycles: half a period without a crossing of the sine waves, a phase that does
/// not turn as a cycle's would, or a price more than 1.5 percent from the trendline.
/// Formula: of the bars since the sine waves crossed, the turn of the phase and |wma(x, 4) − trendline|/trendline
/// Source: J. F. Ehlers, Rocket Science for Traders, 2001; TA-Lib HT_TRENDMODE.
/// Example: `cycle.trending(close)`
fn trending(series: series) -> bool {
  let found   = hilbert(series)
  let period  = found.period / 1 bar
  let wave    = sine_wave(series)
  let crossed = wave.sine crosses above wave.lead or wave.sine crosses below wave.lead
  state since from 0 = if crossed then 1 else prev + 1
  let turn    = change(found.phase)
  let cycling = crossed or since < 0.5 * period or turn > 241.2 / period and turn < 540 / period
  let apart   = absolute(wma(series, 4) - found.trendline) / absolute(found.trendline)
  return apart >= 0.015 or not cycling
}

/// MESA adaptive average: its share follows how fast the phase of the dominant cycle turns. `slow` follows at half of
/// the share; they cross at turns of the trend.
/// Formula: m = a·x + (1 − a)·m₋₁, a = fast/Δphase held within slow and fast; f = a/2·m + (1 − a/2)·f₋₁
/// Source: J. F. Ehlers, MESA Adaptive Moving Averages, 2001; TA-Lib MAMA, which starts from 0.
/// Example: `cycle.mama(close).line`
fn mama(series: series, fast_limit: number = 0.5, slow_limit: number = 0.05) -> {
  line: series,
  slow: series
} {
  let found = hilbert(series)
  let angle = if found.in_phase != 0
      then 57.29577951308232 * atan(found.quadrature / found.in_phase)
      else 0
  let turn  = max(angle[1] - angle, 1)
  let share = clamp(max(fast_limit / turn, slow_limit), 0.0001, 1)
  state line from na = if is_missing(prev) then series else prev + share * (series - prev)
  state slow from na = if is_missing(prev) then line else prev + 0.5 * share * (line - prev)
  return { line: line, slow: slow }
}

/// Roofing filter: takes out what is longer than `long` bars and what is shorter than `short`, leaving the cycles
/// between them around 0.
/// Formula: h = (1 − a/2)²·(x − 2x₋₁ + x₋₂) + 2(1 − a)·h₋₁ − (1 − a)²·h₋₂, a = (cos θ + sin θ − 1)/cos θ, θ = √2·π/long;
/// then the super smoother of h over `short` bars
/// Source: J. F. Ehlers, Cycle Analytics for Traders, 2013.
/// Example: `cycle.roofing(close, 10 bars, 48 bars)`
fn roofing(series: series, short: bars = 10 bars, long: bars = 48 bars) -> series {
  let turn  = 4.442882938158366 / long
  let cut   = clamp((cos(turn) + sin(turn) - 1) / cos(turn), 0.0001, 1)
  let keep  = 1 - cut
  let share = (1 + keep) / 2
  let bend  = series - 2 * series[1] + series[2]
  state once from 0 = share * bend + keep * prev
  state high_pass from 0 = share * once + keep * prev
  let angle = 4.442882938158366 / short
  let decay = exp(-angle)
  let c2    = 2 * decay * cos(angle)
  let c3    = -decay * decay
  let mid   = (high_pass + high_pass[1]) / 2
  state smooth from 0 = (1 - c2 - c3) * mid + c2 * prev + c3 * (prev[1] ?? 0)
  return smooth
}

/// Cyber cycle: the cyclic part of the price, around 0, with little lag.
/// Formula: c = (1 − a/2)²·(s − 2s₋₁ + s₋₂) + 2(1 − a)·c₋₁ − (1 − a)²·c₋₂, s the four-bar weighted mean of x
/// Source: J. F. Ehlers, Cybernetic Analysis for Stocks and Futures, 2004.
/// Example: `cycle.cyber(close, 0.07)`
fn cyber(series: series, alpha: number = 0.07) -> series {
  let smooth = (series + 2 * series[1] + 2 * series[2] + series[3]) / 6
  let bend   = smooth - 2 * smooth[1] + smooth[2]
  let keep   = 1 - clamp(alpha, 0.001, 1)
  let share  = (1 + keep) / 2
  state first from 0 = share * bend + keep * prev
  state second from 0 = share * first + keep * prev
  return second
}
