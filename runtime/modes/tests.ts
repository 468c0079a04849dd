import type { Graph, StrategyTest, TestExpectation } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import type { Feeds } from "../feeds/bind.js";
import type { Signal, Trade } from "../record.js";
import type { BacktestResult } from "../result.js";
import { explainBar, type RuleAtBar } from "../why/explanation.js";
import { traceBars } from "../why/trace.js";
import { backtest } from "./backtest.js";
import { candlesOf, feedsOf } from "./test-data.js";

/** Money of the account in a test: so much that no order of a small example fails for want of it. */
const capital = 1_000_000;

/** One expectation, and what came of it. */
export interface ExpectationResult {
  readonly expectation: TestExpectation;
  readonly passed: boolean;
  /** What really happened, as a sentence without a full stop. */
  readonly happened: string;
  /** The bar that the sentence is about, where it is about one. */
  readonly bar: number | null;
}

export interface TestResult {
  readonly test: StrategyTest;
  readonly passed: boolean;
  readonly expectations: readonly ExpectationResult[];
  /** The names that have values, in source order. */
  readonly names: readonly TestName[];
  /** Every named value at a bar; NaN is missing, 1 is yes. */
  readonly valueAt: (name: string, bar: number) => number;
  /** The strategy's rules at a bar: each condition taken apart. */
  readonly rulesAt: (bar: number) => readonly RuleAtBar[];
  /** What happened, in the order of the bars. */
  readonly events: readonly TestEvent[];
}

export interface TestName {
  readonly name: string;
  readonly type: "number" | "truth" | "category";
}

/** Something that an expectation can be about. */
export type TestEvent =
  | {
      readonly kind: "rule";
      readonly bar: number;
      readonly action: "enter" | "exit";
      readonly side: "long" | "short";
      /** Why no order followed; empty where one did. */
      readonly ignored: string;
    }
  | {
      readonly kind: "protection";
      readonly bar: number;
      readonly protection: "stop" | "take" | "trail" | "expire";
      readonly side: "long" | "short";
      readonly price: number;
    };

/** Runs a test through the engine and the broker that backtests use. */
export function runTest(test: StrategyTest): TestResult {
  const { bars } = test;
  const graph = withTestTick(test.graph);
  const feed = candlesOf(test);
  const feeds = feedsOf(test);
  // Before the first decision there is nothing for a broker to do, and a run of so few bars is refused.
  const result =
    bars.close.length > graph.warmup.first
      ? backtest(graph, feed, { capital, endOfData: "mark", feeds })
      : null;
  const events = result === null ? [] : eventsOf(result);
  const valueAt = valuesOf({ ...test, graph }, feed, feeds);
  const expectations = test.expectations.map((expectation) => judge(expectation, events, valueAt));
  return {
    test,
    passed: expectations.every((each) => each.passed),
    expectations,
    names: graph.names.map(({ name, series: { node, output } }) => ({
      name,
      type: graph.nodes[node]?.outputs[output]?.type ?? "number",
    })),
    valueAt,
    rulesAt: (bar) => (result === null ? [] : explainBar({ graph, feed, parameters: {}, result }, bar).rules),
    events,
  };
}

/** Round prices of a small example say nothing of the market's price step; a hundredth stands for it. */
function withTestTick(graph: Graph): Graph {
  if (graph.market.tick !== null || graph.orders.costs.slippage.kind !== "ticks") return graph;
  return { ...graph, market: { ...graph.market, tick: 0.01 } };
}

function valuesOf({ graph, bars }: StrategyTest, feed: BarFeed, feeds: Feeds): TestResult["valueAt"] {
  if (bars.close.length === 0) return () => Number.NaN;
  const series = new Map(graph.names.map((each) => [each.name, each.series]));
  const { valueAt } = traceBars(graph, feed, {}, [...bars.close.keys()], feeds);
  return (name, bar) => {
    const reference = series.get(name);
    return reference === undefined ? Number.NaN : valueAt(bar, reference);
  };
}

function eventsOf({ signals, trades }: BacktestResult): readonly TestEvent[] {
  const events = [...signals.map(ruleEvent), ...trades.flatMap(protectionEvent)];
  return events.toSorted((a, b) => a.bar - b.bar);
}

const ruleEvent = ({ bar, action, side, outcome, reason }: Signal): TestEvent => ({
  kind: "rule",
  bar,
  action,
  side,
  ignored: outcome === "order" ? "" : reason,
});

function protectionEvent({ exitReason, exitBar, exitPrice, side }: Trade): readonly TestEvent[] {
  if (exitReason !== "stop" && exitReason !== "take" && exitReason !== "trail" && exitReason !== "expire")
    return [];
  return [{ kind: "protection", bar: exitBar, protection: exitReason, side, price: exitPrice }];
}

function judge(
  expectation: TestExpectation,
  events: readonly TestEvent[],
  valueAt: TestResult["valueAt"],
): ExpectationResult {
  if (expectation.kind === "value")
    return judgeValue(expectation, valueAt(expectation.name, expectation.bar));
  const alike = events.filter((event) => isOfKind(event, expectation));
  const here = alike.filter((event) => expectation.bar === null || event.bar === expectation.bar);
  const done = here.filter((event) => event.kind !== "rule" || event.ignored === "");
  const wanted = (expectation.kind === "nothing") === expectation.negated;
  const passed = done.length > 0 === wanted;
  const { sentence, bar } = passed
    ? { sentence: "as expected", bar: expectation.bar }
    : account(expectation, done, here, alike, wanted);
  return { expectation, passed, happened: sentence, bar };
}

/** Whether an event is what the expectation speaks of, wherever it happened. */
function isOfKind(event: TestEvent, expectation: TestExpectation): boolean {
  switch (expectation.kind) {
    case "nothing":
      return event.kind === "rule";
    case "rule":
      return (
        event.kind === "rule" &&
        event.action === expectation.action &&
        (expectation.side === "all" || expectation.side === event.side)
      );
    case "protection":
      return event.kind === "protection" && event.protection === expectation.protection;
    case "value":
      return false;
  }
}

/** Why an expectation failed: what happened instead, or what kept it from happening. */
function account(
  expectation: TestExpectation,
  done: readonly TestEvent[],
  here: readonly TestEvent[],
  alike: readonly TestEvent[],
  wanted: boolean,
): { readonly sentence: string; readonly bar: number | null } {
  const [first] = done;
  if (!wanted && first !== undefined) return { sentence: describe(first), bar: first.bar };
  const [kept] = here;
  if (kept?.kind === "rule")
    return { sentence: `the rule came true, but no order followed: ${kept.ignored}`, bar: kept.bar };
  const elsewhere = alike.filter((event) => event.kind !== "rule" || event.ignored === "");
  if (elsewhere.length === 0) return { sentence: "it never happened", bar: expectation.bar };
  const places = [...new Set(elsewhere.map((event) => event.bar))];
  const shown = places.slice(0, 5).join(", ") + (places.length > 5 ? ", …" : "");
  return { sentence: `it happened at bar ${shown} instead`, bar: expectation.bar };
}

function describe(event: TestEvent): string {
  if (event.kind === "rule") return `${event.action} ${event.side} was decided at bar ${event.bar}`;
  return `the ${event.side} left by its ${event.protection} in bar ${event.bar}, at ${event.price}`;
}

function judgeValue(
  expectation: Extract<TestExpectation, { kind: "value" }>,
  found: number,
): ExpectationResult {
  const { value, tolerance, name, bar } = expectation;
  const passed = Number.isNaN(value)
    ? Number.isNaN(found)
    : Math.abs(found - value) <= tolerance + 1e-12 * Math.abs(value);
  const shown = Number.isNaN(found) ? "na" : String(Number(found.toPrecision(10)));
  return { expectation, passed, happened: passed ? "as expected" : `\`${name}\` is ${shown}`, bar };
}
