import type { Diagnostic } from "../lang/diagnostics/diagnostic.js";
import { parse, parseExpression } from "../lang/parse.js";
import { createSource, type Source, type Span } from "../lang/source.js";
import { check } from "./check.js";
import { compileChecked } from "./compile.js";
import type { ModuleHost } from "./modules/host.js";
import { standardNames } from "./modules/standard.js";
import { unobserved } from "./optimise/index.js";
import type { Bound, ColumnReference, Graph } from "./graph/schema.js";
import type { DraftGraph } from "./graph/stages.js";

/** One expression as it was typed: `ema(close, 12)` or, so that others can use it, `quick = ema(close, 12)`. */
export interface ExpressionInput {
  readonly text: string;
  /** Instead of a name in the text. */
  readonly name?: string;
}

export interface ExpressionSettings {
  /** Length of a bar in milliseconds. */
  readonly timeframe: number;
  /** Values for names in the expressions, as they would be written: `{ n: "14 bars", share: "2%" }`. */
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Modules as after the word `use`: `"./mine.sage" as mine`. Those of `std` need not be named. */
  readonly uses?: readonly string[];
  /**
   * A strategy whose names the expressions may use, those of its models included; its market says how long a bar is, and
   * its parameters are the graph's. Left out of a file with one strategy: that one.
   */
  readonly within?: { readonly source: Source; readonly strategy?: string };
  /** Reads the files among them. */
  readonly modules?: ModuleHost | undefined;
}

/** What was found in one of the texts; spans are those of that text. */
export interface ExpressionReport {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ExpressionsResult {
  /** A graph without orders whose plots are the expressions, one for each field of a record; null after an error. */
  readonly graph: Graph | null;
  /** Only texts in which something was found. */
  readonly reports: readonly ExpressionReport[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A piece of a typed text that stands in the file made of all of them. */
interface Piece {
  readonly source: Source;
  readonly from: number;
  readonly at: number;
  readonly length: number;
}

/**
 * Compiles expressions of the language on their own. Each may use the names of those before and after it, parameters,
 * and everything a strategy may use; a record gives one plot for each field.
 */
export function compileExpressions(
  inputs: readonly ExpressionInput[],
  settings: ExpressionSettings,
): ExpressionsResult {
  const typed = inputs.map((input, number) => readInput(input, number));
  const unreadable = typed.flatMap((each) => syntaxOf(each));
  if (unreadable.length > 0) return failed(unreadable);
  const made = settings.within ? insideOf(typed, settings.within) : strategyOf(typed, settings);
  if (made === undefined) return failed([]);
  const { file, pieces } = made;
  const { diagnostics, strategies } = check(file, { modules: settings.modules });
  const reports = localised(diagnostics, pieces, file);
  const found = reports.flatMap((report) => report.diagnostics);
  const wanted = settings.within?.strategy;
  const strategy = wanted === undefined ? strategies[0] : strategies.find(({ name }) => name === wanted);
  if (strategy === undefined || found.some((each) => each.severity === "error")) return failed(reports);
  const labels = new Map(typed.map(({ name, label }) => [name, label]));
  const { graph, fault } = compileChecked(strategy, file, {}, unobserved, (draft) =>
    expressionsOf(draft, labels),
  );
  return fault === undefined
    ? { graph, reports, diagnostics: found }
    : failed(localised([fault], pieces, file));
}

function failed(reports: readonly ExpressionReport[]): ExpressionsResult {
  return { graph: null, reports, diagnostics: reports.flatMap((report) => report.diagnostics) };
}

interface Typed {
  readonly source: Source;
  readonly label: string;
  /** The name it is declared by, and where it stands in the text; -1 where it does not. */
  readonly name: string;
  readonly nameAt: number;
  readonly expressionAt: number;
}

const named = /^(\s*)([A-Za-z_]\w*)\s*=(?!=)/;

function readInput({ text, name }: ExpressionInput, number: number): Typed {
  const source = createSource(`expression ${number + 1}`, text);
  const [all, space, written] = (name === undefined ? named.exec(text) : null) ?? [];
  if (all !== undefined && space !== undefined && written !== undefined) {
    return { source, label: written, name: written, nameAt: space.length, expressionAt: all.length };
  }
  const label = name ?? text.trim();
  return { source, label, name: name ?? `expression_${number + 1}`, nameAt: -1, expressionAt: 0 };
}

/** Each text is read alone first, so that a mistake in one cannot reach into the next. */
function syntaxOf({ source, expressionAt }: Typed): readonly ExpressionReport[] {
  const blanked = " ".repeat(expressionAt) + source.text.slice(expressionAt);
  const { diagnostics } = parseExpression(createSource(source.path, blanked));
  return diagnostics.some((each) => each.severity === "error") ? [{ source, diagnostics }] : [];
}

/** The strategy with the expressions at its end; undefined where none is meant, or several may be. */
function insideOf(
  typed: readonly Typed[],
  { source, strategy }: NonNullable<ExpressionSettings["within"]>,
): { readonly file: Source; readonly pieces: readonly Piece[] } | undefined {
  const all = parse(source).file.declarations.filter((each) => each.kind === "strategy");
  const found = strategy === undefined ? all : all.filter(({ name }) => name.text === strategy);
  const [chosen, other] = found;
  if (chosen === undefined || other !== undefined) return undefined;
  const end = chosen.span.end - 1;
  let text = "";
  const pieces: Piece[] = [];
  const add = (from: Source, start: number, stop: number) => {
    pieces.push({ source: from, from: start, at: text.length, length: stop - start });
    text += from.text.slice(start, stop);
  };
  add(source, 0, end);
  for (const { source: from, name, nameAt, expressionAt } of typed) {
    text += "\nlet ";
    if (nameAt === -1) text += name;
    else add(from, nameAt, nameAt + name.length);
    text += " = ";
    add(from, expressionAt, from.text.length);
  }
  text += "\n";
  add(source, end, source.text.length);
  return { file: createSource(source.path, text), pieces };
}

/** A strategy that holds the expressions and rules that nothing can be said against. */
function strategyOf(
  typed: readonly Typed[],
  { timeframe, parameters = {}, uses = [] }: ExpressionSettings,
): { readonly file: Source; readonly pieces: readonly Piece[] } {
  let text = "sage 1\n";
  const pieces: Piece[] = [];
  const add = (source: Source, from: number, to: number) => {
    pieces.push({ source, from, at: text.length, length: to - from });
    text += source.text.slice(from, to);
  };
  for (const use of uses) {
    const source = createSource(`use ${use}`, use);
    text += "use ";
    add(source, 0, use.length);
    text += "\n";
  }
  for (const name of standardNames)
    if (mentions(typed, name) && !uses.includes(name)) text += `use ${name}\n`;
  text += `strategy expressions {\nmarket {\nsymbol: ANY\ntimeframe: ${durationText(timeframe)}\n}\n`;
  for (const [name, value] of Object.entries(parameters)) {
    const source = createSource(`parameter ${name}`, `${name} = ${value}`);
    text += "param ";
    add(source, 0, source.text.length);
    text += "\n";
  }
  for (const { source, name, nameAt, expressionAt } of typed) {
    text += "let ";
    if (nameAt === -1) text += name;
    else add(source, nameAt, nameAt + name.length);
    text += " = ";
    add(source, expressionAt, source.text.length);
    text += "\n";
  }
  text += "enter long when close > open\nexit long when close < open\nsize 1% of equity\n";
  text += "costs {\nfee: 0.1%\n}\n}\n";
  return { file: createSource("expressions", text), pieces };
}

/** Whether a text takes something from a standard module. */
function mentions(typed: readonly Typed[], module: string): boolean {
  const prefix = `${module.slice(module.lastIndexOf(".") + 1)}.`;
  return typed.some(({ source }) => source.text.includes(prefix));
}

function durationText(milliseconds: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
  ] as const;
  const [name, size] = units.find(([, each]) => milliseconds % each === 0) ?? ["s", 1000];
  return `${milliseconds / size}${name}`;
}

/** Diagnostics of the made file at their places in the typed texts; what was found in the rest is nobody's mistake. */
function localised(
  diagnostics: readonly Diagnostic[],
  pieces: readonly Piece[],
  file: Source,
): readonly ExpressionReport[] {
  const bySource = new Map<Source, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const piece = pieceAt(diagnostic.span, pieces);
    if (piece === undefined && diagnostic.severity !== "error") continue;
    // Every expression is used: it is what is asked for.
    if (diagnostic.code === "SAGE2004") continue;
    const source = piece?.source ?? file;
    const list = bySource.get(source) ?? [];
    list.push(piece === undefined ? diagnostic : moved(diagnostic, piece, pieces));
    bySource.set(source, list);
  }
  return [...bySource].map(([source, found]) => ({ source, diagnostics: found }));
}

function pieceAt(span: Span, pieces: readonly Piece[]): Piece | undefined {
  return pieces.find(({ at, length }) => span.start >= at && span.end <= at + length);
}

/** A diagnostic with its places in one text; what it says about other texts is left out. */
function moved(diagnostic: Diagnostic, piece: Piece, pieces: readonly Piece[]): Diagnostic {
  const move = (span: Span): Span => {
    const { at, from } = pieceAt(span, pieces) ?? piece;
    return { start: span.start - at + from, end: span.end - at + from };
  };
  const inside = (span: Span) => pieceAt(span, pieces)?.source === piece.source;
  return {
    ...diagnostic,
    span: move(diagnostic.span),
    related: diagnostic.related
      .filter((each) => inside(each.span))
      .map((each) => ({ ...each, span: move(each.span) })),
    fixes: diagnostic.fixes
      .filter((fix) => fix.edits.every((edit) => inside(edit.span)))
      .map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: move(edit.span) })) })),
  };
}

/** The named values as plots instead of the orders, warmed up when all of them are. */
function expressionsOf(draft: DraftGraph, labels: ReadonlyMap<string, string>): DraftGraph {
  const { size: _, position: __, ...orders } = draft.orders;
  const plots = draft.names.flatMap(({ name, ...column }) => {
    const [head = name, ...fields] = name.split(".");
    const label = labels.get(head);
    return label === undefined ? [] : [{ ...column, label: [label, ...fields].join(".") }];
  });
  const plotted = plots.flatMap((plot) => draft.nodes[plot.series.node] ?? []);
  const first = plotted.reduce((most, node) => Math.max(most, node.first), 0);
  const settled = plotted.reduce<Bound>((most, node) => laterBound(most, node.settled), 0);
  return {
    ...draft,
    models: asksModels(draft, plots) ? draft.models : [],
    orders: { ...orders, entries: [], exits: [] },
    plots,
    alerts: [],
    warmup: { first, settled, dominatedBy: null },
  };
}

/** Whether a value follows from what a model says. */
function asksModels({ nodes }: DraftGraph, plots: readonly { readonly series: ColumnReference }[]): boolean {
  const seen = new Set(plots.map(({ series }) => series.node));
  for (const place of seen) for (const input of nodes[place]?.inputs ?? []) seen.add(input.node);
  return [...seen].some((place) => nodes[place]?.operation === "prediction");
}

function laterBound(a: Bound, b: Bound): Bound {
  if (a === "inf" || b === "-inf") return a;
  if (b === "inf" || a === "-inf") return b;
  return Math.max(a, b);
}
