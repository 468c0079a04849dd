import { findLearner } from "../../compiler/models/learners.js";
import { fallbackOf, type ModelOption } from "../../compiler/models/option.js";
import { trainOptions } from "../../compiler/models/training.js";

/** A setting of a section: what it means and what can stand behind its colon. */
export interface SettingMeaning {
  readonly meaning: string;
  /** Values to choose from, or to begin with. */
  readonly values: readonly string[];
}

const setting = (meaning: string, ...values: string[]): SettingMeaning => ({ meaning, values });

/** The settings of each section, for hover and completion. A test holds them to what the compiler takes. */
export const sectionSettings: Readonly<Record<string, Readonly<Record<string, SettingMeaning>>>> = {
  market: {
    exchange: setting("Where it is traded.", "binance", "bybit", "kraken", "coinbase"),
    symbol: setting(
      "What is traded, as the exchange or ccxt calls it.",
      '"BTC/USDT"',
      '"ETH/USDT"',
      "BTCUSDT",
    ),
    type: setting("Whether it can be sold short, and with what costs.", "spot", "perpetual", "future"),
    timeframe: setting("How long a bar is.", "1m", "5m", "15m", "1h", "4h", "1d"),
    tick: setting("The smallest step of the price.", "0.01"),
    lot: setting("The smallest step of the quantity.", "0.001"),
    minimum_notional: setting("The smallest order, in money.", "10"),
  },
  costs: {
    fee: setting("The fee of a fill, as a share of its value.", "0.04%", "0.1%"),
    maker: setting("The fee of orders that wait in the book.", "0.02%"),
    taker: setting("The fee of orders that fill at once.", "0.04%"),
    fixed: setting("Money per fill.", "1"),
    slippage: setting("How much worse than the price a fill is: a share of it, or ticks.", "0.02%", "1 tick"),
    spread: setting("The distance between the best bid and ask, as a share of the price.", "0.01%"),
  },
  fills: {
    path: setting("In which order a bar's prices are assumed to come.", "pessimistic", "ohlc", "olhc"),
    protect: setting(
      "From when stops and takes act: from the fill on, or from the next bar on.",
      "fill",
      "next",
    ),
    leverage: setting("How many times the account a position may be worth.", "2", "3"),
  },
};

const ofOption = (option: ModelOption): SettingMeaning => {
  const fallback = fallbackOf(option);
  const choices = option.kind === "choice" ? option.choices : [];
  return setting(
    option.summary,
    ...(choices.length > 0 ? choices : fallback === undefined ? [] : [fallback]),
  );
};

/** The settings of a block: `title` is the word behind its heading, `boosted_trees` of `algorithm boosted_trees { … }`. */
export function settingsOf(heading: string, title: string): Readonly<Record<string, SettingMeaning>> {
  const options =
    heading === "train" ? trainOptions : heading === "algorithm" ? findLearner(title)?.options : undefined;
  if (options !== undefined) return Object.fromEntries(options.map((each) => [each.name, ofOption(each)]));
  return Object.hasOwn(sectionSettings, heading) ? (sectionSettings[heading] ?? {}) : {};
}
