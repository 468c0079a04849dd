import type { Trade } from "../record.js";
import { CompensatedSum, RunningMoments } from "./moments.js";
import type { Metrics } from "./catalog.js";

type TradeMetrics = Pick<
  Metrics,
  | "tradeCount"
  | "longTrades"
  | "shortTrades"
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
>;

/** Trades on one side of zero. */
class Outcome {
  count = 0;
  bars = 0;
  /** Largest |profit|. */
  largest = 0;
  longestStreak = 0;
  private streak = 0;
  private readonly sum = new CompensatedSum();

  add(trade: Trade): void {
    this.count++;
    this.bars += trade.bars;
    this.largest = Math.max(this.largest, Math.abs(trade.profit));
    this.sum.add(Math.abs(trade.profit));
    this.streak++;
    this.longestStreak = Math.max(this.longestStreak, this.streak);
  }

  break(): void {
    this.streak = 0;
  }

  get total(): number {
    return this.sum.value;
  }

  get mean(): number | null {
    return this.count > 0 ? this.total / this.count : null;
  }
}

/** Everything that follows from the closed trades, one at a time, in the order of their exits. */
export class TradeStatistics {
  private count = 0;
  private longs = 0;
  private readonly wins = new Outcome();
  private readonly losses = new Outcome();
  private readonly fees = new CompensatedSum();
  private readonly slippage = new CompensatedSum();
  private readonly funding = new CompensatedSum();
  private readonly traded = new CompensatedSum();
  private readonly returns = new RunningMoments();
  /** Profit in multiples of the initial risk, while every trade had one. */
  private readonly multiples = new RunningMoments();
  private bars = 0;
  private longestBars = 0;
  private mae = 0;
  private mfe = 0;
  private worstMae = 0;
  private bestMfe = 0;

  add(trade: Trade): void {
    this.count++;
    if (trade.side === "long") this.longs++;
    this.addOutcome(trade);
    this.fees.add(trade.fees);
    this.slippage.add(trade.slippage);
    this.funding.add(trade.funding);
    this.traded.add(trade.quantity * (trade.entryPrice + trade.exitPrice));
    this.returns.add(trade.return);
    const risk = trade.stop === null ? 0 : Math.abs(trade.entryPrice - trade.stop) * trade.quantity;
    if (risk > 0) this.multiples.add(trade.profit / risk);
    this.bars += trade.bars;
    this.longestBars = Math.max(this.longestBars, trade.bars);
    this.mae += trade.mae;
    this.mfe += trade.mfe;
    this.worstMae = Math.min(this.worstMae, trade.mae);
    this.bestMfe = Math.max(this.bestMfe, trade.mfe);
  }

  /** @param meanEquity mean of equity over all bars; 0 when there are none */
  finish(meanEquity: number): TradeMetrics {
    const { count, wins, losses } = this;
    const profit = wins.total - losses.total;
    const meanLoss = losses.mean;
    return {
      tradeCount: count,
      longTrades: this.longs,
      shortTrades: count - this.longs,
      winRate: share(wins.count, count),
      expectancy: share(profit, count),
      expectancyRatio: meanLoss === null ? null : profit / count / meanLoss,
      profitFactor: share(wins.total, losses.total),
      payoff: this.payoff(),
      averageReturn: count > 0 ? this.returns.mean : null,
      grossProfit: wins.total,
      grossLoss: losses.count > 0 ? -losses.total : 0,
      averageWin: wins.mean,
      averageLoss: meanLoss === null ? null : -meanLoss,
      largestWin: wins.count > 0 ? wins.largest : null,
      largestLoss: losses.count > 0 ? -losses.largest : null,
      longestWinStreak: wins.longestStreak,
      longestLossStreak: losses.longestStreak,
      ...this.durationsAndExcursions(),
      sqn: this.sqn(),
      kelly: this.kelly(),
      turnover: share(this.traded.value, meanEquity),
      fees: this.fees.value,
      slippage: this.slippage.value,
      funding: this.funding.value,
    };
  }

  private durationsAndExcursions() {
    const { count, wins, losses } = this;
    return {
      averageBars: share(this.bars, count),
      averageWinBars: share(wins.bars, wins.count),
      averageLossBars: share(losses.bars, losses.count),
      longestBars: count > 0 ? this.longestBars : null,
      averageMae: share(this.mae, count),
      averageMfe: share(this.mfe, count),
      worstMae: count > 0 ? this.worstMae : null,
      bestMfe: count > 0 ? this.bestMfe : null,
    };
  }

  private addOutcome(trade: Trade): void {
    if (trade.profit > 0) {
      this.wins.add(trade);
      this.losses.break();
    } else if (trade.profit < 0) {
      this.losses.add(trade);
      this.wins.break();
    } else {
      this.wins.break();
      this.losses.break();
    }
  }

  private payoff(): number | null {
    const win = this.wins.mean;
    const loss = this.losses.mean;
    return win === null || loss === null ? null : win / loss;
  }

  private kelly(): number | null {
    const payoff = this.payoff();
    if (payoff === null) return null;
    const p = this.wins.count / this.count;
    return p - (1 - p) / payoff;
  }

  private sqn(): number | null {
    const sample = this.multiples.count === this.count ? this.multiples : this.returns;
    const deviation = sample.deviation();
    return deviation === null ? null : (Math.sqrt(Math.min(this.count, 100)) * sample.mean) / deviation;
  }
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
