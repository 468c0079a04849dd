/** One strategy of a portfolio: with its own money, values and market. */
export interface PortfolioMember {
  /** Its name in the portfolio. */
  readonly label: string;
  readonly strategy: string;
  /** Fraction of the portfolio's bankroll; of a shared account: of its equity, from which the member counts its sizes. */
  readonly share: number;
  /** Values of parameters by name; the others keep those of the text. */
  readonly values: Readonly<Record<string, number>>;
  readonly symbol: string;
  readonly exchange: string | null;
  /** Length of a bar in milliseconds. */
  readonly timeframe: number;
}

/** What all members together may not exceed; null: no limit. Exposures are fractions of the portfolio's equity. */
export interface PortfolioLimits {
  readonly positions: number | null;
  readonly exposure: number | null;
  readonly netExposure: number | null;
  readonly perMarket: number | null;
  readonly perStrategy: number | null;
  /** Of all members in one asset: a share, and how many positions. */
  readonly perAsset: number | null;
  readonly positionsPerAsset: number | null;
  /** The share of equity that nothing may bind. */
  readonly reserve: number | null;
  /** Correlation with a held market beyond which another is not entered, and from how many returns it is found. */
  readonly correlation: number | null;
  readonly correlationBars: number | null;
  /** Fall from the peak, and loss since midnight UTC, at which all trading stops. */
  readonly drawdown: number | null;
  readonly dailyLoss: number | null;
  /** Whether what is held is closed then; otherwise only nothing new is entered. */
  readonly closes: boolean;
}

/** A `portfolio` of a file. Plain data. */
export interface PortfolioPlan {
  readonly schema: "sage.portfolio/1";
  readonly name: string;
  readonly documentation: string;
  /** Money at the start; null: as the run says. */
  readonly bankroll: number | null;
  readonly currency: string | null;
  /** Each member on its own money, or all on one account. */
  readonly account: "separate" | "shared";
  readonly members: readonly PortfolioMember[];
  readonly limits: PortfolioLimits;
}
