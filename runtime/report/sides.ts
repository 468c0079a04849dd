import type { Trade } from "../record.js";

/** The trades of one side, or of both. */
export interface SideSummary {
  readonly name: "long" | "short" | "both";
  readonly trades: number;
  /** Fraction of the trades that made money; null without trades. */
  readonly won: number | null;
  /** Net, in the account's money. */
  readonly profit: number;
  /** Σ profits / Σ losses; null without losses. */
  readonly profitFactor: number | null;
  /** Mean net return on the money in a trade. */
  readonly meanReturn: number | null;
  readonly meanBars: number | null;
  readonly best: number | null;
  readonly worst: number | null;
}

/** Long, short and both together; one line where only one side was traded. */
export function sidesOf(trades: readonly Trade[]): readonly SideSummary[] {
  const long = trades.filter(({ side }) => side === "long");
  const short = trades.filter(({ side }) => side === "short");
  const sides = [summarise("long", long), summarise("short", short)].filter((side) => side.trades > 0);
  return sides.length === 2 ? [...sides, summarise("both", trades)] : sides;
}

function summarise(name: SideSummary["name"], trades: readonly Trade[]): SideSummary {
  const count = trades.length;
  let [won, gains, losses, returns, bars, best, worst] = [0, 0, 0, 0, 0, -Infinity, Infinity];
  for (const trade of trades) {
    if (trade.profit > 0) {
      won++;
      gains += trade.profit;
    } else losses -= trade.profit;
    returns += trade.return;
    bars += trade.bars;
    best = Math.max(best, trade.profit);
    worst = Math.min(worst, trade.profit);
  }
  const mean = (sum: number) => (count === 0 ? null : sum / count);
  return {
    name,
    trades: count,
    won: mean(won),
    profit: gains - losses,
    profitFactor: losses > 0 ? gains / losses : null,
    meanReturn: mean(returns),
    meanBars: mean(bars),
    best: count === 0 ? null : best,
    worst: count === 0 ? null : worst,
  };
}
