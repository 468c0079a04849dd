import type { ColumnReference, Graph } from "../../compiler/graph/index.js";
import type { NumberedSignal, Signal, Trade } from "../record.js";
import { answersOf, type ModelAnswer } from "./answers.js";
import { explainedTrades } from "./chosen.js";
import { flatten, shapeOf, type DecisionShape } from "./decision.js";
import { exitOf, lineOf, type ExplainContext } from "./explanation.js";
import { isPlain, levelSources, placedAt, type LevelSource } from "./levels.js";
import { refusalExamples } from "./refusals.js";
import { answerRows, type AnswerRow } from "./rounded-answer.js";
import { traceBars, type TracedBars } from "./trace.js";
import { beforeWords } from "./words.js";

/** The tree of one rule or level, once for all the decisions that it made. */
export interface ReportShape {
  /** "line 12 enter long when". */
  readonly label: string;
  readonly nodes: readonly {
    readonly depth: number;
    readonly text: string;
    readonly name: string | null;
    readonly truth: boolean;
    /** What is said before the value of the bar before, where one is told. */
    readonly before: string | null;
    /** What a model says: how it came to that is told as well. */
    readonly answer: boolean;
  }[];
}

/** How a model came to an answer: numbers, and what they are of, that sum to the last; or why that is not told. */
export type ReportAnswer = { readonly rows: readonly AnswerRow[] } | { readonly why: string };

/**
 * Number of the shape, then the value of each of its nodes; after it the one before where the shape tells it, and of
 * what a model says the place of its answer.
 */
export type ShapeValues = readonly (number | null)[];

export interface ReportLevel {
  readonly name: string;
  readonly placed: number | null;
  readonly values: ShapeValues | null;
}

export interface TradeDecision {
  /** The trade's number. */
  readonly id: number;
  readonly signalTime: number;
  /** Null where the rule is not told. */
  readonly entry: ShapeValues | null;
  readonly levels: readonly ReportLevel[];
  readonly exitTime: number | null;
  readonly exit: ShapeValues | null;
  /** Which limit of its portfolio made it smaller; absent: none. */
  readonly limited?: string;
}

export interface SignalDecision {
  /** Place among the run's signals, counted from 1; of a portfolio among the member's. */
  readonly id: number;
  /** Whose it is, where several strategies traded. */
  readonly member?: string;
  readonly time: number;
  readonly bar: number;
  readonly what: string;
  readonly reason: string;
  readonly rule: ShapeValues | null;
  readonly levels: readonly ReportLevel[];
}

/** The decisions behind some of a run's trades and refused signals, small enough to be carried by a page. */
export interface ReportDecisions {
  readonly shapes: readonly ReportShape[];
  readonly answers: readonly ReportAnswer[];
  readonly trades: readonly TradeDecision[];
  readonly signals: readonly SignalDecision[];
}

/** Explains the first, last, best and worst trades and examples of every refusal, in one pass over the bars. */
export function decisionsForReport(context: ExplainContext): ReportDecisions {
  const { result } = context;
  return decisionsOf(context, explainedTrades(result.trades), refusalExamples(result));
}

/** Explains these trades and signals, in one pass over the bars. */
export function decisionsOf(
  context: ExplainContext,
  trades: readonly Trade[],
  signals: readonly NumberedSignal[],
): ReportDecisions {
  const { graph, feed, parameters, feeds, answers, models } = context;
  if (trades.length === 0 && signals.length === 0)
    return { shapes: [], answers: [], trades: [], signals: [] };
  const book = new ShapeBook(graph, models !== undefined);
  const bars = [
    ...trades.flatMap((trade) => [trade.signalBar, exitOf(trade)?.bar ?? trade.signalBar]),
    ...signals.map(({ signal }) => signal.bar),
  ];
  for (const [rule, entry] of graph.orders.entries.entries()) {
    book.condition("enter", rule);
    for (const source of levelSources(entry)) book.level(source);
  }
  for (const rule of graph.orders.exits.keys()) book.condition("exit", rule);
  book.target();
  const traced = traceBars(graph, feed, parameters, bars, feeds, book.references, answers);
  const values = models === undefined ? traced : { ...traced, answerAt: answersOf(graph, models, traced) };
  return {
    trades: trades.map((trade) => tradeDecision(book, values, trade)),
    signals: signals.map(({ id, signal }) => signalDecision(book, values, id, signal)),
    shapes: book.shapes,
    answers: book.answers,
  };
}

/** The shapes that decisions refer to, and the columns they need. */
class ShapeBook {
  readonly shapes: ReportShape[] = [];
  readonly references: ColumnReference[] = [];
  readonly #flat: (readonly { readonly shape: DecisionShape }[])[] = [];
  readonly #places = new Map<string, number>();
  readonly #told = new Map<ModelAnswer, number>();
  readonly answers: ReportAnswer[] = [];

  constructor(
    readonly graph: Graph,
    readonly explainsModels: boolean,
  ) {}

  condition(action: "enter" | "exit", rule: number): number | null {
    const { entries, exits } = this.graph.orders;
    const written = action === "enter" ? entries[rule] : exits[rule];
    if (written === undefined) return action === "enter" ? this.target() : null;
    const { side, when, span } = written;
    const label = `line ${lineOf(this.graph, span.start)} ${action} ${side} when`;
    return this.#place(`${action} ${rule}`, label, when);
  }

  target(): number | null {
    const { position } = this.graph.orders;
    if (position === undefined) return null;
    const label = `line ${lineOf(this.graph, position.span.start)} position`;
    return this.#place("position", label, position.target);
  }

  level({ name, series, level }: LevelSource): number | null {
    if (level !== undefined) this.references.push(level.base, level.slope);
    if (isPlain(this.graph, series)) return null;
    return this.#place(`${name} ${series.node} ${series.output}`, `${name} from`, series);
  }

  valuesOf(place: number | null, bar: number, values: TracedBars): ShapeValues | null {
    if (place === null) return null;
    const told = this.#flat[place]?.flatMap(({ shape }) => {
      const { reference, looksBack } = shape;
      return [
        short(values.valueAt(bar, reference)),
        ...(looksBack ? [short(values.beforeAt(bar, reference))] : []),
        ...(this.#isAnswer(shape) ? [this.#answerPlace(values.answerAt?.(bar, reference) ?? null)] : []),
      ];
    });
    return [place, ...(told ?? [])];
  }

  #place(key: string, label: string, series: ColumnReference): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const whole = flatten(shapeOf(this.graph, series));
    // Features are needed for the answers, and told there.
    const features = whole.flatMap(({ shape }) =>
      this.#isAnswer(shape) ? (this.graph.nodes[shape.reference.node]?.inputs ?? []) : [],
    );
    const flat = this.explainsModels ? withoutFeatures(whole) : whole;
    const place = this.shapes.length;
    this.#places.set(key, place);
    this.#flat.push(flat);
    this.references.push(...flat.map(({ shape }) => shape.reference), ...features);
    const nodes = flat.map(({ shape, depth }) => ({
      depth,
      text: shape.text,
      name: shape.name === shape.text ? null : shape.name,
      truth: shape.type === "truth",
      before: shape.looksBack ? beforeWords(shape.interval) : null,
      answer: this.#isAnswer(shape),
    }));
    this.shapes.push({ label, nodes });
    return place;
  }

  #isAnswer({ operation }: DecisionShape): boolean {
    return this.explainsModels && operation === "prediction";
  }

  #answerPlace(answer: ModelAnswer | null): number | null {
    if (answer === null) return null;
    const known = this.#told.get(answer);
    if (known !== undefined) return known;
    const place = this.answers.push(reportAnswer(answer)) - 1;
    this.#told.set(answer, place);
    return place;
  }
}

type FlatShape = readonly { readonly shape: DecisionShape; readonly depth: number }[];

/** A flat tree without what lies below the answers of models. */
function withoutFeatures(flat: FlatShape): FlatShape {
  let below = Infinity;
  return flat.filter(({ shape, depth }) => {
    if (depth > below) return false;
    below = shape.operation === "prediction" ? depth : Infinity;
    return true;
  });
}

function reportAnswer(answer: ModelAnswer): ReportAnswer {
  if (answer.kind === "unexplained") return { why: answer.why };
  return { rows: answerRows(answer) };
}

function tradeDecision(book: ShapeBook, values: TracedBars, trade: Trade): TradeDecision {
  const { id, signalBar, entryRule, exitRule } = trade;
  const left = exitOf(trade);
  return {
    id,
    signalTime: values.timeAt(signalBar),
    entry: book.valuesOf(book.condition("enter", entryRule), signalBar, values),
    levels: levelsAt(book, values, entryRule, signalBar, trade),
    exitTime: left === null ? null : values.timeAt(left.bar),
    exit:
      left === null || exitRule === null
        ? null
        : book.valuesOf(book.condition(left.action, exitRule), left.bar, values),
  };
}

function signalDecision(book: ShapeBook, values: TracedBars, id: number, signal: Signal): SignalDecision {
  const { bar, time, action, side, rule, outcome, reason } = signal;
  return {
    id,
    time,
    bar,
    what: `${action} ${side}`,
    reason: outcome === "order" ? "an order followed" : reason,
    rule: book.valuesOf(book.condition(action, rule), bar, values),
    levels: action === "enter" ? levelsAt(book, values, rule, bar, null) : [],
  };
}

function levelsAt(
  book: ShapeBook,
  values: TracedBars,
  rule: number,
  bar: number,
  trade: Trade | null,
): readonly ReportLevel[] {
  const entry = book.graph.orders.entries[rule];
  if (entry === undefined) return [];
  return levelSources(entry).map((source) => ({
    name: source.name,
    placed: placedAt(source, bar, values, trade),
    values: book.valuesOf(book.level(source), bar, values),
  }));
}

/** Eight digits tell apart what matters, and keep the page small. */
function short(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(8)) : null;
}
