import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import type { Feeds } from "../feeds/bind.js";
import type { Signal, Trade } from "../record.js";
import type { BacktestResult } from "../result.js";
import { barsNeeded, explainColumn, type Decision } from "./decision.js";
import { traceBars } from "./trace.js";

/** A run to be explained. */
export interface ExplainContext {
  readonly graph: Graph;
  readonly feed: BarFeed;
  readonly result: BacktestResult;
  readonly parameters: Readonly<Record<string, number>>;
  /** Data of the strategy's feeds, by name. */
  readonly feeds?: Feeds;
}

/** One rule at a bar: its condition taken apart, and what followed. */
export interface RuleAtBar {
  readonly action: "enter" | "exit";
  readonly side: "long" | "short" | "all";
  readonly text: string;
  /** Line in the strategy's text, from 1. */
  readonly line: number;
  readonly condition: Decision;
  /** "order", or why the condition led to none; null where it did not come true. */
  readonly outcome: string | null;
}

export interface BarExplanation {
  readonly schema: "sage.why-bar/1";
  readonly bar: number;
  readonly time: number;
  readonly rules: readonly RuleAtBar[];
}

export interface TradeExplanation {
  readonly schema: "sage.why-trade/1";
  readonly trade: Trade;
  readonly entry: BarExplanation;
  /** The values behind stop, takes and trail at the signal. */
  readonly levels: readonly { readonly name: string; readonly value: Decision }[];
  /** The bar whose close caused the exit, where a rule did. */
  readonly exit: BarExplanation | null;
}

/** Every rule of the strategy at one bar. */
export function explainBar(context: ExplainContext, bar: number): BarExplanation {
  return barWith(context, bar, () => true);
}

/** Why a trade was entered, where its levels came from, and why it ended. */
export function explainTrade(context: ExplainContext, trade: Trade): TradeExplanation {
  const { graph } = context;
  const entry = barWith(
    context,
    trade.signalBar,
    (action, rule) => action === "enter" && rule === trade.entryRule,
  );
  const byRule = trade.exitReason === "rule" || trade.exitReason === "reverse";
  const exitAction = trade.exitReason === "rule" ? "exit" : "enter";
  const exit =
    byRule && trade.exitRule !== null
      ? barWith(
          context,
          trade.exitBar - 1,
          (action, rule) => action === exitAction && rule === trade.exitRule,
        )
      : null;
  return { schema: "sage.why-trade/1", trade, entry, levels: levelsOf(context, graph, trade), exit };
}

function barWith(
  context: ExplainContext,
  bar: number,
  wanted: (action: "enter" | "exit", rule: number) => boolean,
): BarExplanation {
  const { graph, feed, parameters, result, feeds } = context;
  const { valueAt, timeAt } = traceBars(graph, feed, parameters, barsNeeded(bar), feeds);
  const signals = result.signals.filter((signal) => signal.bar === bar);
  const describe = (
    action: "enter" | "exit",
    rules: readonly {
      side: RuleAtBar["side"];
      when: ColumnReference;
      text: string;
      span: { start: number };
    }[],
  ) =>
    rules.flatMap(({ side, when, text, span }, rule): RuleAtBar[] =>
      wanted(action, rule)
        ? [
            {
              action,
              side,
              text,
              line: lineOf(graph, span.start),
              condition: explainColumn(graph, when, bar, valueAt),
              outcome: outcomeOf(signals, action, rule),
            },
          ]
        : [],
    );
  return {
    schema: "sage.why-bar/1",
    bar,
    time: timeAt(bar),
    rules: [...describe("enter", graph.orders.entries), ...describe("exit", graph.orders.exits)],
  };
}

function outcomeOf(signals: readonly Signal[], action: "enter" | "exit", rule: number): string | null {
  const signal = signals.find((one) => one.action === action && one.rule === rule);
  if (signal === undefined) return null;
  return signal.outcome === "order" ? "order" : signal.reason;
}

function levelsOf(
  { feed, parameters, feeds }: ExplainContext,
  graph: Graph,
  trade: Trade,
): TradeExplanation["levels"] {
  const entry = graph.orders.entries[trade.entryRule];
  if (entry === undefined) return [];
  const references: { name: string; series: ColumnReference }[] = [
    ...(entry.stop === undefined ? [] : [{ name: "stop, from entry", series: entry.stop.base }]),
    ...entry.takes.map(({ level }, index) => ({ name: `take ${index + 1}, from entry`, series: level.base })),
    ...(entry.trail === undefined ? [] : [{ name: "trail, distance", series: entry.trail.distance }]),
  ];
  if (references.length === 0) return [];
  const { valueAt } = traceBars(graph, feed, parameters, barsNeeded(trade.signalBar), feeds);
  // `stop entry * 0.98` adds nothing to a share of the entry: the placed level says it all.
  return references
    .map(({ name, series }) => ({ name, value: explainColumn(graph, series, trade.signalBar, valueAt) }))
    .filter(({ value }) => !(value.text === "constant" && value.value === 0));
}

function lineOf(graph: Graph, offset: number): number {
  return graph.source.text.slice(0, offset).split("\n").length;
}
