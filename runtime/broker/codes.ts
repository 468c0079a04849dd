import type { PortfolioLimits } from "../../compiler/graph/index.js";
import type { ExitReason, Order } from "../record.js";

// The words behind the numbers of `kernels/assembly/broker/codes.ts`, in the same order (a test compares them).

export const exitReasons: readonly ExitReason[] = [
  "rule",
  "reverse",
  "stop",
  "take",
  "trail",
  "expire",
  "liquidation",
  "end_of_data",
  "rebalance",
  "halt",
  "stopped",
];

export const orderKinds: readonly Order["kind"][] = [
  "market",
  "stop",
  "take",
  "trail",
  "expire",
  "end_of_data",
  "limit",
  "stop_entry",
  "stop_limit",
];

export const orderStatuses: readonly Order["status"][] = [
  "filled",
  "rejected",
  "cancelled",
  "expired",
  "partly_filled",
];

/** Why an order or a signal ended as it did, in the order of the kernel's `reason…` codes. */
export const reasons: readonly string[] = [
  "",
  "entry rule",
  "exit rule",
  "reversed by a signal to the other side",
  "stop reached",
  "target reached",
  "trailing stop reached",
  "time is up",
  "equity used up",
  "end of data",
  "warm-up",
  "bankrupt",
  "an earlier rule came first",
  "in position",
  "no position",
  "halted",
  "cooldown",
  "no size",
  "a stop, target or trail has no value",
  "stop on the wrong side of the fill",
  "target on the wrong side of the fill",
  "no money",
  "below one lot",
  "below the minimum notional",
  "entry rule, reduced to the money available",
  "already leaving",
  "replaced by a newer signal",
  "its time is over",
  "withdrew the resting entry",
  "the position it would add to is closed",
  "the same order rests already",
  "target position",
  "the portfolio has halted",
  "the portfolio holds its most positions",
  "the portfolio's exposure is at its limit",
  "the portfolio's net exposure is at its limit",
  "the portfolio's limit of this market is reached",
  "the portfolio's limit of this strategy is reached",
  "entry rule, reduced to the portfolio's exposure",
  "entry rule, reduced to the portfolio's net exposure",
  "entry rule, reduced to the portfolio's limit of this market",
  "entry rule, reduced to the portfolio's limit of this strategy",
  "stop reached after it was moved",
  "the closed trades show no edge",
  "margin used up",
  "its order is still being filled",
  "an exit came before the rest was filled",
  "no price above zero",
  "stopped",
  "the portfolio's limit of this asset is reached",
  "the portfolio's reserve is reached",
  "entry rule, reduced to the portfolio's limit of this asset",
  "entry rule, reduced to the portfolio's reserve",
  "the portfolio holds its most positions of this asset",
  "its market moves too much like one that is held",
  "the entries of the day are used up",
];

/** Limits of a portfolio by the reasons of what they refused or made smaller. */
export const limitOfReason: ReadonlyMap<string, readonly (keyof PortfolioLimits)[]> = new Map([
  ["the portfolio has halted", ["drawdown", "dailyLoss"]],
  ["the portfolio holds its most positions", ["positions"]],
  ["the portfolio's exposure is at its limit", ["exposure"]],
  ["the portfolio's net exposure is at its limit", ["netExposure"]],
  ["the portfolio's limit of this market is reached", ["perMarket"]],
  ["the portfolio's limit of this strategy is reached", ["perStrategy"]],
  ["entry rule, reduced to the portfolio's exposure", ["exposure"]],
  ["entry rule, reduced to the portfolio's net exposure", ["netExposure"]],
  ["entry rule, reduced to the portfolio's limit of this market", ["perMarket"]],
  ["entry rule, reduced to the portfolio's limit of this strategy", ["perStrategy"]],
  ["the portfolio's limit of this asset is reached", ["perAsset"]],
  ["the portfolio's reserve is reached", ["reserve"]],
  ["entry rule, reduced to the portfolio's limit of this asset", ["perAsset"]],
  ["entry rule, reduced to the portfolio's reserve", ["reserve"]],
  ["the portfolio holds its most positions of this asset", ["positionsPerAsset"]],
  ["its market moves too much like one that is held", ["correlation"]],
]);

export const sizeKinds = ["equity", "notional", "quantity", "risk", "kelly"] as const;
export const slippageKinds = ["rate", "ticks", "range", "square_root", "linear"] as const;
export const paths = ["pessimistic", "ohlc", "olhc"] as const;
export const cooldownCauses = ["any", "loss", "win"] as const;
export const haltQuantities = ["drawdown", "daily loss", "losing streak"] as const;
