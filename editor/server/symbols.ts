import { SymbolKind, type DocumentSymbol, type WorkspaceSymbol } from "vscode-languageserver";
import {
  parse,
  type Declaration,
  type File,
  type Identifier,
  type Member,
  type Source,
  type Span,
} from "../../lang/index.js";
import { describeWhat } from "./cards.js";
import type { Document } from "./document.js";
import { createPositions, type Encoding } from "./positions.js";
import { uriOf } from "./uri.js";
import { partsOf, type Part, type TreeNode } from "./tree-path.js";

/** A part of a file that an outline shows. */
interface Entry {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly Entry[];
}

/** The outline of a file: declarations, and inside them their members. */
export function documentSymbols(document: Document): readonly DocumentSymbol[] {
  const { file, positions, source, analysis } = document;
  const detail = (value: Part): string => {
    const [known] = analysis.factsAt(value.span);
    return known === undefined ? "" : describeWhat(known.facts);
  };
  const toSymbol = ({ name, detail, kind, span, nameSpan, children }: Entry): DocumentSymbol => ({
    name,
    detail,
    kind,
    range: positions.toRange(span),
    selectionRange: positions.toRange(nameSpan),
    children: children.map(toSymbol),
  });
  return entriesOf(file, source, detail).map(toSymbol);
}

/** Declarations and named members of a file whose name holds the letters of a query, in order. */
export function searchSymbols(source: Source, query: string, encoding: Encoding): readonly WorkspaceSymbol[] {
  const positions = createPositions(source, encoding);
  const found: WorkspaceSymbol[] = [];
  const visit = (entries: readonly Entry[], container: string): void => {
    for (const { name, kind, nameSpan, children } of entries) {
      if (isNamed(kind) && matches(name, query)) {
        const location = { uri: uriOf(source.path), range: positions.toRange(nameSpan) };
        found.push({ name, kind, location, ...(container !== "" && { containerName: container }) });
      }
      visit(children, name);
    }
  };
  visit(
    entriesOf(parse(source).file, source, () => ""),
    "",
  );
  return found;
}

const isNamed = (kind: SymbolKind): boolean => kind !== SymbolKind.Namespace && kind !== SymbolKind.Event;

/** Whether the letters of a query stand in a name in their order. */
export function matches(name: string, query: string): boolean {
  let from = 0;
  for (const letter of query.toLowerCase()) {
    from = name.toLowerCase().indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

type Detail = (value: Part) => string;

function entriesOf(file: File, source: Source, detail: Detail): readonly Entry[] {
  return file.declarations.flatMap((each) => entriesOfNode(each, source, detail));
}

const kinds: Readonly<Partial<Record<TreeNode["kind"], SymbolKind>>> = {
  strategy: SymbolKind.Class,
  function: SymbolKind.Function,
  constant: SymbolKind.Constant,
  experiment: SymbolKind.Object,
  portfolio: SymbolKind.Object,
  test: SymbolKind.Method,
  parameter: SymbolKind.Property,
  let: SymbolKind.Variable,
  state: SymbolKind.Variable,
  binding: SymbolKind.Field,
  frame: SymbolKind.Struct,
  feed: SymbolKind.Struct,
  model: SymbolKind.Struct,
};

/** Statements without a name of their own are called by their words. */
const words: Readonly<Partial<Record<TreeNode["kind"], SymbolKind>>> = {
  section: SymbolKind.Namespace,
  enter: SymbolKind.Event,
  exit: SymbolKind.Event,
  size: SymbolKind.Event,
  position: SymbolKind.Event,
  halt: SymbolKind.Event,
};

function entriesOfNode(node: Declaration | Member | Part, source: Source, detail: Detail): readonly Entry[] {
  if (node.kind === undefined) return [];
  const named = kinds[node.kind];
  const inner = () => partsOf(node).flatMap((each) => entriesOfNode(each, source, detail));
  if (named !== undefined) {
    const name = nameOfNode(node);
    const value = "value" in node && node.kind !== "parameter" ? node.value : undefined;
    return [
      {
        name: name?.text === undefined || name.text === "" ? `${node.kind} without a name` : name.text,
        detail: typeof value === "object" ? detail(value) : "",
        kind: named,
        span: node.span,
        nameSpan: inside(name?.span ?? node.span, node.span),
        children: inner(),
      },
    ];
  }
  const word = words[node.kind];
  if (word !== undefined) return [{ ...statement(node, source), kind: word, children: [] }];
  return node.kind === "state group" || node.kind === "features" || node.kind === "target" ? inner() : [];
}

function nameOfNode(node: TreeNode): Identifier | undefined {
  if (node.kind === "test") return { text: node.title.value, span: node.title.span };
  return "name" in node && typeof node.name === "object" ? node.name : undefined;
}

function statement(node: TreeNode, source: Source): Pick<Entry, "name" | "detail" | "span" | "nameSpan"> {
  const end = Math.min(node.span.end, (source.text.indexOf("\n", node.span.start) + 1 || Infinity) - 1);
  const line = source.text
    .slice(node.span.start, end)
    .replace(/\s*\{.*$/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return {
    name: line === "" ? node.kind : line,
    detail: "",
    span: node.span,
    nameSpan: { start: node.span.start, end: Math.max(node.span.start, end) },
  };
}

const inside = ({ start, end }: Span, outer: Span): Span =>
  start >= outer.start && end <= outer.end ? { start, end } : { start: outer.start, end: outer.start };
