import { test } from "vitest";
import { peerDatasets, readPeerCases, readPeerInput, type PeerCase } from "../../kernels/references/files.js";
import { describeShared } from "../../tests/shared.js";
import { barsOfTable, compareAll, type Against } from "./against.js";

interface Rule {
  /** Output of the case, and our expression for it. */
  readonly outputs: Readonly<Record<string, (value: (name: string) => string) => string>>;
  readonly tolerance?: Omit<Against, "expression" | "expected">;
  readonly applies?: (one: PeerCase) => boolean;
  /** Data on which the answer hangs on rounding. */
  readonly except?: string;
}

const only = (rule: (value: (name: string) => string) => string): Rule["outputs"] => ({ outReal: rule });
const period = "optInTimePeriod";
const flat = { whereKnown: true, absolute: 1e-7 };
/** Both begin when the slower of the two lines does. */
const late = { ...flat, ignoreMissing: true };

/** Function by function; `skip` where the other program begins differently and comes together with ours. */
const rules: Readonly<Record<string, Rule>> = {
  MIDPOINT: { outputs: only((v) => `trend.midpoint(close, ${v(period)})`) },
  MIDPRICE: { outputs: only((v) => `trend.midprice(${v(period)})`) },
  AVGPRICE: { outputs: only(() => "trend.average_price()") },
  MEDPRICE: { outputs: only(() => "trend.median_price()") },
  WCLPRICE: { outputs: only(() => "trend.weighted_close()") },
  TRIMA: { outputs: only((v) => `average.trima(close, ${v(period)})`) },
  KAMA: { outputs: only((v) => `average.kama(close, ${v(period)})`) },
  T3: { outputs: only((v) => `average.t3(close, ${v(period)}, ${v("optInVFactor")})`) },
  DEMA: { outputs: only((v) => `average.dema(close, ${v(period)})`) },
  TEMA: { outputs: only((v) => `average.tema(close, ${v(period)})`) },
  LINEARREG_SLOPE: {
    outputs: only((v) => `trend.slope(close, ${v(period)})`),
    tolerance: { absolute: 1e-9 },
  },
  LINEARREG_INTERCEPT: { outputs: only((v) => `trend.intercept(close, ${v(period)})`) },
  LINEARREG_ANGLE: {
    outputs: only((v) => `trend.angle(close / price(1), ${v(period)})`),
    tolerance: { absolute: 1e-8 },
  },
  TSF: { outputs: only((v) => `trend.forecast(close, ${v(period)}, 1)`) },
  LINEARREG: { outputs: only((v) => `average.lsma(close, ${v(period)}, 0)`) },
  AROON: {
    outputs: {
      outAroonDown: (v) => `trend.aroon(${v(period)}).down`,
      outAroonUp: (v) => `trend.aroon(${v(period)}).up`,
    },
    tolerance: { absolute: 1e-9 },
  },
  AROONOSC: {
    outputs: only((v) => `trend.aroon(${v(period)}).oscillator`),
    tolerance: { absolute: 1e-9 },
  },
  ADXR: {
    outputs: only((v) => `trend.adxr(${v(period)})`),
    tolerance: { skip: 400, relative: 1e-2 },
    applies: (one) => Number(one.parameters[period]) < 20,
  },
  DX: {
    outputs: only((v) => `trend.dx(${v(period)})`),
    tolerance: { skip: 480, absolute: 1e-5 },
    applies: (one) => Number(one.parameters[period]) < 20,
  },
  APO: {
    outputs: only((v) => `momentum.apo(close, ${v("optInFastPeriod")}, ${v("optInSlowPeriod")})`),
    tolerance: { absolute: 1e-9 },
  },
  PPO: {
    outputs: only((v) => `momentum.ppo_simple(close, ${v("optInFastPeriod")}, ${v("optInSlowPeriod")})`),
    tolerance: { absolute: 1e-9 },
  },
  TRIX: { outputs: only((v) => `momentum.trix(close, ${v(period)}).line`), tolerance: { absolute: 1e-9 } },
  ULTOSC: {
    outputs: only(
      (v) =>
        `momentum.ultimate(${v("optInTimePeriod1")}, ${v("optInTimePeriod2")}, ${v("optInTimePeriod3")})`,
    ),
    tolerance: flat,
  },
  CMO: { outputs: only((v) => `momentum.cmo_wilder(close, ${v(period)})`), tolerance: flat },
  STOCHF: {
    outputs: {
      outFastK: (v) => `momentum.stochastic_fast(${v("optInFastK_Period")}, ${v("optInFastD_Period")}).k`,
    },
    tolerance: late,
  },
  STOCHRSI: {
    outputs: {
      outFastK: (v) =>
        `momentum.stochastic_rsi(close, ${v(period)}, ${v("optInFastK_Period")}, 1, ${v("optInFastD_Period")}).k`,
    },
    tolerance: late,
    // Where the price stands still, so does the RSI, up to its last digit: 0 of 0.
    except: "btc1m_thin",
  },
  BOP: { outputs: only(() => "momentum.balance_of_power()"), tolerance: { absolute: 1e-9 } },
  ROCR: { outputs: only((v) => `momentum.rocr(close, ${v(period)})`) },
  ROCR100: { outputs: only((v) => `100 * momentum.rocr(close, ${v(period)})`) },
  NATR: {
    outputs: only((v) => `volatility.natr(${v(period)})`),
    tolerance: { skip: 400, relative: 1e-6 },
    applies: (one) => Number(one.parameters[period]) < 20,
  },
  AD: { outputs: only(() => "volume.accumulation()"), tolerance: { absolute: 1e-6 } },
  ADOSC: {
    outputs: only((v) => `volume.chaikin_oscillator(${v("optInFastPeriod")}, ${v("optInSlowPeriod")})`),
    tolerance: { absolute: 1e-6 },
  },
  ACCBANDS: {
    outputs: {
      outRealUpperBand: (v) => `bands.acceleration(${v(period)}).upper`,
      outRealMiddleBand: (v) => `bands.acceleration(${v(period)}).middle`,
      outRealLowerBand: (v) => `bands.acceleration(${v(period)}).lower`,
    },
  },
  LOG10: { outputs: only(() => "stats.log10(close / price(1))"), tolerance: { absolute: 1e-12 } },
  HT_DCPERIOD: { outputs: only(() => "cycle.dominant_period(close)"), tolerance: { absolute: 1e-9 } },
  HT_DCPHASE: {
    outputs: only(() => "cycle.dominant_phase(close)"),
    tolerance: { skip: 200, absolute: 1e-3 },
  },
  HT_PHASOR: {
    outputs: {
      outInPhase: () => "cycle.phasor(close).in_phase",
      outQuadrature: () => "cycle.phasor(close).quadrature",
    },
    tolerance: { absolute: 1e-7 },
  },
  HT_SINE: {
    outputs: {
      outSine: () => "cycle.sine_wave(close).sine",
      outLeadSine: () => "cycle.sine_wave(close).lead",
    },
    tolerance: { skip: 200, absolute: 1e-4 },
  },
  HT_TRENDLINE: { outputs: only(() => "cycle.trendline(close)"), tolerance: { skip: 200 } },
  HT_TRENDMODE: { outputs: { outInteger: () => "cycle.trending(close)" }, tolerance: { skip: 200 } },
  MAMA: {
    outputs: {
      outMAMA: (v) => `cycle.mama(close, ${v("optInFastLimit")}, ${v("optInSlowLimit")}).line`,
      outFAMA: (v) => `cycle.mama(close, ${v("optInFastLimit")}, ${v("optInSlowLimit")}).slow`,
    },
    tolerance: { skip: 500, relative: 1e-6 },
  },
};

function pairsOf(one: PeerCase, { outputs, tolerance = {} }: Rule): readonly Against[] {
  return Object.entries(outputs).flatMap(([output, rule]) => {
    const expected = one.outputs.get(output);
    const long = (expected?.length ?? 0) > (tolerance.skip ?? 0) + 40;
    const expression = rule((parameter) => String(one.parameters[parameter]));
    return expected === undefined || !long ? [] : [{ expression, expected, ...tolerance }];
  });
}

const modules = ["average", "trend", "momentum", "volatility", "volume", "bands", "stats", "cycle"];

describeShared.each(peerDatasets)("the library against TA-Lib over %s", (dataset) => {
  const bars = barsOfTable(readPeerInput(dataset));
  const cases = readPeerCases("talib", dataset).filter((one) => Object.hasOwn(rules, one.function));
  for (const name of new Set(cases.map((one) => one.function))) {
    const rule = rules[name];
    if (rule === undefined || rule.except === dataset) continue;
    const all = cases
      .filter((one) => one.function === name && (rule.applies?.(one) ?? true))
      .flatMap((one) => pairsOf(one, rule));
    if (all.length > 0) test(name, () => compareAll(modules, bars, all));
  }
});
