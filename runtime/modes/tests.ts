import type { ColumnReference, StrategyTest, TestExpectation } from "../../compiler/graph/index.js";
import type { BarColumns, BarFeed } from "../data/dataset.js";
import type { Signal, Trade } from "../record.js";
import { traceBars } from "../why/trace.js";
import { backtest } from "./backtest.js";

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
  /** Every named value at a bar; NaN is missing. */
  readonly valueAt: (name: string, bar: number) => number;
  /** The names that have values, in source order. */
  readonly names: readonly string[];
  /** What happened, bar by bar. */
  readonly events: readonly TestEvent[];
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
  const { graph, bars } = test;
  const count = bars.close.length;
  const feed = feedOf(test);
  // Before the first decision there is nothing for a broker to do, and a run of so few bars is refused.
  const events = count > graph.warmup.first ? eventsOf(test, feed) : [];
  const series = new Map(graph.names.map((each) => [each.name, each.series]));
  const valueAt = valuesOf(test, feed, series);
  const expectations = test.expectations.map((expectation) => judge(expectation, events, valueAt));
  return {
    test,
    passed: expectations.every((each) => each.passed),
    expectations,
    valueAt,
    names: graph.names.map((each) => each.name),
    events,
  };
}

function valuesOf(
  { graph, bars }: StrategyTest,
  feed: BarFeed,
  series: ReadonlyMap<string, ColumnReference>,
): TestResult["valueAt"] {
  if (bars.close.length === 0) return () => Number.NaN;
  const { valueAt } = traceBars(graph, feed, {}, [...bars.close.keys()]);
  return (name, bar) => {
    const reference = series.get(name);
    return reference === undefined ? Number.NaN : valueAt(bar, reference);
  };
}

function eventsOf({ graph }: StrategyTest, feed: BarFeed): readonly TestEvent[] {
  const { signals, trades } = backtest(graph, feed, { capital, endOfData: "mark" });
  const events = [...signals.map(ruleEvent), ...trades.flatMap((trade) => protectionEvent(trade))];
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

/** The bars of a test as data, in one chunk. */
function feedOf({ graph, bars, start }: StrategyTest): BarFeed {
  const count = bars.close.length;
  const { timeframe, symbol, exchange, type } = graph.market;
  const columns: BarColumns = {
    time: Float64Array.from({ length: count }, (_, bar) => start + bar * timeframe),
    open: Float64Array.from(bars.open),
    high: Float64Array.from(bars.high),
    low: Float64Array.from(bars.low),
    close: Float64Array.from(bars.close),
    volume: Float64Array.from(bars.volume),
  };
  return {
    information: {
      source: "test",
      symbol,
      exchange,
      marketType: type,
      interval: timeframe,
      bars: count,
      from: start,
      to: start + (count - 1) * timeframe,
      gaps: 0,
      missingBars: 0,
      hash: "0".repeat(64),
      score: null,
    },
    *chunks() {
      yield columns;
    },
  };
}
