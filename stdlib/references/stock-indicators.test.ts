import { expect, test } from "vitest";
import { columnOf } from "../../kernels/references/columns.js";
import { readQuotes, readStockIndicator } from "../../kernels/references/files.js";
import { describeShared } from "../../tests/shared.js";
import { barsOfTable, compareAll, type Against } from "./against.js";

type Row = readonly [
  file: string,
  field: string,
  expression: string,
  tolerance?: Omit<Against, "expression" | "expected"> & {
    /** Bars that the other program draws its value into the past. */
    readonly late?: number;
  },
];

const begins = { ignoreMissing: true };

/** Where averages begin differently, the first bars are left out until the difference has died away. */
const rows: readonly Row[] = [
  ["alma", "alma", "alma(close, 9, 0.85, 6)"],
  ["bop", "bop", "sma(momentum.balance_of_power(), 14)", { absolute: 1e-12 }],
  ["adl", "adl", "volume.accumulation()"],
  ["chaikin-osc", "oscillator", "volume.chaikin_oscillator(3, 10)", { skip: 120, relative: 1e-6 }],
  ["chexit", "chandelierExit", "trend.chandelier(22, 3).long", { skip: 420, relative: 1e-9 }],
  ["cmf", "cmf", "volume.money_flow(20)", { absolute: 1e-12 }],
  ["crsi", "connorsRsi", "momentum.connors_rsi(close, 3, 2, 100)", { ...begins, absolute: 1e-9 }],
  ["dema", "dema", "average.dema(close, 14)", { skip: 250 }],
  ["tema", "tema", "average.tema(close, 20)", { skip: 400 }],
  ["t3", "t3", "average.t3(close, 5, 0.7)", { skip: 120 }],
  ["dpo", "dpo", "momentum.dpo(close, 14)", { late: 8, absolute: 1e-9 }],
  ["elder-ray", "bullPower", "momentum.elder_ray(13).bull", { absolute: 1e-9 }],
  ["elder-ray", "bearPower", "momentum.elder_ray(13).bear", { absolute: 1e-9 }],
  ["epma", "epma", "average.lsma(close, 10)"],
  ["fcb", "upperBand", "levels.fractal_bands(2).upper", begins],
  ["fcb", "lowerBand", "levels.fractal_bands(2).lower", begins],
  ["force", "forceIndex", "volume.force(2)", { absolute: 1e-3 }],
  ["gator", "upper", "trend.gator().upper", { ...begins, absolute: 1e-9, skip: 20 }],
  ["gator", "lower", "trend.gator().lower", { ...begins, absolute: 1e-9, skip: 20 }],
  ["ichimoku", "tenkanSen", "trend.ichimoku().conversion"],
  ["ichimoku", "kijunSen", "trend.ichimoku().base"],
  ["ichimoku", "senkouSpanA", "trend.ichimoku().lead_a"],
  ["ichimoku", "senkouSpanB", "trend.ichimoku().lead_b"],
  ["ma-env", "upperEnvelope", "bands.envelope(close, 20, 2.5%).upper"],
  ["ma-env", "lowerEnvelope", "bands.envelope(close, 20, 2.5%).lower"],
  ["pvo", "pvo", "volume.pvo().line", { absolute: 1e-9 }],
  ["pvo", "signal", "volume.pvo().signal", { absolute: 1e-9 }],
  ["pvo", "histogram", "volume.pvo().histogram", { absolute: 1e-9 }],
  ["roc-wb", "upperBand", "momentum.roc_bands(close, 20, 5, 5).upper", { absolute: 1e-9 }],
  ["roc-wb", "lowerBand", "momentum.roc_bands(close, 20, 5, 5).lower", { absolute: 1e-9 }],
  ["roc-wb", "rocEma", "momentum.roc_bands(close, 20, 5, 5).signal", { absolute: 1e-9 }],
  ["slope", "slope", "trend.slope(close, 14)", { absolute: 1e-9 }],
  ["slope", "rSquared", "trend.straightness(close, 14)", { absolute: 1e-9 }],
  ["smi", "smi", "momentum.smi(13, 25, 2, 3).line", { skip: 350, absolute: 1e-7 }],
  ["smi", "signal", "momentum.smi(13, 25, 2, 3).signal", { skip: 350, absolute: 1e-7 }],
  ["stoch-rsi", "stochRsi", "momentum.stochastic_rsi(close, 14, 14, 1, 3).k", { absolute: 1e-9 }],
  ["stoch-rsi", "signal", "momentum.stochastic_rsi(close, 14, 14, 1, 3).d", { absolute: 1e-9 }],
  ["tsi", "tsi", "momentum.tsi(close, 25, 13, 7).line", { absolute: 1e-9 }],
  ["tsi", "signal", "momentum.tsi(close, 25, 13, 7).signal", { absolute: 1e-9 }],
  ["uo", "ultimate", "momentum.ultimate(7, 14, 28)", { absolute: 1e-9 }],
  ["vol-stop", "sar", "trend.volatility_stop(7, 3).line", { ...begins, skip: 180, absolute: 1e-7 }],
  ["vortex", "pvi", "trend.vortex(14).plus"],
  ["vortex", "nvi", "trend.vortex(14).minus"],
];

const modules = ["average", "trend", "momentum", "volatility", "volume", "bands", "levels"];

describeShared("the library against Stock.Indicators", () => {
  const bars = barsOfTable(readQuotes());
  const named = rows.map(([file, field, expression, how = {}]) => ({ file, field, expression, how }));
  test.each(named)("$file: $field is $expression", ({ file, field, expression, how }) => {
    const { late = 0, ...tolerance } = how;
    const theirs = columnOf(readStockIndicator(file), field);
    const expected = theirs.map((_, bar) => theirs[bar - late] ?? NaN);
    compareAll(modules, bars, [{ expression, expected, ...tolerance }]);
  });

  test("pivots are theirs, found when their right side is over", () => {
    const pivots = readStockIndicator("pivots");
    for (const [field, name] of [
      ["highPoint", "levels.pivot_high(2, 2)"],
      ["lowPoint", "levels.pivot_low(2, 2)"],
    ] as const) {
      const theirs = columnOf(pivots, field);
      const expected = theirs.map((_, bar) => (bar < 4 ? NaN : (theirs[bar - 2] ?? NaN)));
      expect(expected.some((x) => !Number.isNaN(x))).toBe(true);
      const expression = `if ${name}.found then ${name}.price else na`;
      compareAll(modules, bars, [{ expression, expected }]);
    }
  });
});
