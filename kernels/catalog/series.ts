import type { Range } from "./range.js";
import { anywhere, notNegative } from "./range.js";
import { quantity, ratio, type Unit } from "./unit.js";

/** What may come with a market's candles besides prices and volume. */
export const marketSeries = ["funding", "open_interest", "trades"] as const;
export type MarketSeries = (typeof marketSeries)[number];

/** What each is and how bars are made of shorter ones: the last value inside, or the sum of all. */
export const seriesFacts: Readonly<
  Record<
    MarketSeries,
    {
      readonly summary: string;
      readonly unit: Unit;
      readonly range: Range;
      /** Whether it is told with every bar; else a value holds until the next, however long that takes. */
      readonly everyBar: boolean;
      readonly gather: "last" | "sum";
    }
  >
> = {
  funding: {
    summary: "The rate that longs paid shorts at the last funding, as a share of the position.",
    unit: ratio,
    range: anywhere,
    everyBar: false,
    gather: "last",
  },
  open_interest: {
    summary: "How much of the market is held in open positions.",
    unit: quantity,
    range: notNegative,
    everyBar: true,
    gather: "last",
  },
  trades: {
    summary: "How many trades were made during the bar.",
    unit: ratio,
    range: notNegative,
    everyBar: true,
    gather: "sum",
  },
};

export function isMarketSeries(name: string): name is MarketSeries {
  return marketSeries.some((each) => each === name);
}
