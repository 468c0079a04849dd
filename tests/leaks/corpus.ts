/**
 * Ways in which backtests have been known to look ahead or to deceive, and how each would be written here. `leak` must be
 * refused or flagged with `code`; `clean`, what its author should have written, must pass without a word and stand the
 * proof by running.
 */
export interface LeakPair {
  readonly title: string;
  /** Where it was seen. */
  readonly seen: string;
  readonly code: string;
  readonly leak: Piece;
  readonly clean: Piece;
}

/** What is put into a strategy that is sound without it. */
export interface Piece {
  /** Statements of the strategy, before its rules. */
  readonly values?: string;
  readonly enter?: string;
  /** What is placed with the entry. */
  readonly protect?: string;
  readonly exit?: string;
  readonly size?: string;
  /** Parts of a model `m`; each has a sound default. */
  readonly features?: string;
  readonly target?: string;
  readonly algorithm?: string;
  readonly train?: string;
  /** Declarations beside the strategy. */
  readonly beside?: string;
}

const usesModel = "m.probability(up) > 60%";

export const leakPairs: readonly LeakPair[] = [
  {
    title: "a negative shift",
    seen: "pandas `shift(-1)`; freqtrade#5494, #11642",
    code: "SAGE3002",
    leak: { enter: "close[-1] > close" },
    clean: { enter: "close > close[1]" },
  },
  {
    title: "a centred moving average",
    seen: "pandas `rolling(5, center=True)`",
    code: "SAGE3002",
    leak: { values: "let middle = sma(close, 5 bars)[-2]", enter: "close > middle" },
    clean: { values: "let middle = sma(close, 5 bars)", enter: "close > middle" },
  },
  {
    title: "a swing low before it is confirmed",
    seen: "repainting pivots and zigzags; PineScript FAQ on repainting",
    code: "SAGE3002",
    leak: { enter: "low == lowest(low, 5 bars)[-2]" },
    clean: { enter: "low[2] == lowest(low, 5 bars)" },
  },
  {
    title: "a gap filled with what comes after",
    seen: "pandas `bfill`; freqtrade#1839",
    code: "SAGE3002",
    leak: { values: "let filled = (close / close[24] - 1) ?? (close[-1] / close - 1)", enter: "filled > 0" },
    clean: { values: "let filled = (close / close[24] - 1) ?? 0", enter: "filled > 0" },
  },
  {
    title: "an offset that can turn negative",
    seen: "optimised lags; freqtrade#12310",
    code: "SAGE3002",
    leak: { values: "param lag = 2 in -3..3", enter: "close > close[lag]" },
    clean: { values: "param lag = 2 in 1..3", enter: "close > close[lag]" },
  },
  {
    title: "the future in an entry",
    seen: "freqtrade lookahead-analysis, PR #8313",
    code: "SAGE3001",
    leak: { enter: "ahead(close, 1 bar) > close" },
    clean: { enter: "close > close[1]" },
  },
  {
    title: "the future under a name",
    seen: "freqtrade#11346: uses the future and passes both analyses",
    code: "SAGE3001",
    leak: { values: "let later = ahead(close, 12 bars)\nlet edge = later / close - 1", enter: "edge > 1%" },
    clean: { values: "let before = close[12]\nlet edge = close / before - 1", enter: "edge > 1%" },
  },
  {
    title: "the future inside a function",
    seen: "helper libraries shared between strategies",
    code: "SAGE3001",
    leak: {
      beside: "fn gain(length: bars) = ahead(close, length) / close - 1",
      enter: "gain(6 bars) > 1%",
    },
    clean: {
      beside: "fn gain(length: bars) = close / close[length] - 1",
      enter: "gain(6 bars) > 1%",
    },
  },
  {
    title: "the future in a stop",
    seen: "stops below tomorrow's low; backtesting.py#1241",
    code: "SAGE3001",
    leak: { enter: "close > close[1]", protect: "stop entry - (close - ahead(low, 3 bars))" },
    clean: {
      enter: "close > close[1]",
      protect: "stop entry - (close - lowest(low, 3 bars)) - atr(14 bars)",
    },
  },
  {
    title: "the future in an exit",
    seen: "leaving at the top",
    code: "SAGE3001",
    leak: { enter: "close > close[1]", exit: "ahead(close, 1 bar) < close" },
    clean: { enter: "close > close[1]", exit: "close < close[1]" },
  },
  {
    title: "the future in the size of a position",
    seen: "sizing by the move to come",
    code: "SAGE3001",
    leak: { enter: "close > close[1]", size: "clamp(ahead(close, 1 bar) / close - 1, 1%, 50%) of equity" },
    clean: { enter: "close > close[1]", size: "clamp(close / close[1] - 1, 1%, 50%) of equity" },
  },
  {
    title: "a slower bar in its past form, read as bars of the chart",
    seen: "freqtrade PR #3744: the documentation's own sample looked ahead; PR #4144",
    code: "SAGE3006",
    leak: { values: "frame h4 every 4h {\n  let top = high\n}", enter: "close > h4.top[1]" },
    clean: { values: "frame h4 every 4h {\n  let top = high[1]\n}", enter: "close > h4.top" },
  },
  {
    title: "a slower bar while it is still open",
    seen: "Pine `request.security` with lookahead; freqtrade#4073",
    code: "SAGE3002",
    leak: { values: "frame d1 every 1d {\n  let last = close[-1]\n}", enter: "close > d1.last" },
    clean: { values: "frame d1 every 1d {\n  let last = close\n}", enter: "close > d1.last" },
  },
  {
    title: "a resampled join that does not line up",
    seen: "90-minute bars over hourly ones; freqtrade#6695",
    code: "SAGE3102",
    leak: { values: "frame odd every 90m {\n  let top = high\n}", enter: "close > odd.top" },
    clean: { values: "frame odd every 2h {\n  let top = high\n}", enter: "close > odd.top" },
  },
  {
    title: "slower bars cut at another hour each day",
    seen: "candle start wanders; gekko#2680",
    code: "SAGE3103",
    leak: { values: "frame odd every 7h {\n  let top = high\n}", enter: "close > odd.top" },
    clean: { values: "frame odd every 8h {\n  let top = high\n}", enter: "close > odd.top" },
  },
  {
    title: "scaling by the whole of the data",
    seen: "global normalisation; freqtrade#5494",
    code: "SAGE2008",
    leak: { enter: "zscore(close) < -2" },
    clean: { enter: "zscore(close, 200 bars) < -2" },
  },
  {
    title: "the highest price there ever is",
    seen: "`max()` over a column",
    code: "SAGE2008",
    leak: { enter: "close > highest(close) * 0.9" },
    clean: { enter: "close > highest(close, 500 bars) * 0.9" },
  },
  {
    title: "a sum since the data began",
    seen: "backtest and live start on different days; freqtrade recursive-analysis",
    code: "SAGE3203",
    leak: { values: "state total from 0 = prev + (close - open)", enter: "total > 0" },
    clean: { values: "let total = sum(close - open, 96 bars)", enter: "total > 0" },
  },
  {
    title: "counting bars from the start of the data",
    seen: "Pine `bar_index`",
    code: "SAGE2001",
    leak: { enter: "bar_index > 100 and close > close[1]" },
    clean: { enter: "close > close[100]" },
  },
  {
    title: "knowing where the data ends",
    seen: "Pine `last_bar_index`, `barstate.islast`",
    code: "SAGE2001",
    leak: { enter: "last_bar - 5 > 0 and close > close[1]" },
    clean: { enter: "close > close[5]" },
  },
  {
    title: "only the coins that are still listed",
    seen: "survivorship bias; Brown, Goetzmann, Ibbotson, Ross 1992",
    code: "SAGE2003",
    leak: { values: "let universe = close", enter: "universe > close[1]" },
    clean: { values: "let own = close", enter: "own > close[1]" },
  },
  {
    title: "one's own result as a signal",
    seen: "trading the backtest's equity curve",
    code: "SAGE3007",
    leak: { enter: "equity > money(12000)" },
    clean: { enter: "close > close[24]" },
  },
  {
    title: "another market without a limit to its age",
    seen: "stale prices traded against; nautilus#5054",
    code: "SAGE3104",
    leak: { values: "feed eth {\n  symbol: ETHUSDT\n}", enter: "eth.close > eth.open" },
    clean: {
      values: "feed eth {\n  symbol: ETHUSDT\n  stale: 3 bars\n}",
      enter: "(eth.close ?? close) > close",
    },
  },
  {
    title: "the label as a feature",
    seen: "label leakage; Kaufman et al. 2012",
    code: "SAGE5001",
    leak: { features: "gain = ahead(close, 12 bars) / close - 1", enter: usesModel },
    clean: { features: "gain = close / close[12] - 1", enter: usesModel },
  },
  {
    title: "the target used to trade",
    seen: "the column that was made for training; freqtrade#5494",
    code: "SAGE3001",
    leak: { enter: "m.up" },
    clean: { enter: usesModel },
  },
  {
    title: "a target that is known already",
    seen: "predicting the past",
    code: "SAGE5002",
    leak: { target: "up = close > close[12]", enter: usesModel },
    clean: { target: "up = ahead(close, 12 bars) > close", enter: usesModel },
  },
  {
    title: "training rows whose labels reach into the test",
    seen: "overlapping labels; López de Prado 2018, chapter 7",
    code: "SAGE5005",
    leak: { train: "window: 1y\nrefit: 30d\nembargo: 2 bars\nsamples: 2000", enter: usesModel },
    clean: { train: "window: 1y\nrefit: 30d\nembargo: 24 bars\nsamples: 2000", enter: usesModel },
  },
  {
    title: "a prediction that feeds its own features",
    seen: "circular stacking",
    code: "SAGE5007",
    leak: { features: "own = m.probability(up)", enter: usesModel },
    clean: { features: "own = close / ema(close, 48 bars) - 1", enter: usesModel },
  },
  {
    title: "a price level as a feature",
    seen: "trees that learn the year from the price",
    code: "SAGE5013",
    leak: { features: "level = ema(close, 48 bars)", enter: usesModel },
    clean: { features: "level = close / ema(close, 48 bars) - 1", enter: usesModel },
  },
  {
    title: "a result that nobody can repeat",
    seen: "gekko#850; freqtrade#3132",
    code: "SAGE5010",
    leak: { algorithm: "trees: 50", enter: usesModel },
    clean: { algorithm: "trees: 50\nseed: 7", enter: usesModel },
  },
  {
    title: "a window too short for what is learned in it",
    seen: "models fitted to a few days",
    code: "SAGE5006",
    leak: { train: "window: 30d\nrefit: 30d\nembargo: 24 bars\nsamples: 5000", enter: usesModel },
    clean: { train: "window: 1y\nrefit: 30d\nembargo: 24 bars\nsamples: 5000", enter: usesModel },
  },
  {
    title: "a stop on the winning side",
    seen: "a fill that only pays; vectorbt#181",
    code: "SAGE4003",
    leak: { enter: "close > close[1]", protect: "stop entry + atr(14 bars)" },
    clean: { enter: "close > close[1]", protect: "stop entry - atr(14 bars)" },
  },
];
