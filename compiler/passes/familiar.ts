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
  isna: "`is_missing(x)`",
  na: "`is_missing(x)`",
  nan: "`is_missing(x)`",
  isnan: "`is_missing(x)`",
  isnull: "`is_missing(x)`",
  notna: "`not is_missing(x)`",
  input: "`param name = 20 bars in 5..40`",
  iff: "`if condition then a else b`",
  where: "`if condition then a else b`",
  shift: "the value one bar ago: `close[1]`",
  ref: "the value one bar ago: `close[1]`",
  cum: "`state total from 0 = prev + x`",
  cumsum: "`state total from 0 = prev + x`",
  security: "slower bars: `frame h4 every 4h { let trend = ema(close, 20) }`; another market: `feed`",
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

/** Series of Pine and of date columns, and how they are written here. */
const otherSeries: Readonly<Record<string, string>> = {
  hl2: "`(high + low) / 2`",
  hlc3: "`(high + low + close) / 3`",
  ohlc4: "`(open + high + low + close) / 4`",
  hlcc4: "`(high + low + 2 * close) / 4`",
  hour: "`hour_of_day(time)`",
  dayofweek: "`day_of_week(time)`",
  weekday: "`day_of_week(time)`",
  bar_index: "`state bar from 0 = prev + 1` counts bars",
  request: "slower bars: `frame h4 every 4h { let trend = ema(close, 20) }`; another market: `feed`",
  syminfo: "the market is named in `market { symbol: BTCUSDT }`",
};

/** How a series of another language is written here: `hl2`, `hour`. */
export const familiarSeries = (word: string): string | undefined =>
  Object.hasOwn(otherSeries, word.toLowerCase()) ? otherSeries[word.toLowerCase()] : undefined;

/** `above` for `crossover`, `below` for `crossunder`. */
export function crossingDirection(word: string): "above" | "below" | undefined {
  if (/^(?:crossover|cross_over|crossed_above|crosses_above)$/i.test(word)) return "above";
  return /^(?:crossunder|cross_under|crossed_below|crosses_below)$/i.test(word) ? "below" : undefined;
}

const windows: Readonly<Record<string, string>> = {
  mean: "sma",
  max: "highest",
  min: "lowest",
  std: "stdev",
};

/** How a method of a series, as Python has them, is written here: `close.shift(1)`, `close.ema(20)`. */
export function familiarMethod(
  method: string,
  object: string,
  given: readonly string[],
  known: readonly string[],
): string | undefined {
  const [first = ""] = given;
  const lower = method.toLowerCase();
  if (lower === "shift") return /^\d+$/.test(first) ? `\`${object}[${first}]\`` : "`close[1]`";
  if (lower === "rolling")
    return `a window is a function: \`${windows["mean"]}(${object}, ${first || "20"})\``;
  if (lower === "pct_change") return `\`${object} / ${object}[${first || "1"}] - 1\``;
  if (lower === "diff") return `\`${object} - ${object}[${first || "1"}]\``;
  if (!known.includes(lower)) return undefined;
  return `\`${lower}(${[object, ...given].join(", ")})\``;
}

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
