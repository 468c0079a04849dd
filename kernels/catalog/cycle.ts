import { output, series } from "./declare.js";
import { interval } from "./interval.js";
import type { Operation } from "./operation.js";
import { anywhere } from "./range.js";
import { bars, ratio } from "./unit.js";

const early = { first: () => 32 };

const hilbert: Operation = {
  name: "hilbert",
  surface: "call",
  family: "cycle",
  summary:
    "Hilbert transform discriminator: measures the cycle that dominates the last bars, its period (6 to 50 bars), its phase, and the trend that is left without it.",
  formula:
    "smooth = wma(x, 4); detrended, in phase and quadrature by the four-tap Hilbert filter 0.0962, 0.5769, −0.5769, −0.0962 on every other bar; period from the angle between two bars' phasors, held within 0.67 and 1.5 times the last one and within 6 and 50, then smoothed; phase from the discrete Fourier transform of one period; trendline = (4·a + 3·a₋₁ + 2·a₋₂ + a₋₃)/10, a the mean of one period",
  source:
    "J. F. Ehlers, Rocket Science for Traders, 2001, as in TA-Lib's HT_DCPERIOD, HT_DCPHASE, HT_PHASOR and HT_TRENDLINE (whose later outputs begin on another bar and come together with these). What came before the data fades as the filters do, which no number of bars guarantees.",
  inputs: [series("series", "Usually the middle of the bar or the close.")],
  bar: [],
  parameters: [],
  outputs: [
    { ...output("period", "Bars of the dominant cycle.", bars, interval(0, 50), "none"), ...early },
    output("phase", "Where in its cycle the series stands, in degrees.", ratio, interval(-45, 315), "none"),
    { ...output("in_phase", "The detrended series, three bars late.", "series"), ...early },
    { ...output("quadrature", "The same, a quarter of a cycle on.", "series"), ...early },
    output("trendline", "The series with its dominant cycle averaged out.", "series", anywhere, "none"),
  ],
  first: () => 63,
  settled: () => Infinity,
  stateBytes: () => 8 * (2 + 2 * 50 + 10 + 7 + 11),
  missing: "skip",
  kernel: "hilbert",
};

/** Cycles of the price. */
export const cycle: readonly Operation[] = [hilbert];
