/**
 * How a function of Pine is written here. `names` are Pine's parameters in order, `as` the text: `{source}` an argument,
 * `{length:bars}` one that counts bars, `{source?close}` one with a default.
 */
export interface CallForm {
  readonly names: readonly string[];
  readonly as: string;
  /** Of one that gives several values: the fields in Pine's order. */
  readonly fields?: readonly string[];
  /** In which way the result is not Pine's. */
  readonly differs?: string;
  /** An argument that is `true` when left out, and how the call is written when it is `false`. */
  readonly unless?: { readonly argument: string; readonly as: string };
}

const form = (names: string, as: string, more: Omit<CallForm, "names" | "as"> = {}): CallForm => ({
  names: names === "" ? [] : names.split(" "),
  as,
  ...more,
});

const source = (name: string) => form("source length", `${name}({source}, {length:bars})`);

/** By name in Pine version 5; in version 4 the same without `ta.` or `math.`. */
export const calls: Readonly<Record<string, CallForm>> = {
  "ta.sma": source("sma"),
  "ta.ema": source("ema"),
  "ta.rma": source("rma"),
  "ta.wma": source("wma"),
  "ta.hma": source("hma"),
  "ta.vwma": source("vwma"),
  "ta.swma": form("source", "({source} + 2 * {source}[1] + 2 * {source}[2] + {source}[3]) / 6"),
  "ta.rsi": source("rsi"),
  "ta.cci": source("cci"),
  "ta.mfi": form("series length", "mfi({series}, {length:bars})"),
  "ta.mom": source("momentum"),
  "ta.roc": source("roc"),
  "ta.change": form("source length", "change({source}, {length:bars?1})"),
  "ta.stdev": form("source length biased", "stdev({source}, {length:bars})", {
    unless: { argument: "biased", as: "stdev({source}, {length:bars}, kind: sample)" },
  }),
  "ta.variance": form("source length biased", "variance({source}, {length:bars})", {
    unless: { argument: "biased", as: "variance({source}, {length:bars}, kind: sample)" },
  }),
  "ta.median": source("median"),
  "ta.percentrank": source("percent_rank"),
  "ta.percentile_linear_interpolation": form(
    "source length percentage",
    "quantile({source}, {length:bars}, {percentage} / 100)",
  ),
  "ta.percentile_nearest_rank": form(
    "source length percentage",
    "quantile({source}, {length:bars}, {percentage} / 100, method: nearest)",
  ),
  "ta.correlation": form("source1 source2 length", "correlation({source1}, {source2}, {length:bars})"),
  "ta.highest": source("highest"),
  "ta.lowest": source("lowest"),
  "ta.highestbars": form("source length", "-bars_since_highest({source}, {length:bars})"),
  "ta.lowestbars": form("source length", "-bars_since_lowest({source}, {length:bars})"),
  "ta.rising": source("rising"),
  "ta.falling": source("falling"),
  "ta.range": form("source length", "highest({source}, {length:bars}) - lowest({source}, {length:bars})"),
  "ta.crossover": form("source1 source2", "{source1} crosses above {source2}"),
  "ta.crossunder": form("source1 source2", "{source1} crosses below {source2}"),
  "ta.cross": form(
    "source1 source2",
    "{source1} crosses above {source2} or {source1} crosses below {source2}",
  ),
  "ta.barssince": form("condition", "bars_since({condition})", {
    differs: "counts to 5000 at most, and is 5000 rather than missing before the first time",
  }),
  "ta.atr": form("length", "atr({length:bars})"),
  "ta.tr": form("handle_na", "true_range()"),
  "ta.wpr": form("length", "williams_r({length:bars})"),
  "ta.sar": form("start inc max", "sar({start}, {inc}, {max})"),
  "ta.vwap": form("source", "vwap({source?typical_price()})"),
  "ta.obv": form("", "obv()"),
  "ta.stoch": form(
    "source high low length",
    "100 * ({source} - lowest({low}, {length:bars})) / (highest({high}, {length:bars}) - lowest({low}, {length:bars}))",
  ),
  "ta.macd": form(
    "source fastlen slowlen siglen",
    "macd({source}, {fastlen:bars}, {slowlen:bars}, {siglen:bars})",
    { fields: ["line", "signal", "histogram"] },
  ),
  "ta.bb": form("series length mult", "bollinger({series}, {length:bars}, {mult})", {
    fields: ["middle", "upper", "lower"],
  }),
  "ta.bbw": form("series length mult", "bollinger({series}, {length:bars}, {mult}).width * 100"),
  "ta.kc": form("series length mult useTrueRange", "keltner({series}, {length:bars}, {mult})", {
    unless: {
      argument: "useTrueRange",
      as: "keltner({series}, {length:bars}, {mult}, range: high_low)",
    },
    fields: ["middle", "upper", "lower"],
  }),
  "ta.kcw": form("series length mult useTrueRange", "keltner({series}, {length:bars}, {mult}).width"),
  "ta.supertrend": form("factor atrPeriod", "supertrend({factor}, {atrPeriod:bars})", {
    fields: ["line", "direction"],
  }),
  "ta.dmi": form("diLength adxSmoothing", "dmi({diLength:bars}, {adxSmoothing:bars})", {
    fields: ["plus", "minus", "adx"],
  }),
  "ta.linreg": form("source length offset", "linreg({source}, {length:bars}).value"),
  "math.sum": source("sum"),
  "math.abs": form("number", "abs({number})"),
  "math.sqrt": form("number", "sqrt({number})"),
  "math.log": form("number", "log({number})"),
  "math.exp": form("number", "exp({number})"),
  "math.floor": form("number", "floor({number})"),
  "math.ceil": form("number", "ceil({number})"),
  "math.round": form("number", "round({number})"),
  "math.sign": form("number", "sign({number})"),
  "math.pow": form("base exponent", "power({base}, {exponent})"),
  int: form("x", "floor({x})", { differs: "`int` cuts towards zero, `floor` goes down: they part below 0" }),
  float: form("x", "{x}"),
  bool: form("x", "{x}"),
  na: form("x", "is_missing({x})"),
  nz: form("source replacement", "{source} ?? {replacement?0}"),
  dayofmonth: form("time", "day_of_month(time)"),
};

/** Variables of Pine that are no names here. */
export const variables: Readonly<Record<string, string>> = {
  open: "open",
  high: "high",
  low: "low",
  close: "close",
  volume: "volume",
  time: "time",
  hl2: "(high + low) / 2",
  hlc3: "typical_price()",
  ohlc4: "(open + high + low + close) / 4",
  hlcc4: "(high + low + 2 * close) / 4",
  "ta.tr": "true_range(first_bar: skipped)",
  tr: "true_range(first_bar: skipped)",
  "ta.obv": "obv()",
  obv: "obv()",
  "ta.vwap": "vwap(typical_price())",
  vwap: "vwap(typical_price())",
  hour: "hour_of_day(time)",
  minute: "minute_of_hour(time)",
  dayofmonth: "day_of_month(time)",
  month: "month(time)",
  year: "year(time)",
  // Pine counts from Sunday, which is 1.
  dayofweek: "(day_of_week(time) mod 7 + 1)",
  "dayofweek.sunday": "1",
  "dayofweek.monday": "2",
  "dayofweek.tuesday": "3",
  "dayofweek.wednesday": "4",
  "dayofweek.thursday": "5",
  "dayofweek.friday": "6",
  "dayofweek.saturday": "7",
  "math.pi": "3.141592653589793",
  "math.e": "2.718281828459045",
  "syminfo.mintick": "1 tick",
  "barstate.isconfirmed": "true",
  "strategy.equity": "equity",
};

/** Why some functions and variables of Pine have no counterpart, by how their names begin. */
export const foreign: readonly (readonly [prefix: string, reason: string])[] = [
  ["array.", "there are no collections: a window function or a family of series says the same"],
  ["matrix.", "there are no collections"],
  ["map.", "there are no collections"],
  ["label.", "drawing is left to `plot`"],
  ["line.", "drawing is left to `plot`"],
  ["box.", "drawing is left to `plot`"],
  ["table.", "drawing is left to `plot`"],
  ["str.", "there are no texts to compute with"],
  ["barstate.", "a program cannot ask whether it runs in real time: that is how it stays the same there"],
  ["bar_index", "the number of a bar depends on the day the data starts"],
  ["last_bar_index", "nothing may depend on where the data ends"],
  ["timenow", "there is no clock: a backtest and a live run would differ"],
  ["strategy.position_size", "rules do not read the position; state what is to be held"],
  ["strategy.opentrades", "rules do not read the account"],
  [
    "strategy.closedtrades",
    "rules do not read the account; `cooldown` and `halt` limit trading after losses",
  ],
  ["strategy.netprofit", "rules do not read the account; `halt when drawdown > 15%` does"],
  ["strategy.wintrades", "rules do not read the account"],
  ["strategy.losstrades", "rules do not read the account; `halt when losing_streak >= 4` does"],
  ["ta.cum", "a sum since the first bar depends on the day the data starts; `sum(x, 500 bars)` forgets"],
  ["ta.pivothigh", "write it with a window: `high[right] == highest(high, left + right + 1)`"],
  ["ta.pivotlow", "write it with a window: `low[right] == lowest(low, left + right + 1)`"],
  ["ta.dev", "no operation gives the mean absolute deviation of one window; `cci` and `stdev` are near"],
  ["request.", "only `request.security` of the chart's own symbol has a counterpart, `frame`"],
  ["math.random", "a program gives the same answer every time"],
];
