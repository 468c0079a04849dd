import type { Graph } from "../../compiler/graph/index.js";
import type { Engine } from "../engine/engine.js";
import type { DatasetInformation } from "../data/dataset.js";
import { formatInterval } from "../data/interval.js";
import type { BoundFeed } from "../feeds/bind.js";
import type { RunWarning } from "../result.js";
import type { GapCounts } from "./gap-policy.js";

/** What each warning of a run means; the text behind `sage explain`. */
export const runWarningCodes = {
  SAGE3201:
    "Trades were decided while the start of the data still mattered; with more history they may differ.",
  SAGE8001: "The candles are of another market than the one the strategy names.",
  SAGE8006:
    "A feed begins after the candles or ends before them; where it has no value, rules that need it do not fire.",
  SAGE8401: "The account was used up: all was closed and trading ended.",
  SAGE8402: "No trade was made.",
  SAGE8403: "Orders were rejected; each has its reason in the list of orders.",
  SAGE8404:
    "Stop and target lay in one bar; the bar does not tell which came first, and the path assumption decided.",
  SAGE8405: "Trading was halted by a rule of the strategy.",
  SAGE8408: "The data lacks fundings that a position would have paid or received.",
  SAGE8409:
    "Finer bars were asked for, and some or all of them are missing; there the path assumption decided.",
  SAGE8406: "The data of a portfolio's members begin at different times.",
  SAGE8407: "Trading was halted by a limit of the portfolio.",
  SAGE8385:
    "On the training bars of a fold no set of values met the constraints, so its test was not traded.",
  SAGE8386: "Positions were closed because a test window ended; the next one begins without.",
  SAGE8390: "In some folds of a validation a model could not be trained; it says nothing there.",
  SAGE8387: "The account was used up before all folds were traded.",
} as const;

/** What warnings are made from besides the engine's own counts. */
export interface RunFacts {
  readonly graph: Graph;
  readonly engine: Engine;
  readonly gaps: GapCounts;
  readonly data: DatasetInformation;
  readonly feeds: readonly BoundFeed[];
  readonly trades: number;
  /** Trades decided before the start of the data had ceased to matter. */
  readonly unsettledTrades: number;
  /** Rejected orders by reason. */
  readonly rejected: ReadonlyMap<string, number>;
  /** Fundings that the data lacks, and the milliseconds between two. */
  readonly missingFundings: { readonly count: number; readonly every: number };
  /** Whether finer bars were there to be read. */
  readonly magnifies: boolean;
}

const many = (count: number, one: string, more: string): string =>
  count === 1 ? `1 ${one}` : `${grouped(count)} ${more}`;

/** 1234567 as 1,234,567. By hand: the first use of `toLocaleString` costs more than the rest of a short run. */
const grouped = (count: number): string => String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");

/** What a person should know before trusting the numbers; the gravest first. */
export function warningsOf(facts: RunFacts): readonly RunWarning[] {
  return [
    bankruptcy(facts),
    nothingTraded(facts),
    rejections(facts),
    otherSymbol(facts),
    otherType(facts),
    ...facts.feeds.flatMap((feed) => [otherMarket(feed, facts), outOfReach(feed, facts)]),
    unsettled(facts),
    gaps(facts),
    ambiguity(facts),
    unpaidFunding(facts),
    coarse(facts),
    halted(facts),
  ].filter((warning) => warning !== null);
}

function bankruptcy({ engine }: RunFacts): RunWarning | null {
  if (engine.account.get("bankrupt") === 0) return null;
  const equity = engine.account.get("equity");
  // What rounding leaves of nothing has no sign.
  const left = Math.abs(equity) < 0.005 ? 0 : equity;
  return {
    code: "SAGE8401",
    message: `The account was used up: all positions were closed and trading ended with ${left.toFixed(2)} left.`,
    help: "Trade smaller sizes or with a stop.",
  };
}

function nothingTraded({ trades, rejected }: RunFacts): RunWarning | null {
  if (trades > 0) return null;
  return {
    code: "SAGE8402",
    message: "No trade was made.",
    help:
      rejected.size > 0
        ? "Every order was rejected; the reasons stand in the order list."
        : "The signal list says for each condition that came true why nothing followed; `sage why` shows one bar.",
  };
}

function rejections({ rejected }: RunFacts): RunWarning | null {
  const total = [...rejected.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const reasons = [...rejected]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${reason} (${count.toLocaleString("en")})`);
  return {
    code: "SAGE8403",
    message: `${many(total, "order was", "orders were")} rejected: ${reasons.join(", ")}.`,
    help: rejected.has("no money")
      ? "The account could not pay for them: a size in % of equity shrinks with it, and `fills { leverage: 2 }` borrows."
      : null,
  };
}

const bare = (symbol: string): string => symbol.replaceAll(/[^\p{L}\p{N}]/gu, "").toUpperCase();

/** Synthetic candles stand for any market; their source names their seed. */
const isSynthetic = (source: string): boolean => /, seed \d+$/.test(source);

/** Costs, ticks and lots are written for one market; on another's candles they are wrong. */
export function otherSymbol({ graph, data }: Pick<RunFacts, "graph" | "data">): RunWarning | null {
  const { symbol } = graph.market;
  if (data.symbol === null || isSynthetic(data.source) || bare(data.symbol) === bare(symbol)) return null;
  return {
    code: "SAGE8001",
    message: `The strategy is written for ${symbol}, the candles are ${data.symbol}.`,
    help: "Harmless as a comparison; else choose other data, or change `symbol`, `tick` and `costs`.",
  };
}

/**
 * Candles of spot traded as a perpetual: shorts, leverage and liquidation are of a market with other prices. The other
 * way round nothing is said, as `type` is spot where nobody wrote it.
 */
export function otherType({ graph, data }: Pick<RunFacts, "graph" | "data">): RunWarning | null {
  const { type } = graph.market;
  if (type === "spot" || data.marketType !== "spot" || isSynthetic(data.source)) return null;
  return {
    code: "SAGE8001",
    message: `The strategy trades a ${type}, the candles are of the spot market.`,
    help: `Prices of the two differ, by most where a liquidation is decided: choose candles of the ${type}, or \`type: spot\`.`,
  };
}

function otherMarket({ name, symbol, source }: BoundFeed, { graph }: RunFacts): RunWarning | null {
  const wanted = graph.feeds?.find((feed) => feed.name === name)?.market?.symbol;
  if (wanted === undefined || symbol === null || isSynthetic(source) || bare(symbol) === bare(wanted))
    return null;
  return {
    code: "SAGE8001",
    message: `\`${name}\` is written for ${wanted}, the data given for it is ${symbol}.`,
    help: "Harmless as a comparison; else give other data, or change `symbol` of the feed.",
  };
}

/** How many of the strategy's bars lie before a feed's first value is known, and after its last one. */
function outOfReach(
  { name, from, to, delay, rows }: BoundFeed,
  { graph, data }: RunFacts,
): RunWarning | null {
  const { timeframe } = graph.market;
  const early = Math.ceil((from + delay - (data.from + timeframe)) / timeframe);
  const late = Math.floor((data.to + timeframe - (to + delay)) / timeframe) - Math.ceil(delay / timeframe);
  // Between two fundings nothing is to be known: the next one is due as long after as they lie apart.
  const isSeries = graph.feeds?.some((feed) => feed.name === name && feed.series !== undefined) === true;
  const apart = isSeries && rows > 1 ? Math.ceil((to - from) / (rows - 1) / timeframe) : 1;
  const parts = [
    early >= apart ? `its first value is known ${many(early, "bar", "bars")} after the first candle` : "",
    late >= apart ? `its last one ${many(late, "bar", "bars")} before the last` : "",
  ].filter((part) => part !== "");
  if (parts.length === 0 || rows === 0) return null;
  return {
    code: "SAGE8006",
    message: `\`${name}\` does not cover the candles: ${parts.join("; ")}.`,
    help: "Give it more data, or let the run begin and end with it (`--from`, `--to`).",
  };
}

const inDays = (milliseconds: number): string => {
  const days = milliseconds / 86_400_000;
  return days < 1 ? `${(days * 24).toFixed(1)} hours` : `${days.toFixed(1)} days`;
};

function unsettled({ graph, unsettledTrades, trades }: RunFacts): RunWarning | null {
  const { settled } = graph.warmup;
  if (unsettledTrades === 0 || typeof settled !== "number") return null;
  return {
    code: "SAGE3201",
    message: `${unsettledTrades} of ${many(trades, "trade was", "trades were")} decided before bar ${grouped(settled)} (${inDays(settled * graph.market.timeframe)}), from which on it no longer matters when the data began.`,
    help: "Give it earlier data and let trading begin later (`--from`), or set those trades aside.",
  };
}

function gaps({ graph, gaps: { gaps: runs, missingBars } }: RunFacts): RunWarning | null {
  if (runs === 0) return null;
  const deed =
    graph.gaps === "fill" ? "they were filled with flat bars" : "time passed, and no bar was invented";
  return {
    code: "SAGE8002",
    message: `${many(missingBars, "bar is", "bars are")} missing in ${many(runs, "place", "places")}; ${deed}.`,
    help: "`sage data check` lists them.",
  };
}

function ambiguity({ graph, engine }: RunFacts): RunWarning | null {
  const bars = engine.instrument.get("ambiguous");
  if (bars === 0 || graph.orders.fills.path !== "pessimistic") return null;
  return {
    code: "SAGE8404",
    message: `In ${many(bars, "bar", "bars")} both the stop and a target could have been reached; the stop was counted.`,
    help: "Shorter bars would tell which came first.",
  };
}

function halted({ engine }: RunFacts): RunWarning | null {
  const halts = engine.instrument.get("halts");
  if (halts === 0) return null;
  return { code: "SAGE8405", message: `Trading was halted ${many(halts, "time", "times")}.`, help: null };
}

function unpaidFunding({ missingFundings: { count, every } }: RunFacts): RunWarning | null {
  if (count === 0) return null;
  return {
    code: "SAGE8408",
    message: `${many(count, "funding is", "fundings are")} missing in the data (one every ${formatInterval(every)}); nothing was paid there.`,
    help: "Give data that has them, or end such a run with `missing_funding: stop`.",
  };
}

function coarse({ graph, engine, magnifies }: RunFacts): RunWarning | null {
  const { magnify } = graph.orders.fills;
  if (magnify === undefined) return null;
  const length = formatInterval(magnify);
  if (!magnifies)
    return {
      code: "SAGE8409",
      message: `No bars of ${length} were given; what happened inside a bar was decided by \`path\`.`,
      help: "Give them with `--magnify FILE`, or as `--data` bars of that length.",
    };
  const fine = engine.instrument.get("finerFills");
  const rest = engine.instrument.get("coarseFills");
  const bars = engine.instrument.get("unmagnified");
  if (bars === 0) return null;
  return {
    code: "SAGE8409",
    message: `Bars of ${length} decided ${grouped(fine)} of ${many(fine + rest, "fill", "fills")} inside bars; ${many(bars, "bar", "bars")} had to do without all of theirs.`,
    help: "Give finer bars that reach as far as the candles.",
  };
}
