import { expect, test } from "vitest";
import { peerDatasets, readPeerCases, readPeerPatterns } from "../kernels/references/files.js";
import { describeShared } from "../tests/shared.js";
import { peers } from "./testing/peers.js";

const listed = new Set(peers.flatMap(({ name }) => name.split(", ")));

/** The functions of TA-Lib 0.6 (`ta_func.h`) without its candle patterns. */
const talib =
  `ACCBANDS ACOS AD ADD ADOSC ADX ADXR APO AROON AROONOSC ASIN ATAN ATR AVGDEV AVGPRICE BBANDS BETA BOP CCI
CEIL CMO CORREL COS COSH DEMA DIV DX EMA EXP FLOOR HT_DCPERIOD HT_DCPHASE HT_PHASOR HT_SINE HT_TRENDLINE HT_TRENDMODE
IMI KAMA LINEARREG LINEARREG_ANGLE LINEARREG_INTERCEPT LINEARREG_SLOPE LN LOG10 MA MACD MACDEXT MACDFIX MAMA MAVP MAX
MAXINDEX MEDPRICE MFI MIDPOINT MIDPRICE MIN MININDEX MINMAX MINMAXINDEX MINUS_DI MINUS_DM MOM MULT NATR OBV PLUS_DI
PLUS_DM PPO ROC ROCP ROCR ROCR100 RSI SAR SAREXT SIN SINH SMA SQRT STDDEV STOCH STOCHF STOCHRSI SUB SUM T3 TAN TANH
TEMA TRANGE TRIMA TRIX TSF TYPPRICE ULTOSC VAR WCLPRICE WILLR WMA`.split(/\s+/);

/** The functions and variables of Pine's `ta` namespace (reference manual of v6). */
const pine =
  `accdist alma atr barssince bb bbw cci change cmo cog correlation cross crossover crossunder cum dev dmi ema
falling highest highestbars hma iii kc kcw linreg lowest lowestbars macd max median mfi min mode mom nvi obv
percentile_linear_interpolation percentile_nearest_rank percentrank pivot_point_levels pivothigh pivotlow pvi pvt range
rci rising rma roc rsi sar sma stdev stoch supertrend swma tr tsi valuewhen variance vwap vwma wad wma wpr wvad`.split(
    /\s+/,
  );

test("the page of peers names every function of TA-Lib, with its 61 patterns", () => {
  expect(talib.filter((name) => !listed.has(name))).toEqual([]);
  expect([...listed].filter((name) => name.startsWith("CDL")).length).toBe(61);
});

test("the page of peers names all of Pine's ta", () => {
  expect(pine.filter((name) => !listed.has(`ta.${name}`))).toEqual([]);
});

test("what has no place here says why", () => {
  expect(peers.filter(({ here, note }) => here === "" && note.length < 15)).toEqual([]);
});

describeShared.each(peerDatasets)("what TA-Lib was run with over %s", (dataset) => {
  test("is listed", () => {
    const names = [...readPeerCases("talib", dataset), ...readPeerPatterns(dataset)].map(
      (one) => one.function,
    );
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !listed.has(name))).toEqual([]);
  });
});
