import type { PortfolioResult } from "../../modes/portfolio.js";
import { decimal, metricValue, money, noNumber, percent, signed } from "../format.js";

/** A member, or all together, as the tables of every form say it. */
export interface MemberRow {
  readonly label: string;
  readonly market: string;
  readonly share: string;
  /** In money. */
  readonly made: number;
  readonly profit: string;
  /** Profit as a part of the money at the start of the whole. */
  readonly contribution: string;
  readonly return: string;
  readonly drawdown: string;
  readonly sharpe: string;
  readonly trades: string;
  readonly refused: string;
}

const part = (value: number | null): string => (value === null ? noNumber : percent(value));

export function memberRows({ plan, members }: PortfolioResult): readonly MemberRow[] {
  return members.map(({ label, result: { metrics, data, counts }, profit, contribution }, k) => ({
    label,
    market: plan.members[k]?.symbol ?? "",
    share: percent(plan.members[k]?.share ?? 0, 1),
    made: profit,
    profit: signed(money(profit)),
    contribution: signed(percent(contribution)),
    return: part(metrics.totalReturn),
    drawdown: part(metrics.maxDrawdown),
    sharpe: metricValue(metrics.sharpe, "points", data.interval),
    trades: decimal(metrics.tradeCount ?? 0, 0),
    refused: decimal(counts.rejected, 0),
  }));
}

export function wholeRow({ members, account, metrics }: PortfolioResult): MemberRow {
  const profit = account.end - account.start;
  return {
    label: "together",
    market: "",
    share: "",
    made: profit,
    profit: signed(money(profit)),
    contribution: signed(percent(profit / account.start)),
    return: part(metrics.totalReturn),
    drawdown: part(metrics.maxDrawdown),
    sharpe: metricValue(metrics.sharpe, "points", 1),
    trades: decimal(metrics.tradeCount ?? 0, 0),
    refused: decimal(
      members.reduce((sum, { result }) => sum + result.counts.rejected, 0),
      0,
    ),
  };
}

/** Correlation of two members' daily profits in words. */
export function correlationText({ correlation }: PortfolioResult, row: number, column: number): string {
  if (row === column) return "1";
  const value = correlation[row]?.[column] ?? null;
  return value === null ? noNumber : decimal(value, 2);
}
