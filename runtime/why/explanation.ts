import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import type { AnswerLog } from "../engine/answer-log.js";
import type { ExplainableModels } from "../models/open-models.js";
import type { BarFeed } from "../data/dataset.js";
import type { Feeds } from "../feeds/bind.js";
import type { Order, Signal, Trade } from "../record.js";
import type { BacktestResult } from "../result.js";
import { answersOf } from "./answers.js";
import { explainShape, shapeOf, type Decision } from "./decision.js";
import { levelsOf, type LevelAtSignal } from "./levels.js";
import { traceBars, traceBarsCalmly, type TracedBars } from "./trace.js";
import { firstFalse, verdictOf, type BarVerdict } from "./verdict.js";

/** What was ordered, and what came of it. */
export type Decided = Pick<BacktestResult, "orders" | "trades" | "signals">;

/** A run to be explained. */
export interface ExplainContext extends DecisionContext {
  readonly result: BacktestResult;
}

/** The same of any ledger; of trades and signals those suffice that belong to the bars that are asked about. */
export interface DecisionContext {
  readonly graph: Graph;
  readonly feed: BarFeed;
  readonly result: Decided;
  readonly parameters: Readonly<Record<string, number>>;
  /** Data of the strategy's feeds, by name. */
  readonly feeds?: Feeds;
  /** What the strategy's models said in the run. */
  readonly answers?: AnswerLog;
  /** What explains that. */
  readonly models?: ExplainableModels;
}

/** What followed from a condition that was true. */
export interface RuleOutcome {
  /** "order", or why the condition led to none. */
  readonly reason: string;
  /** Bar on which that was decided: an earlier one where the condition has been true since. */
  readonly bar: number;
  /** Its place among the run's signals, counted from 1. */
  readonly signal: number;
}

/** One rule at a bar: its condition taken apart, and what followed. */
export interface RuleAtBar {
  readonly action: "enter" | "exit";
  readonly side: "long" | "short" | "all";
  readonly text: string;
  /** Line in the strategy's text, from 1. */
  readonly line: number;
  readonly condition: Decision;
  /** The first part of the condition that was not true; null where the condition was. */
  readonly stoppedBy: Decision | null;
  /** Null where the condition did not come true. */
  readonly outcome: RuleOutcome | null;
}

export interface BarExplanation {
  readonly schema: "sage.why-bar/1";
  readonly bar: number;
  /** Open time, epoch milliseconds. */
  readonly time: number;
  readonly rules: readonly RuleAtBar[];
  /** Of a strategy that says what share of equity to hold: that share. */
  readonly target: { readonly line: number; readonly text: string; readonly value: Decision } | null;
  /** Orders that this bar's close caused, and what became of them. */
  readonly orders: readonly Order[];
  /** Trades that this bar's close caused. */
  readonly trades: readonly Trade[];
  /** Trades that were open at its close. */
  readonly open: readonly Trade[];
  readonly verdict: BarVerdict;
}

export interface TradeExplanation {
  readonly schema: "sage.why-trade/1";
  readonly trade: Trade;
  readonly entry: BarExplanation;
  /** Prices of the orders as they were placed, and the values behind them at the signal. */
  readonly levels: readonly LevelAtSignal[];
  /** The bar whose close caused the exit, where a rule did. */
  readonly exit: BarExplanation | null;
}

export interface SignalExplanation {
  readonly schema: "sage.why-signal/1";
  /** Place among the run's signals, counted from 1. */
  readonly id: number;
  readonly signal: Signal;
  /** The rule that gave the signal, at its bar. */
  readonly at: BarExplanation;
  readonly levels: readonly LevelAtSignal[];
}

type Wanted = (action: "enter" | "exit", rule: number) => boolean;

/** Every rule of the strategy at one bar, and what came of it. */
export function explainBar(context: DecisionContext, bar: number): BarExplanation {
  return barWith(context, bar, traceOf(context, [bar]), () => true);
}

/** Why a trade was entered, where its levels came from, and why it ended. */
export function explainTrade(context: DecisionContext, trade: Trade): TradeExplanation {
  return tradeWith(context, trade, traceOf(context, barsOfTrade(trade)));
}

/** Where a signal came from and what became of it; `id` counts the run's signals from 1. */
export function explainSignal(context: DecisionContext, id: number): SignalExplanation {
  const signal = context.result.signals[id - 1];
  if (signal === undefined) throw new RangeError(`the run has no signal ${id}`);
  return signalWith(context, id, signal, traceOf(context, [signal.bar]));
}

/** What `explainTrade` tells, computed piece by piece. @param pause lets others of the process have their turn */
export async function explainTradeCalmly(
  context: DecisionContext,
  trade: Trade,
  pause: () => Promise<void>,
): Promise<TradeExplanation> {
  return tradeWith(context, trade, await calmTraceOf(context, barsOfTrade(trade), pause));
}

/** What `explainSignal` tells, computed piece by piece. @param pause lets others of the process have their turn */
export async function explainSignalCalmly(
  context: DecisionContext,
  id: number,
  signal: Signal,
  pause: () => Promise<void>,
): Promise<SignalExplanation> {
  return signalWith(context, id, signal, await calmTraceOf(context, [signal.bar], pause));
}

function barsOfTrade(trade: Trade): readonly number[] {
  const left = exitOf(trade);
  return left === null ? [trade.signalBar] : [trade.signalBar, left.bar];
}

function tradeWith(context: DecisionContext, trade: Trade, values: TracedBars): TradeExplanation {
  const { entryRule, signalBar, exitRule } = trade;
  const leftBy = exitOf(trade);
  const entry = barWith(
    context,
    signalBar,
    values,
    (action, rule) => action === "enter" && rule === entryRule,
  );
  const exit =
    leftBy === null
      ? null
      : barWith(context, leftBy.bar, values, (action, rule) => action === leftBy.action && rule === exitRule);
  const levels = levelsOf(context.graph, entryRule, signalBar, values, trade);
  return { schema: "sage.why-trade/1", trade, entry, levels, exit };
}

function signalWith(
  context: DecisionContext,
  id: number,
  signal: Signal,
  values: TracedBars,
): SignalExplanation {
  const { bar, action, rule } = signal;
  const at = barWith(context, bar, values, (one, number) => one === action && number === rule);
  const levels = action === "enter" ? levelsOf(context.graph, rule, bar, values, null) : [];
  return { schema: "sage.why-signal/1", id, signal, at, levels };
}

/** The decision that ended a trade: the bar and the kind of rule; null where no rule did. */
export function exitOf({ exitReason, exitRule, exitBar }: Trade): {
  readonly bar: number;
  readonly action: "enter" | "exit";
} | null {
  if (exitRule === null || (exitReason !== "rule" && exitReason !== "reverse")) return null;
  return { bar: exitBar - 1, action: exitReason === "rule" ? "exit" : "enter" };
}

function traceOf(context: DecisionContext, bars: readonly number[]): TracedBars {
  const { graph, feed, parameters, feeds, answers } = context;
  return withAnswers(context, traceBars(graph, feed, parameters, bars, feeds, undefined, answers));
}

async function calmTraceOf(
  context: DecisionContext,
  bars: readonly number[],
  pause: () => Promise<void>,
): Promise<TracedBars> {
  const { graph, feed, parameters, feeds, answers } = context;
  const values = await traceBarsCalmly(pause, graph, feed, parameters, bars, feeds, undefined, answers);
  return withAnswers(context, values);
}

const withAnswers = ({ graph, models }: DecisionContext, values: TracedBars): TracedBars =>
  models === undefined ? values : { ...values, answerAt: answersOf(graph, models, values) };

function barWith(context: DecisionContext, bar: number, values: TracedBars, wanted: Wanted): BarExplanation {
  const { graph, result } = context;
  const describe = (action: "enter" | "exit", rules: readonly WrittenRule[]) =>
    rules.flatMap((written, rule): RuleAtBar[] =>
      wanted(action, rule) ? [ruleAt(context, bar, values, action, rule, written)] : [],
    );
  const { position } = graph.orders;
  const explanation = {
    schema: "sage.why-bar/1" as const,
    bar,
    time: values.timeAt(bar),
    rules: [...describe("enter", graph.orders.entries), ...describe("exit", graph.orders.exits)],
    target:
      position === undefined
        ? null
        : {
            line: lineOf(graph, position.span.start),
            text: position.text,
            value: explainShape(shapeOf(graph, position.target), bar, values),
          },
    orders: result.orders.filter((order) => order.signalBar === bar),
    trades: result.trades.filter((trade) => trade.signalBar === bar),
    open: result.trades.filter((trade) => trade.entryBar <= bar && trade.exitBar > bar),
  };
  return { ...explanation, verdict: verdictOf(explanation, graph.warmup.first) };
}

interface WrittenRule {
  readonly side: RuleAtBar["side"];
  readonly when: ColumnReference;
  readonly text: string;
  readonly span: { readonly start: number };
}

function ruleAt(
  { graph, result }: DecisionContext,
  bar: number,
  values: TracedBars,
  action: "enter" | "exit",
  rule: number,
  { side, when, text, span }: WrittenRule,
): RuleAtBar {
  const condition = explainShape(shapeOf(graph, when), bar, values);
  return {
    action,
    side,
    text,
    line: lineOf(graph, span.start),
    condition,
    stoppedBy: firstFalse(condition),
    outcome: condition.value === 1 ? outcomeOf(result.signals, bar, action, rule) : null,
  };
}

/** A signal is written down when its reason is new: as long as the condition stays true the last one holds. */
function outcomeOf(
  signals: readonly Signal[],
  bar: number,
  action: "enter" | "exit",
  rule: number,
): RuleOutcome | null {
  const at = signals.findLastIndex((one) => one.bar <= bar && one.action === action && one.rule === rule);
  const signal = signals[at];
  if (signal === undefined) return null;
  if (signal.bar === bar)
    return { reason: signal.outcome === "order" ? "order" : signal.reason, bar, signal: at + 1 };
  const reason = signal.outcome === "order" ? "in position" : signal.reason;
  return { reason, bar: signal.bar, signal: at + 1 };
}

/** Line of a place in the strategy's text, from 1. */
export function lineOf(graph: Graph, offset: number): number {
  return graph.source.text.slice(0, offset).split("\n").length;
}
