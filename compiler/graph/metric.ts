/** A metric of a run as the language speaks of it. */
export interface MetricWord {
  /** In `.sage`: `max_drawdown`. */
  readonly word: string;
  /** In `metrics` of a run: `maxDrawdown`. */
  readonly metric: string;
  /** What a bare number compared with it is: a fraction takes percent. */
  readonly unit: "fraction" | "points" | "ratio" | "money" | "bars" | "count";
  /** What a search that optimises it alone looks for; null: neither says that a strategy is better. */
  readonly better: "more" | "less" | null;
  /** −1 where the metric is 0 or negative and people speak of its size: a drawdown of 20 %. */
  readonly sign: 1 | -1;
}

type Unit = MetricWord["unit"];

const define =
  (better: MetricWord["better"], sign: MetricWord["sign"] = 1) =>
  (unit: Unit, ...words: readonly string[]): readonly MetricWord[] =>
    words.map((word) => ({
      word,
      metric:
        word === "trades"
          ? "tradeCount"
          : word.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      unit,
      better,
      sign,
    }));

const more = define("more");
const less = define("less");
const size = define("less", -1);
const neither = define(null);

/**
 * Every metric that a search may optimise or constrain, which is every one that is no moment in time. A test in
 * `runtime/metrics` holds the list to the metrics that a run has.
 */
export const metricWords: readonly MetricWord[] = [
  ...more("fraction", "total_return", "cagr", "best_month", "worst_month", "positive_months", "win_rate"),
  ...more("fraction", "average_return", "average_mfe", "best_mfe", "probabilistic_sharpe", "alpha", "kelly"),
  ...more("fraction", "treynor", "long_win_rate", "short_win_rate"),
  ...more("money", "long_profit", "short_profit"),
  ...more("ratio", "long_profit_factor", "short_profit_factor"),
  ...more("ratio", "sharpe", "sortino", "calmar", "omega", "martin", "log_return", "information_ratio"),
  ...more("ratio", "corrected_sharpe", "tail_ratio", "common_sense_ratio", "serenity", "continuous_kelly"),
  ...more("ratio", "expectancy_ratio", "profit_factor", "payoff", "sqn", "skewness"),
  ...more("money", "net_profit", "expectancy", "gross_profit", "average_win", "largest_win"),
  ...more("count", "longest_win_streak"),
  ...size("fraction", "max_drawdown", "average_mae", "worst_mae", "buy_and_hold_max_drawdown"),
  ...size("money", "gross_loss", "average_loss", "largest_loss"),
  ...less("fraction", "volatility", "downside_deviation", "value_at_risk_95", "expected_shortfall_95"),
  ...less("fraction", "tracking_error"),
  ...less("points", "ulcer_index"),
  ...less("ratio", "kurtosis", "turnover", "sharpe_standard_error"),
  ...less("money", "fees", "slippage", "funding", "borrow"),
  ...less("bars", "max_drawdown_bars", "longest_drawdown_bars", "minimum_track_record"),
  ...less("count", "longest_loss_streak"),
  ...neither("count", "trades", "long_trades", "short_trades", "return_count", "periods_per_year"),
  ...neither("fraction", "exposure", "buy_and_hold_return", "buy_and_hold_volatility"),
  ...neither("ratio", "beta", "correlation", "buy_and_hold_sharpe"),
  ...neither("bars", "average_bars", "average_win_bars", "average_loss_bars", "longest_bars"),
];
