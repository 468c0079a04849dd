import { finite, NA, present } from "../shared/missing";
import { column } from "../shared/memory";

/*
 * Bars are counted in the state. Rows of the last values are rings indexed by that count: 50 prices and 50 smoothed
 * prices (one longest period), 10 detrended ones (the in-phase component lies 3 bars back, its filter 6 more), 7 of the
 * quadrature component. What a ring does not hold yet is 0, as in the original.
 */
const SEEN: usize = 0;
const PERIOD: usize = 8;
const SMOOTH_PERIOD: usize = 16;
const REAL: usize = 24;
const IMAGINARY: usize = 32;
const I2: usize = 40;
const Q2: usize = 48;
const PHASE: usize = 56;
/** The means of one period, of the last three bars. */
const MEANS: usize = 64;
const PRICES: usize = 88;
const SMOOTHED: usize = 488;
const DETRENDED: usize = 888;
const QUADRATURE: usize = 968;

const LONGEST: i32 = 50;
/** Prices that only fill the first average. */
const LEAD_IN: i32 = 12;
const FIRST_PERIOD: i32 = 32;
const FIRST_PHASE: i32 = 63;
const DEGREES: f64 = 180.0 / NativeMath.PI;

/** The value `back` bars ago of a ring of `size` values, `bar` being the newest. */
@inline
function past(ring: usize, size: i32, bar: i32, back: i32): f64 {
  return load<f64>(ring + ((<usize>((bar + size * 8 - back) % size)) << 3));
}

@inline
function keep(ring: usize, size: i32, bar: i32, x: f64): void {
  store<f64>(ring + ((<usize>(bar % size)) << 3), x);
}

/** The four-tap filter over a ring, `late` bars back. */
@inline
function filter(ring: usize, size: i32, bar: i32, late: i32): f64 {
  const outer = past(ring, size, bar, late) - past(ring, size, bar, late + 6);
  const inner = past(ring, size, bar, late + 2) - past(ring, size, bar, late + 4);
  return 0.0962 * outer + 0.5769 * inner;
}

export function hilbert(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const input = column(inputs, 0);
  const periods = column(outputs, 0);
  const phases = column(outputs, 1);
  const inPhases = column(outputs, 2);
  const quadratures = column(outputs, 3);
  const trendlines = column(outputs, 4);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(input + at);
    let inPhase = NA;
    let quadrature = NA;
    let period = NA;
    let phase = NA;
    let trendline = NA;
    if (present(x)) {
      const bar = load<i32>(state, SEEN);
      // Counted round a multiple of every ring's size, so that the count never overflows.
      store<i32>(state, bar + 1 == 63 + 70_000 ? 63 : bar + 1, SEEN);
      keep(state + PRICES, LONGEST, bar, x);
      if (bar >= LEAD_IN) {
        discriminate(state, bar, x);
        const mean = periodMean(state, bar);
        const cycle = phaseOf(state, bar);
        if (bar >= FIRST_PERIOD) {
          period = finite(load<f64>(state, SMOOTH_PERIOD));
          inPhase = finite(past(state + DETRENDED, 10, bar, 3));
          quadrature = finite(past(state + QUADRATURE, 7, bar, 0));
        }
        if (bar >= FIRST_PHASE) {
          phase = cycle;
          trendline = finite(mean);
        }
      }
    }
    store<f64>(periods + at, period);
    store<f64>(phases + at, phase);
    store<f64>(inPhases + at, inPhase);
    store<f64>(quadratures + at, quadrature);
    store<f64>(trendlines + at, trendline);
  }
}

/** One bar through the filters, and the period that follows from them. */
function discriminate(state: usize, bar: i32, x: f64): void {
  const prices = state + PRICES;
  const before = past(prices, LONGEST, bar, 1) - x;
  const earlier = past(prices, LONGEST, bar, 2) - x;
  const earliest = past(prices, LONGEST, bar, 3) - x;
  keep(state + SMOOTHED, LONGEST, bar, x + (3.0 * before + 2.0 * earlier + earliest) / 10.0);
  const last = load<f64>(state, PERIOD);
  const gain = 0.075 * last + 0.54;
  const detrended = state + DETRENDED;
  const quadratures = state + QUADRATURE;
  keep(detrended, 10, bar, filter(state + SMOOTHED, LONGEST, bar, 0) * gain);
  keep(quadratures, 7, bar, filter(detrended, 10, bar, 0) * gain);
  const q2 = 0.2 * (past(quadratures, 7, bar, 0) + filter(detrended, 10, bar, 3) * gain) + 0.8 * load<f64>(state, Q2);
  const i2 = 0.2 * (past(detrended, 10, bar, 3) - filter(quadratures, 7, bar, 0) * gain) + 0.8 * load<f64>(state, I2);
  const real = 0.2 * (i2 * load<f64>(state, I2) + q2 * load<f64>(state, Q2)) + 0.8 * load<f64>(state, REAL);
  const imaginary = 0.2 * (i2 * load<f64>(state, Q2) - q2 * load<f64>(state, I2)) + 0.8 * load<f64>(state, IMAGINARY);
  let period = last;
  if (real != 0 && imaginary != 0) period = 360.0 / (NativeMath.atan(imaginary / real) * DEGREES);
  period = max<f64>(min<f64>(period, 1.5 * last), 0.67 * last);
  period = 0.2 * max<f64>(6.0, min<f64>(50.0, period)) + 0.8 * last;
  store<f64>(state, real, REAL);
  store<f64>(state, imaginary, IMAGINARY);
  store<f64>(state, i2, I2);
  store<f64>(state, q2, Q2);
  store<f64>(state, period, PERIOD);
  store<f64>(state, 0.33 * period + 0.67 * load<f64>(state, SMOOTH_PERIOD), SMOOTH_PERIOD);
}

/** The mean of one period, weighted with those of the three bars before. */
function periodMean(state: usize, bar: i32): f64 {
  const bars = <i32>(load<f64>(state, SMOOTH_PERIOD) + 0.5);
  const newest = past(state + PRICES, LONGEST, bar, 0);
  let sum: f64 = 0;
  for (let back = 1; back < bars; back++) sum += past(state + PRICES, LONGEST, bar, back) - newest;
  const mean = bars > 0 ? newest + sum / <f64>bars : newest;
  const first = load<f64>(state, MEANS) - mean;
  const second = load<f64>(state, MEANS + 8) - mean;
  const third = load<f64>(state, MEANS + 16) - mean;
  store<f64>(state, load<f64>(state, MEANS + 8), MEANS + 16);
  store<f64>(state, load<f64>(state, MEANS), MEANS + 8);
  store<f64>(state, mean, MEANS);
  return mean + (3.0 * first + 2.0 * second + third) / 10.0;
}

/** The phase of one period of the smoothed price, in degrees. */
function phaseOf(state: usize, bar: i32): f64 {
  const smoothPeriod = load<f64>(state, SMOOTH_PERIOD);
  const bars = <i32>(smoothPeriod + 0.5);
  // One sine and one cosine, turned on by their angle from place to place: fifty of each are most of the work.
  const angle = bars > 0 ? (2.0 * NativeMath.PI) / <f64>bars : 0;
  const across = NativeMath.cos(angle);
  const up = NativeMath.sin(angle);
  let cosine: f64 = 1;
  let sine: f64 = 0;
  let real: f64 = 0;
  let imaginary: f64 = 0;
  for (let back = 0; back < bars; back++) {
    const smooth = past(state + SMOOTHED, LONGEST, bar, back);
    real += sine * smooth;
    imaginary += cosine * smooth;
    const turned = cosine * across - sine * up;
    sine = sine * across + cosine * up;
    cosine = turned;
  }
  let phase = load<f64>(state, PHASE);
  if (imaginary != 0) phase = NativeMath.atan(real / imaginary) * DEGREES;
  else if (real != 0) phase = real < 0 ? -90.0 : 90.0;
  phase += 90.0 + 360.0 / smoothPeriod;
  if (imaginary < 0) phase += 180.0;
  if (phase > 315.0) phase -= 360.0;
  store<f64>(state, phase, PHASE);
  return finite(phase);
}
