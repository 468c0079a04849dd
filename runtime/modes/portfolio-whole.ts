import type { EquityCurve, Trade } from "../record.js";
import type { BacktestResult } from "../result.js";
import { DaySampler } from "./days.js";
import type { PortfolioResult } from "./portfolio.js";

/** A portfolio as one run, for what is drawn of a run, and whose each of its trades is. */
export interface PortfolioWhole {
  readonly result: BacktestResult;
  /** Label of a trade's member. */
  readonly memberOf: ReadonlyMap<Trade, string>;
  /** A trade as its member has it, with the place of that member. */
  readonly originOf: ReadonlyMap<Trade, TradeOrigin>;
}

export interface TradeOrigin {
  readonly member: number;
  readonly trade: Trade;
}

/**
 * All members as one run: the trades in the order of their exits, numbered anew, and as the market the money held in the
 * members' markets. Orders, signals and alerts stay with the members.
 */
export function wholeOf(portfolio: PortfolioResult): PortfolioWhole {
  const { run, members, account, metrics, samples, months, equityStep, elapsedMs } = portfolio;
  const memberOf = new Map<Trade, string>();
  const originOf = new Map<Trade, TradeOrigin>();
  const closed = members.flatMap(({ label, result }, member) =>
    result.trades.map((trade) => ({ label, member, trade, close: trade.exitTime + result.data.interval })),
  );
  const trades = closed
    .toSorted((one, other) => one.close - other.close)
    .map(({ label, member, trade }, k) => {
      const numbered = { ...trade, id: k + 1 };
      memberOf.set(numbered, label);
      originOf.set(numbered, { member, trade });
      return numbered;
    });
  const equity = curveOf(portfolio);
  const days = new DaySampler();
  if (equity !== null) days.add(equity);
  return {
    memberOf,
    originOf,
    result: {
      run: {
        id: run.id,
        mode: "backtest",
        strategy: run.portfolio,
        graphHash: "",
        dataHash: "",
        program: run.program,
        seed: run.seed,
        parameters: {},
      },
      data: dataOf(portfolio),
      feeds: [],
      warmup: { first: 0, settled: null },
      account,
      metrics,
      samples,
      get uncertainty() {
        return portfolio.uncertainty;
      },
      months,
      trades,
      orders: [],
      signals: [],
      counts: {
        trades: trades.length,
        rejected: members.reduce((sum, { result }) => sum + result.counts.rejected, 0),
        alerts: members.reduce((sum, { result }) => sum + result.counts.alerts, 0),
      },
      alerts: [],
      equity,
      equityStep,
      ...(equity !== null && { days: days.days() }),
      plots: [],
      warnings: portfolio.warnings,
      elapsedMs,
    },
  };
}

function dataOf({ plan, members, samples }: PortfolioResult): BacktestResult["data"] {
  const each = members.map(({ result }) => result.data);
  const markets = [...new Set(plan.members.map(({ symbol }) => symbol))];
  return {
    source: markets.join(", "),
    symbol: markets.join(", "),
    exchange: null,
    marketType: null,
    interval: Math.min(...each.map(({ interval }) => interval)),
    bars: samples.marks,
    from: Math.min(...each.map(({ from }) => from)),
    to: Math.max(...each.map(({ to }) => to)),
    gaps: each.reduce((sum, { gaps }) => sum + gaps, 0),
    missingBars: each.reduce((sum, { missingBars }) => sum + missingBars, 0),
    hash: "",
    score: null,
  };
}

/** The equity with what was at stake as units of the members' markets, so that units times price is money. */
function curveOf({ equity, exposure }: PortfolioResult): EquityCurve | null {
  if (equity === null || exposure === null) return equity;
  return {
    ...equity,
    position: exposure.net.map((net, row) => net / (equity.close[row] ?? Number.NaN)),
  };
}
