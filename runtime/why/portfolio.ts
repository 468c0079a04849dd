import type { PortfolioLimits, PortfolioPlan } from "../../compiler/graph/index.js";
import { limitOfReason } from "../broker/codes.js";
import type { PortfolioPart, PortfolioResult } from "../modes/portfolio.js";
import { wholeOf, type TradeOrigin } from "../modes/portfolio-whole.js";
import type { Order, Trade } from "../record.js";
import {
  explainBar,
  explainSignal,
  explainTrade,
  type BarExplanation,
  type ExplainContext,
  type SignalExplanation,
  type TradeExplanation,
} from "./explanation.js";

/** A portfolio's run to be explained. */
export interface PortfolioContext {
  readonly portfolio: PortfolioResult;
  /** In the order of the members. */
  readonly parts: readonly PortfolioPart[];
}

/** A limit of the portfolio that refused an order or signal, or made an order smaller. */
export interface LimitAtWork {
  /** As the text calls it. */
  readonly limit: string;
  /** A number of positions, or a part of equity. */
  readonly value: number;
  /** The word of the order or signal. */
  readonly reason: string;
}

/** What another member held when the order was filled or refused. */
export interface HeldElsewhere {
  readonly member: string;
  readonly symbol: string;
  /** The trade's number among its member's. */
  readonly trade: number;
  readonly side: Trade["side"];
  readonly quantity: number;
  readonly entryTime: number;
  readonly entryPrice: number;
}

/** A decision of one member, and what the portfolio had to do with it. */
export interface MemberExplanation<Explanation> {
  readonly schema: "sage.why-member/1";
  readonly member: string;
  /** Of a trade: its number in the report of the whole. */
  readonly number: number | null;
  readonly explanation: Explanation;
  readonly limits: readonly LimitAtWork[];
  /** Only told where a limit was at work. */
  readonly held: readonly HeldElsewhere[];
}

/** A member as a run that can be explained alone. */
export function memberContext({ portfolio, parts }: PortfolioContext, member: number): ExplainContext {
  const own = portfolio.members[member];
  const part = parts[member];
  const values = portfolio.plan.members[member]?.values;
  if (own === undefined || part === undefined || values === undefined)
    throw new RangeError(`the portfolio has no member ${member}`);
  return {
    graph: part.graph,
    feed: part.feed,
    ...(part.feeds !== undefined && { feeds: part.feeds }),
    result: own.result,
    parameters: values,
  };
}

/** The trade that the report of the whole calls by this number. */
export function tradeOfWhole(portfolio: PortfolioResult, number: number): TradeOrigin | undefined {
  const { result, originOf } = wholeOf(portfolio);
  const trade = result.trades[number - 1];
  return trade === undefined ? undefined : originOf.get(trade);
}

/** As `explainTrade`, of a member's trade. */
export function explainMemberTrade(
  context: PortfolioContext,
  { member, trade }: TradeOrigin,
): MemberExplanation<TradeExplanation> {
  const explanation = explainTrade(memberContext(context, member), trade);
  const { result, originOf } = wholeOf(context.portfolio);
  const number = result.trades.find((one) => originOf.get(one)?.trade === trade)?.id ?? null;
  return withPortfolio(context, member, explanation, explanation.entry.orders, [], number);
}

/** As `explainSignal`, of a member's signal; `id` counts the member's signals from 1. */
export function explainMemberSignal(
  context: PortfolioContext,
  member: number,
  id: number,
): MemberExplanation<SignalExplanation> {
  const explanation = explainSignal(memberContext(context, member), id);
  const { reason } = explanation.signal;
  return withPortfolio(context, member, explanation, explanation.at.orders, [
    { reason, time: explanation.signal.time },
  ]);
}

/** As `explainBar`, of a bar of a member. */
export function explainMemberBar(
  context: PortfolioContext,
  member: number,
  bar: number,
): MemberExplanation<BarExplanation> {
  const explanation = explainBar(memberContext(context, member), bar);
  const signals = explanation.rules.flatMap(({ outcome }) =>
    outcome === null ? [] : [{ reason: outcome.reason, time: explanation.time }],
  );
  return withPortfolio(context, member, explanation, explanation.orders, signals);
}

type Said = Pick<Order, "reason" | "time">;

function withPortfolio<Explanation>(
  { portfolio }: PortfolioContext,
  member: number,
  explanation: Explanation,
  orders: readonly Order[],
  signals: readonly Said[],
  number: number | null = null,
): MemberExplanation<Explanation> {
  const { plan, members } = portfolio;
  const said: readonly Said[] = [...orders, ...signals].filter(({ reason }) => limitOfReason.has(reason));
  const [first] = said;
  return {
    schema: "sage.why-member/1",
    member: members[member]?.label ?? "",
    number,
    explanation,
    limits: [...new Set(said.map(({ reason }) => reason))].flatMap((reason) => limitsAtWork(plan, reason)),
    held: first === undefined ? [] : heldElsewhere(portfolio, member, first.time),
  };
}

const limitNames: Readonly<Record<Exclude<keyof PortfolioLimits, "closes">, string>> = {
  positions: "positions",
  exposure: "exposure",
  netExposure: "net_exposure",
  perMarket: "per_market",
  perStrategy: "per_strategy",
  perAsset: "per_asset",
  positionsPerAsset: "positions_per_asset",
  reserve: "reserve",
  correlation: "correlation",
  correlationBars: "correlation_bars",
  drawdown: "drawdown",
  dailyLoss: "daily_loss",
};

/** The limits of the plan that a reason speaks of. */
export function limitsAtWork({ limits }: PortfolioPlan, reason: string): readonly LimitAtWork[] {
  return (limitOfReason.get(reason) ?? []).flatMap((name) => {
    const value = name === "closes" ? null : limits[name];
    return name === "closes" || typeof value !== "number" ? [] : [{ limit: limitNames[name], value, reason }];
  });
}

/** Exits that come at the open, before anything is entered there. */
const atOpen: ReadonlySet<Trade["exitReason"]> = new Set([
  "rule",
  "reverse",
  "expire",
  "halt",
  "stopped",
  "rebalance",
]);

/**
 * What the other members held at the moment of a member's bar. A bar counts when it closes; of bars that close together
 * first all are left at the open, then all enter in the order of the members.
 */
function heldElsewhere(
  { members, plan }: PortfolioResult,
  member: number,
  time: number,
): readonly HeldElsewhere[] {
  const moment = time + (members[member]?.result.data.interval ?? 0);
  return members.flatMap(({ label, result: { trades, data } }, k) => {
    if (k === member) return [];
    const entered = (trade: Trade): boolean => {
      const at = trade.entryTime + data.interval;
      return at < moment || (at === moment && k < member);
    };
    const isLeft = (trade: Trade): boolean => {
      const at = trade.exitTime + data.interval;
      return at < moment || (at === moment && atOpen.has(trade.exitReason));
    };
    return trades
      .filter((trade) => entered(trade) && !isLeft(trade))
      .map(({ id, side, quantity, entryTime, entryPrice }) => ({
        member: label,
        symbol: plan.members[k]?.symbol ?? "",
        trade: id,
        side,
        quantity,
        entryTime,
        entryPrice,
      }));
  });
}
