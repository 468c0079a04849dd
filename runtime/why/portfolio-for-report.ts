import { wholeOf } from "../modes/portfolio-whole.js";
import type { Trade } from "../record.js";
import { explainedTrades } from "./chosen.js";
import {
  decisionsOf,
  type ReportDecisions,
  type ReportShape,
  type ShapeValues,
  type SignalDecision,
  type TradeDecision,
} from "./for-report.js";
import { limitsAtWork, memberContext, type PortfolioContext } from "./portfolio.js";
import { lineOfRule, refusalExamples, refusalsOf, type Refusal } from "./refusals.js";

/** The decisions behind a portfolio's trades, numbered as those of the whole, and what did not trade. */
export interface PortfolioDecisions {
  readonly decisions: ReportDecisions;
  /** Of all members, the commonest first. */
  readonly refusals: readonly Refusal[];
}

/** More kinds of refusal are counted, but not explained. */
const kindsExplained = 30;

/** As `decisionsForReport`, of all members together: as many as of one run, however many the members are. */
export function portfolioDecisions(context: PortfolioContext): PortfolioDecisions {
  const { members } = context.portfolio;
  const refusals = portfolioRefusals(context);
  const explained = refusals.slice(0, kindsExplained);
  const chosen = chosenTrades(context);
  const book = new MergedDecisions();
  for (const [k, { label, result }] of members.entries()) {
    const own = explained.filter(({ member }) => member === label);
    const numbers = chosen.get(k) ?? new Map<Trade, number>();
    const signals = own.length === 0 ? [] : refusalExamples(result, own);
    if (numbers.size === 0 && signals.length === 0) continue;
    const decided = decisionsOf(memberContext(context, k), [...numbers.keys()], signals);
    book.add(decided, label, [...numbers.values()], limitedBy(context, k, numbers));
  }
  return { decisions: book.decisions(), refusals };
}

/** What did not trade, of all members, the commonest first. */
export function portfolioRefusals(context: PortfolioContext): readonly Refusal[] {
  return context.portfolio.members
    .flatMap(({ label, result }, k) => {
      const { graph } = memberContext(context, k);
      return refusalsOf(result).map((refusal) => ({
        ...refusal,
        member: label,
        line: lineOfRule(graph, refusal.action, refusal.rule),
      }));
    })
    .toSorted((one, other) => other.count - one.count);
}

/** By member: its trades that are explained, with their numbers in the whole. */
function chosenTrades({ portfolio }: PortfolioContext): ReadonlyMap<number, ReadonlyMap<Trade, number>> {
  const { result, originOf } = wholeOf(portfolio);
  const chosen = new Map<number, Map<Trade, number>>();
  for (const trade of explainedTrades(result.trades)) {
    const origin = originOf.get(trade);
    if (origin === undefined) continue;
    const own = chosen.get(origin.member) ?? new Map<Trade, number>();
    chosen.set(origin.member, own.set(origin.trade, trade.id));
  }
  return chosen;
}

/** Of trades that a limit made smaller: which, in the words of the panel. */
function limitedBy(
  { portfolio: { plan, members } }: PortfolioContext,
  member: number,
  numbers: ReadonlyMap<Trade, number>,
): ReadonlyMap<number, string> {
  const wanted = new Map([...numbers].map(([{ signalBar }, number]) => [signalBar, number]));
  const said = new Map<number, string>();
  if (wanted.size === 0) return said;
  for (const { signalBar, status, reason } of members[member]?.result.orders ?? []) {
    const number = status === "filled" ? wanted.get(signalBar) : undefined;
    const [limit] = number === undefined ? [] : limitsAtWork(plan, reason);
    if (number !== undefined && limit !== undefined) said.set(number, reason);
  }
  return said;
}

/** Decisions of several strategies in one list of shapes. */
class MergedDecisions {
  readonly #shapes: ReportShape[] = [];
  readonly #trades: TradeDecision[] = [];
  readonly #signals: SignalDecision[] = [];

  add(
    { shapes, trades, signals }: ReportDecisions,
    member: string,
    numbers: readonly number[],
    limited: ReadonlyMap<number, string>,
  ): void {
    const first = this.#shapes.length;
    const moved = (values: ShapeValues | null): ShapeValues | null =>
      values === null ? null : [first + (values[0] ?? 0), ...values.slice(1)];
    const levels = (list: TradeDecision["levels"]) =>
      list.map((level) => ({ ...level, values: moved(level.values) }));
    this.#shapes.push(...shapes);
    for (const [k, trade] of trades.entries()) {
      const id = numbers[k] ?? 0;
      const by = limited.get(id);
      this.#trades.push({
        ...trade,
        id,
        entry: moved(trade.entry),
        levels: levels(trade.levels),
        exit: moved(trade.exit),
        ...(by !== undefined && { limited: by }),
      });
    }
    for (const signal of signals)
      this.#signals.push({ ...signal, member, rule: moved(signal.rule), levels: levels(signal.levels) });
  }

  decisions(): ReportDecisions {
    return {
      shapes: this.#shapes,
      // Members' contexts bring no models to be explained, so that no shape refers to an answer.
      answers: [],
      trades: this.#trades.toSorted((one, other) => one.id - other.id),
      signals: this.#signals,
    };
  }
}
