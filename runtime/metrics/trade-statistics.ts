import type { Metrics } from "./catalog.js";
import { sampleDeviation } from "../statistics/moments.js";
import type { outcomeLayout, tradeSumsLayout } from "./layout.js";

type TradeMetrics = Pick<
  Metrics,
  | "tradeCount"
  | "longTrades"
  | "shortTrades"
  | "longWinRate"
  | "shortWinRate"
  | "longProfit"
  | "shortProfit"
  | "longProfitFactor"
  | "shortProfitFactor"
  | "winRate"
  | "expectancy"
  | "expectancyRatio"
  | "profitFactor"
  | "payoff"
  | "averageReturn"
  | "grossProfit"
  | "grossLoss"
  | "averageWin"
  | "averageLoss"
  | "largestWin"
  | "largestLoss"
  | "longestWinStreak"
  | "longestLossStreak"
  | "averageBars"
  | "averageWinBars"
  | "averageLossBars"
  | "longestBars"
  | "averageMae"
  | "averageMfe"
  | "worstMae"
  | "bestMfe"
  | "sqn"
  | "kelly"
  | "turnover"
  | "fees"
  | "slippage"
  | "funding"
  | "borrow"
>;

/** Outcomes of some of the trades; the functions read fields that the kernel has left. */
interface Outcomes {
  readonly wins: OutcomeOf;
  readonly losses: OutcomeOf;
}

type OutcomeOf = (name: keyof typeof outcomeLayout.fields) => number;

/** What the closed trades leave behind. */
export interface TradeFacts extends Outcomes {
  readonly get: (name: keyof typeof tradeSumsLayout.fields) => number;
  readonly long: Outcomes;
  readonly short: Outcomes;
  /** Mean of equity over all bars; 0 when there are none. */
  readonly meanEquity: number;
}

/** Everything that follows from the closed trades. */
export function summarizeTrades(facts: TradeFacts): TradeMetrics {
  const { get, wins, losses } = facts;
  const count = get("count");
  const won = wins("sum") + wins("sumError");
  const lost = losses("sum") + losses("sumError");
  const profit = won - lost;
  const meanWin = share(won, wins("count"));
  const meanLoss = share(lost, losses("count"));
  return {
    tradeCount: count,
    ...sides(facts),
    winRate: share(wins("count"), count),
    expectancy: share(profit, count),
    expectancyRatio: meanLoss === null ? null : profit / count / meanLoss,
    profitFactor: share(won, lost),
    payoff: meanWin === null || meanLoss === null ? null : meanWin / meanLoss,
    averageReturn: count > 0 ? get("returnMean") : null,
    grossProfit: won,
    grossLoss: losses("count") > 0 ? -lost : 0,
    averageWin: meanWin,
    averageLoss: meanLoss === null ? null : -meanLoss,
    largestWin: wins("count") > 0 ? wins("largest") : null,
    largestLoss: losses("count") > 0 ? -losses("largest") : null,
    longestWinStreak: wins("longestStreak"),
    longestLossStreak: losses("longestStreak"),
    ...durationsAndExcursions(facts),
    sqn: systemQuality(facts),
    kelly: meanWin === null || meanLoss === null ? null : kelly(wins("count") / count, meanWin / meanLoss),
    turnover: share(get("traded") + get("tradedError"), facts.meanEquity),
    fees: get("fees") + get("feesError"),
    slippage: get("slippage") + get("slippageError"),
    funding: get("funding") + get("fundingError"),
    borrow: get("borrow") + get("borrowError"),
  };
}

/** How each side did. */
function sides({ get, long, short }: TradeFacts) {
  const of = ({ wins, losses }: Outcomes, count: number) => {
    const won = wins("sum") + wins("sumError");
    const lost = losses("sum") + losses("sumError");
    return {
      count,
      winRate: share(wins("count"), count),
      profit: won - lost,
      profitFactor: share(won, lost),
    };
  };
  const [up, down] = [of(long, get("longs")), of(short, get("count") - get("longs"))];
  return {
    longTrades: up.count,
    shortTrades: down.count,
    longWinRate: up.winRate,
    shortWinRate: down.winRate,
    longProfit: up.profit,
    shortProfit: down.profit,
    longProfitFactor: up.profitFactor,
    shortProfitFactor: down.profitFactor,
  };
}

function durationsAndExcursions({ get, wins, losses }: TradeFacts) {
  const count = get("count");
  return {
    averageBars: share(get("bars"), count),
    averageWinBars: share(wins("bars"), wins("count")),
    averageLossBars: share(losses("bars"), losses("count")),
    longestBars: count > 0 ? get("longestBars") : null,
    averageMae: share(get("mae"), count),
    averageMfe: share(get("mfe"), count),
    worstMae: count > 0 ? get("worstMae") : null,
    bestMfe: count > 0 ? get("bestMfe") : null,
  };
}

function kelly(p: number, payoff: number): number {
  return p - (1 - p) / payoff;
}

/** In multiples of the risk when every trade had one, else in returns. */
function systemQuality({ get }: TradeFacts): number | null {
  const count = get("count");
  const all = get("multiples") === count;
  const mean = get(all ? "multipleMean" : "returnMean");
  const deviation = sampleDeviation(get(all ? "multipleM2" : "returnM2"), count, mean);
  return deviation === null ? null : (Math.sqrt(Math.min(count, 100)) * mean) / deviation;
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
