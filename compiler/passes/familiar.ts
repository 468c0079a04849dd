import { suggest } from "../../lang/diagnostics/suggest.js";

/** Prefixes under which other languages keep their functions; here functions stand alone. */
const namespaces: ReadonlySet<string> = new Set([
  "ta",
  "math",
  "talib",
  "tulip",
  "np",
  "numpy",
  "pd",
  "bt",
  "indicators",
]);

/** Functions of Pine, backtrader, pandas and TA-Lib whose meaning is written in another way here, not only by another name. */
const otherWays: Readonly<Record<string, string>> = {
  crossover: "`a crosses above b`",
  crossunder: "`a crosses below b`",
  cross: "`a crosses above b or a crosses below b`",
  crossed_above: "`a crosses above b`",
  crossed_below: "`a crosses below b`",
  nz: "a value for where it is missing: `x ?? 0`",
  fillna: "a value for where it is missing: `x ?? 0`",
  isna: "a value for where it is missing: `x ?? 0`",
  iff: "`if condition then a else b`",
  where: "`if condition then a else b`",
  shift: "the value one bar ago: `close[1]`",
  ref: "the value one bar ago: `close[1]`",
  cum: "`state total from 0 = prev + x`",
  cumsum: "`state total from 0 = prev + x`",
  security: "one timeframe and one market so far; faster candles are resampled to `timeframe`",
  valuewhen: "`state kept from na = if condition then x else prev`",
};

/** The same operation by another name. */
const otherNames: Readonly<Record<string, string>> = {
  bb: "bollinger",
  bbands: "bollinger",
  kc: "keltner",
  dc: "donchian",
  stoch: "stochastic",
  wpr: "williams_r",
  willr: "williams_r",
  tr: "true_range",
  trange: "true_range",
  mom: "momentum",
  psar: "sar",
  barssince: "bars_since",
  highestbars: "bars_since_highest",
  lowestbars: "bars_since_lowest",
  pow: "power",
  std: "stdev",
  stddev: "stdev",
  var: "variance",
  adx: "dmi",
  percentrank: "rank",
  ewm: "ema",
  corr: "correlation",
  wilder: "rma",
};

export interface Familiar {
  /** The operation that is meant, where it is one. */
  readonly name?: string;
  /** How it is written here, where it is no operation. */
  readonly way?: string;
}

/** What a name from another language or library means here: `EMA`, `crossover`, `bb`. */
export function familiarFunction(word: string, known: readonly string[]): Familiar | undefined {
  const lower = word.toLowerCase();
  if (known.includes(lower)) return { name: lower };
  if (Object.hasOwn(otherWays, lower)) return { way: otherWays[lower] ?? "" };
  const name = Object.hasOwn(otherNames, lower) ? otherNames[lower] : suggest(word, known);
  return name !== undefined && known.includes(name) ? { name } : undefined;
}

/** `ta` of `ta.sma(close, 50)`. */
export const isNamespace = (word: string): boolean => namespaces.has(word.toLowerCase());
