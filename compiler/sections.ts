/** One declaration of a setting. The checker takes these names and no others; hover, completion and the reference show them. */
export interface SettingDeclaration {
  /** One or two sentences: what it does, and what happens where it is left out. */
  readonly meaning: string;
  /** Words to choose from, the default first, or values to begin with. */
  readonly values: readonly string[];
  /** Has to be written. */
  readonly needed?: boolean;
}

/** A block of settings: where it stands and what each setting means. */
export interface SectionDeclaration {
  /** How the block begins. */
  readonly heading: string;
  readonly meaning: string;
  readonly settings: Readonly<Record<string, SettingDeclaration>>;
}

const setting = (meaning: string, ...values: readonly string[]): SettingDeclaration => ({ meaning, values });
const needed = (meaning: string, ...values: readonly string[]): SettingDeclaration => ({
  meaning,
  values,
  needed: true,
});

const exchange = setting("Where it is traded.", "binance", "bybit", "kraken", "coinbase");
const symbol = (meaning: string) => needed(meaning, '"BTC/USDT"', '"ETH/USDT"', "BTCUSDT");
const stale = (...values: readonly string[]) =>
  setting("How old its last value may become; after that it counts as missing.", ...values);

/** Every block of settings of the language, in the order of the reference. */
export const sections = {
  market: {
    heading: "market { … }",
    meaning: "What is traded, and how long a bar is.",
    settings: {
      exchange,
      symbol: { ...symbol("What is traded, as the exchange or ccxt calls it."), needed: false },
      type: setting("Whether it can be sold short, and with what costs.", "spot", "perpetual", "future"),
      timeframe: needed("How long a bar is.", "1m", "5m", "15m", "1h", "4h", "1d"),
      tick: setting(
        "The smallest step of the price. Left out: the smallest step that the data show.",
        "0.01",
      ),
      lot: setting("The smallest step of the quantity. Left out: any quantity.", "0.001"),
      minimum_notional: setting("The smallest order, in money. Left out: none.", "10"),
    },
  },
  costs: {
    heading: "costs { … }",
    meaning: "What a trade costs. A strategy without costs is refused.",
    settings: {
      fee: setting("The fee of a fill, as a share of its value.", "0.04%", "0.1%"),
      maker: setting("The fee of orders that wait in the book. Left out: `fee`.", "0.02%"),
      taker: setting("The fee of orders that fill at once. Left out: `fee`.", "0.04%"),
      fixed: setting("Money per fill.", "1"),
      slippage: setting(
        "How much worse than the price a fill is: a share of it, or ticks.",
        "0.02%",
        "1 tick",
      ),
      spread: setting(
        "The distance between the best bid and ask, as a share of the price; half of it is paid.",
        "0.01%",
      ),
      funding: setting(
        "What holding a perpetual costs or earns: the rates of the data, each at its own time, or one rate at fixed times. Left out: nothing.",
        "data",
        "0.01% every 8h",
      ),
      missing_funding: setting(
        "What happens where the data lacks fundings: the run says how many, or it ends with an error.",
        "warn",
        "stop",
      ),
      borrow: setting(
        "What borrowed money, and units borrowed to sell them short, cost on a spot market. Left out: nothing.",
        "5% per year",
      ),
      liquidation: setting(
        "What a liquidation costs on top of the taker's fee, as a share of the position's value. Left out: nothing.",
        "1%",
      ),
    },
  },
  slippage: {
    heading: "costs { slippage { … } }",
    meaning:
      "Slippage that grows with how wild the bar is, or with the order's share of what is traded: one of the two.",
    settings: {
      range: setting("The share of the bar's range by which a fill is worse.", "10%"),
      volume: setting(
        "By how much of the price an order as large as the bar's whole volume is worse; smaller ones as `shape` says.",
        "5%",
        "10%",
      ),
      shape: setting(
        "How that grows with the share of the volume: with its square root, or in proportion.",
        "square_root",
        "linear",
      ),
    },
  },
  fills: {
    heading: "fills { … }",
    meaning: "What is assumed to happen inside a bar, and what a signal may do to an open position.",
    settings: {
      path: setting(
        "In which order a bar's prices are assumed to come: the worse one, or open, high, low, close, or open, low, high, close.",
        "pessimistic",
        "ohlc",
        "olhc",
      ),
      protect: setting(
        "From when stops and takes act: from the fill on, or from the next bar on.",
        "fill",
        "next",
      ),
      opposite: setting(
        "What a signal against the open position does: turn it round, or nothing.",
        "reverse",
        "ignore",
      ),
      participation: setting(
        "How much of a bar's volume all orders together may fill; what is left goes on with the next bar. Left out: all at once.",
        "10%",
        "2%",
      ),
      pyramiding: setting("How many entries one position may have. Left out: 1.", "1", "3"),
      entries_per_day: setting(
        "How many entries of the rules may be filled in a day (UTC), those that add to a position with them. Left out: any number.",
        "5",
        "1",
      ),
      leverage: setting("How many times the account a position may be worth. Left out: 1.", "2", "3"),
      maintenance: setting(
        "The share of a position's value that its margin must cover; below it the position is liquidated. Left out: 0.5% on perpetuals and futures and with `leverage`, else no position is liquidated.",
        "0.5%",
        "1%",
      ),
      magnify: setting(
        "The length of finer bars of the same market that say in which order prices came. Left out: `path` decides.",
        "1m",
        "5m",
      ),
    },
  },
  position: {
    heading: "position … { … }",
    meaning: "How a target position is followed.",
    settings: {
      rebalance: setting("How far what is held may be from the target before it is traded.", "5%", "10%"),
    },
  },
  feed: {
    heading: "feed NAME { … }",
    meaning: "Another market. Its finished bars are read as `NAME.close` and so on.",
    settings: {
      exchange,
      symbol: symbol("Which market."),
      type: setting("Which kind of market.", "spot", "perpetual", "future"),
      timeframe: setting("How long its bars are. Left out: as long as the strategy's own.", "1h", "4h", "1d"),
      stale: stale("3 bars", "1d"),
    },
  },
  outside: {
    heading: 'feed NAME from "FILE" { … }',
    meaning: "A file of outside data, read with the delay with which it is published.",
    settings: {
      column: needed("Which column of the file is read, as `NAME.COLUMN`.", "value"),
      known: needed("How long after its time a row is published.", "1d", "0"),
      stale: stale("3d", "7d"),
    },
  },
  experiment: {
    heading: "experiment NAME of STRATEGY { … }",
    meaning: "What is searched, how a choice is judged, and what counts as better.",
    settings: {
      search: setting(
        "Parameters, in a list. Left out or `all`: every one with a range.",
        "all",
        "[fast, slow]",
      ),
      sampler: setting(
        "How combinations are chosen: all of them, or `trials` of them.",
        "grid",
        "random",
        "latin",
        "tpe",
        "halving",
      ),
      trials: setting("How many combinations are tried; needed by every sampler but `grid`.", "200"),
      seed: setting("The seed of what is drawn at random. Left out: 0.", "7"),
      from: setting("The first day of the data. Left out: all there is.", "2018-01-01"),
      to: setting("The day before which the data ends. Left out: all there is.", "2023-01-01"),
      optimise: needed(
        "A metric in small letters with underscores, or arithmetic of metrics; more is better.",
        "sharpe",
        "sharpe - max_drawdown",
      ),
      constraints: setting(
        "Comparisons that a result must pass; losses count by their size.",
        "[max_drawdown < 30%, trades >= 20]",
      ),
      validate: setting(
        "How a choice is judged on bars that it was not made on.",
        "{ method: walk_forward  train: 1y  test: 90d }",
      ),
    },
  },
  validate: {
    heading: "experiment … { validate { … } }",
    meaning: "On which bars a choice is judged.",
    settings: {
      method: setting(
        "Windows that walk forward; folds with their neighbours left out; every combination of groups; the end held back; or the bars of the choice themselves.",
        "walk_forward",
        "purged",
        "combinatorial",
        "holdout",
        "none",
      ),
      train: setting("`walk_forward`: how much history a choice is made on.", "1y"),
      test: setting("`walk_forward`, `holdout`: how much is kept to judge it.", "90d"),
      step: setting("`walk_forward`: how far the windows move. Left out: as far as `test` is long.", "90d"),
      folds: setting(
        "`walk_forward`: how many windows; `purged`: into how many pieces the data is cut.",
        "5",
      ),
      window: setting(
        "`walk_forward`: whether the history keeps its length or grows.",
        "rolling",
        "expanding",
      ),
      groups: setting("`combinatorial`: into how many groups the data is cut.", "8"),
      test_groups: setting("`combinatorial`: how many groups are held back at a time.", "2"),
      purge: setting("Bars left out before the bars that judge.", "24 bars"),
      embargo: setting("Bars left out after the bars that judge.", "24 bars"),
    },
  },
  portfolio: {
    heading: "portfolio NAME { … }",
    meaning: "Strategies of the file with their money; each block in it is a member.",
    settings: {
      bankroll: setting("The money of all. Left out: the sum of the members'.", "10_000"),
      currency: setting("What the money is; for the report.", "USDT"),
      account: setting(
        "Whether each member trades its own money, or all of them one account.",
        "separate",
        "shared",
      ),
      limits: setting("Limits across the members.", "{ drawdown: 20% }"),
    },
  },
  member: {
    heading: "portfolio … { MEMBER { … } }",
    meaning: "A strategy of the portfolio, called like the strategy unless `of` names it.",
    settings: {
      of: setting("The strategy that it runs. Left out: the one called like the member.", "ema_cross"),
      share: setting(
        "Its share of the bankroll; left out: an equal part of what the others leave. Of a shared account: the part of its equity that sizes are counted from; left out: all of it.",
        "40%",
      ),
      bankroll: setting("Its money, in place of a share.", "4_000"),
      symbol: setting("Another market than the strategy's own.", '"ETH/USDT"'),
      exchange: setting("Another exchange than the strategy's own.", "bybit"),
      with: setting("Values of parameters, in their ranges.", "{ fast: 12 bars }"),
    },
  },
  limits: {
    heading: "portfolio … { limits { … } }",
    meaning:
      "Limits across the members; exposures are measured at the last prices, as shares of the equity of all.",
    settings: {
      positions: setting("Most open positions at a time.", "3"),
      exposure: setting("Most that is at stake, long and short added up, as a share of equity.", "150%"),
      net_exposure: setting("Most that is at stake, short taken from long.", "100%"),
      per_market: setting("Most in one market.", "50%"),
      per_strategy: setting("Most in one member.", "50%"),
      per_asset: setting("Most in one coin, in whatever market: BTCUSDT and BTC/USDC:USDC are one.", "50%"),
      positions_per_asset: setting("Most open positions in one coin.", "1"),
      reserve: setting("The share of the equity that no position may bind.", "5%"),
      correlation: setting(
        "An entry is refused where its market's returns correlate more than this with those of a market that is held the same way.",
        "0.8",
      ),
      correlation_bars: setting(
        "From how many returns `correlation` is found, each over the longest bar of the members; nothing without `correlation`. Left out: 100.",
        "100",
      ),
      drawdown: setting("The fall from the peak at which nothing is entered any more.", "20%"),
      daily_loss: setting(
        "The loss since midnight UTC at which nothing is entered until the next day.",
        "3%",
      ),
      after_loss: setting(
        "What becomes of open positions when `drawdown` or `daily_loss` is reached: they go on to their own exits, or are closed at the next open.",
        "hold",
        "close",
      ),
    },
  },
} as const satisfies Readonly<Record<string, SectionDeclaration>>;

export type SectionName = keyof typeof sections;

/** The names that a section takes. */
export function settingNames(section: SectionName): readonly string[] {
  return Object.keys(sections[section].settings);
}
