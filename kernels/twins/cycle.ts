import { mean, total, valueAt, type Column, type Twin } from "./twin.js";

const leadIn = 12;
const degrees = 180 / Math.PI;

/** Ehlers' four-tap filter at a bar; what lies before the lead-in counts as zero. */
function filtered(column: Column, bar: number): number {
  const value = (back: number): number => column[bar - back] ?? 0;
  return 0.0962 * value(0) + 0.5769 * value(2) - 0.5769 * value(4) - 0.0962 * value(6);
}

interface Filters {
  readonly smooth: readonly number[];
  readonly detrended: number[];
  readonly quadrature: number[];
  readonly i2: number[];
  readonly q2: number[];
  readonly real: number[];
  readonly imaginary: number[];
  readonly period: number[];
  readonly smoothPeriod: number[];
}

function step(bar: number, filters: Filters): void {
  const { smooth, detrended, quadrature, i2, q2, real, imaginary, period, smoothPeriod } = filters;
  const late = (column: Column, back: number): number => column[bar - back] ?? 0;
  const last = late(period, 1);
  const gain = 0.075 * last + 0.54;
  detrended[bar] = filtered(smooth, bar) * gain;
  quadrature[bar] = filtered(detrended, bar) * gain;
  const jI = filtered(detrended, bar - 3) * gain;
  const jQ = filtered(quadrature, bar) * gain;
  q2[bar] = 0.2 * (late(quadrature, 0) + jI) + 0.8 * late(q2, 1);
  i2[bar] = 0.2 * (late(detrended, 3) - jQ) + 0.8 * late(i2, 1);
  const dot = late(i2, 0) * late(i2, 1) + late(q2, 0) * late(q2, 1);
  const cross = late(i2, 0) * late(q2, 1) - late(q2, 0) * late(i2, 1);
  real[bar] = 0.2 * dot + 0.8 * late(real, 1);
  imaginary[bar] = 0.2 * cross + 0.8 * late(imaginary, 1);
  const angle = Math.atan(late(imaginary, 0) / late(real, 0)) * degrees;
  const measured = late(real, 0) !== 0 && late(imaginary, 0) !== 0 ? 360 / angle : last;
  const held = Math.max(Math.min(measured, 1.5 * last), 0.67 * last);
  period[bar] = 0.2 * Math.max(6, Math.min(50, held)) + 0.8 * last;
  smoothPeriod[bar] = 0.33 * late(period, 0) + 0.67 * late(smoothPeriod, 1);
}

function phaseOf(bar: number, last: number, { smooth, smoothPeriod }: Filters): number {
  const length = valueAt(smoothPeriod, bar);
  const bars = Math.floor(length + 0.5);
  const places = Array.from({ length: bars }, (_, back) => back);
  const real = total(places.map((back) => Math.sin((2 * Math.PI * back) / bars) * (smooth[bar - back] ?? 0)));
  const imaginary = total(
    places.map((back) => Math.cos((2 * Math.PI * back) / bars) * (smooth[bar - back] ?? 0)),
  );
  const base =
    imaginary !== 0 ? Math.atan(real / imaginary) * degrees : real !== 0 ? 90 * Math.sign(real) : last;
  const turned = base + 90 + 360 / length + (imaginary < 0 ? 180 : 0);
  return turned > 315 ? turned - 360 : turned;
}

const hilbert: Twin = (_, [prices = []]) => {
  const price = (bar: number): number => prices[bar] ?? NaN;
  const smooth = prices.map((x, bar) => {
    // From the newest price, so that where it stands still nothing is left to measure.
    const apart = 3 * (price(bar - 1) - x) + 2 * (price(bar - 2) - x) + (price(bar - 3) - x);
    return bar < leadIn ? 0 : x + apart / 10;
  });
  const empty = (): number[] => prices.map(() => 0);
  const filters: Filters = {
    smooth,
    detrended: empty(),
    quadrature: empty(),
    i2: empty(),
    q2: empty(),
    real: empty(),
    imaginary: empty(),
    period: empty(),
    smoothPeriod: empty(),
  };
  const means: number[] = empty();
  const phase: number[] = empty();
  prices.forEach((_price, bar) => {
    if (bar < leadIn) return;
    step(bar, filters);
    const bars = Math.floor(valueAt(filters.smoothPeriod, bar) + 0.5);
    means[bar] = bars > 0 ? mean(prices.slice(Math.max(0, bar - bars + 1), bar + 1)) : price(bar);
    phase[bar] = phaseOf(bar, valueAt(phase, bar - 1), filters);
  });
  const weighted = means.map((x, bar) => {
    const older = 3 * valueAt(means, bar - 1) + 2 * valueAt(means, bar - 2) + valueAt(means, bar - 3);
    return (4 * x + older) / 10;
  });
  const from = (first: number, column: Column, late = 0): Column =>
    column.map((_x, bar) => (bar < first ? NaN : valueAt(column, bar - late)));
  return [
    from(32, filters.smoothPeriod),
    from(63, phase),
    from(32, filters.detrended, 3),
    from(32, filters.quadrature),
    from(63, weighted),
  ];
};

export const cycle: Readonly<Record<string, Twin>> = { hilbert };
