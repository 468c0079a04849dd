import type { Declared, DeclaredKind, Reference } from "../../compiler/index.js";
import type { Span } from "../../lang/index.js";
import { readTokens } from "../../lang/lexer.js";
import { AnyText, findWord } from "../../lang/tokens.js";
import { tokenMatcher } from "chevrotain";
import type { Document } from "./document.js";
import { width, type Encoding } from "./positions.js";

/** What a word is, in the order of the protocol's numbers. */
export const tokenTypes = [
  "keyword",
  "number",
  "string",
  "comment",
  "namespace",
  "class",
  "function",
  "parameter",
  "variable",
  "property",
  "enumMember",
  "type",
] as const;

/** `param`: fixed before the run; `held`: of a slower clock, one value for several bars; `future`: looks ahead. */
export const tokenModifiers = [
  "declaration",
  "defaultLibrary",
  "readonly",
  "param",
  "held",
  "future",
  "documentation",
] as const;

type Type = (typeof tokenTypes)[number];
type Modifier = (typeof tokenModifiers)[number];

interface Coloured {
  readonly span: Span;
  readonly type: Type;
  readonly modifiers: readonly Modifier[];
}

const typeOf: Readonly<Record<DeclaredKind, Type>> = {
  strategy: "class",
  experiment: "class",
  portfolio: "class",
  function: "function",
  operation: "function",
  module: "namespace",
  parameter: "parameter",
  "function parameter": "parameter",
  "operation parameter": "parameter",
  constant: "variable",
  let: "variable",
  state: "variable",
  "family index": "variable",
  frame: "namespace",
  feed: "namespace",
  "feed column": "property",
  model: "namespace",
  feature: "variable",
  target: "variable",
  "record field": "property",
  choice: "enumMember",
  bar: "variable",
  provided: "variable",
  type: "type",
};

/** Every word with what it is, in order; `within` leaves out what lies elsewhere. */
export function semanticTokens(document: Document, encoding: Encoding, within?: Span): readonly number[] {
  const data: number[] = [];
  let [line, character] = [0, 0];
  const { positions, source } = document;
  for (const { span, type, modifiers } of coloured(document)) {
    if (within !== undefined && (span.end <= within.start || span.start >= within.end)) continue;
    const place = positions.toPosition(span.start);
    data.push(
      place.line - line,
      place.line === line ? place.character - character : place.character,
      width(source.text, span.start, span.end, encoding),
      tokenTypes.indexOf(type),
      modifiers.reduce((bits, each) => bits | (1 << tokenModifiers.indexOf(each)), 0),
    );
    [line, character] = [place.line, place.character];
  }
  return data;
}

function coloured(document: Document): readonly Coloured[] {
  const { analysis, source } = document;
  if (analysis.tooLarge) return [];
  const found = new Map<number, Coloured>();
  for (const token of readTokens(source).tokens) {
    const { startOffset, image } = token;
    const span = { start: startOffset, end: startOffset + image.length };
    const add = (type: Type) => found.set(startOffset, { span, type, modifiers: [] });
    if (findWord(image) !== undefined) add("keyword");
    else if (/^\d/.test(image)) add("number");
    else if (tokenMatcher(token, AnyText)) add("string");
  }
  for (const { span, documentation } of analysis.file.comments) {
    found.set(span.start, { span, type: "comment", modifiers: documentation ? ["documentation"] : [] });
  }
  const slower = slowerPlaces(document);
  for (const reference of analysis.references) {
    const { span, declared } = reference;
    if (span.end === span.start || source.text[span.start] === '"') continue;
    found.set(span.start, {
      span,
      type: typeOf[declared.kind],
      modifiers: modifiersOf(reference, document, slower),
    });
  }
  return withoutOverlaps([...found.values()].toSorted((a, b) => a.span.start - b.span.start));
}

function withoutOverlaps(sorted: readonly Coloured[]): readonly Coloured[] {
  let end = 0;
  return sorted.filter(({ span }) => {
    if (span.start < end) return false;
    ({ end } = span);
    return true;
  });
}

/** The blocks of slower or other clocks, whose values are held outside. */
const slowerPlaces = ({ file }: Document): readonly Span[] =>
  file.declarations.flatMap((each) =>
    each.kind === "strategy"
      ? each.members.filter(({ kind }) => kind === "frame" || kind === "feed").map(({ span }) => span)
      : [],
  );

const isInside = (span: Span | undefined, outer: Span): boolean =>
  span !== undefined && outer.start <= span.start && span.end <= outer.end;

function modifiersOf(
  { span, declared, isDeclaration }: Reference,
  { analysis, source }: Document,
  slower: readonly Span[],
): readonly Modifier[] {
  const home = slower.find((place) => isInside(declared.span, place));
  const isField = source.text[span.start - 1] === ".";
  const held =
    declared.kind === "feed column" ||
    (isField && (declared.kind === "bar" || (home !== undefined && !isInside(span, home))));
  const future = analysis.factsAt(span).some(({ facts }) => facts.reach > 0) || declared.name === "ahead";
  return [
    ...(isDeclaration ? (["declaration"] as const) : []),
    ...(isOfLanguage(declared) ? (["defaultLibrary"] as const) : []),
    ...(declared.kind === "constant" ? (["readonly"] as const) : []),
    ...(declared.kind === "parameter" ? (["param"] as const) : []),
    ...(held ? (["held"] as const) : []),
    ...(future ? (["future"] as const) : []),
  ];
}

const isOfLanguage = ({ path }: Declared): boolean => path === "" || path.startsWith("std.");

/** What changed between two answers, as one piece of numbers; nothing where they are equal. */
export function tokenEdits(
  before: readonly number[],
  after: readonly number[],
): readonly { readonly start: number; readonly deleteCount: number; readonly data: number[] }[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  if (start === before.length && start === after.length) return [];
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore -= 1;
    endAfter -= 1;
  }
  return [{ start, deleteCount: endBefore - start, data: after.slice(start, endAfter) }];
}
