import { MarkupKind, type Hover } from "vscode-languageserver";
import { compilerCodes, type CheckedStrategy } from "../../compiler/index.js";
import { allCodes, type Expression, type FunctionDeclaration, type Identifier } from "../../lang/index.js";
import { headline, parameterCard, strategyCard, valueCard } from "./cards.js";
import type { Known } from "./analysis.js";
import { whyLate } from "./lateness.js";
import { findFunction } from "./modules.js";
import type { Document } from "./document.js";
import { codeBlock, findCallable, functionSignature, operationCard, showSignature } from "./operations.js";
import { settingsOf } from "./sections.js";
import { pathAt, type Part, type TreeNode } from "./tree-path.js";
import { providedMeanings, typeMeanings, wordMeanings } from "./words.js";

/** A card of Markdown, and the place it is about. */
interface Card {
  readonly span: { readonly start: number; readonly end: number };
  readonly lines: readonly string[];
}

/** What is known of the name, the call, the setting or the word at a place. */
export function hoverAt(document: Document, offset: number): Hover | null {
  const { analysis, source, positions } = document;
  if (
    analysis.tooLarge ||
    analysis.file.comments.some(({ span }) => span.start < offset && offset <= span.end)
  ) {
    return null;
  }
  const card = cardAt(document, pathAt(analysis.file, offset), offset) ?? wordCard(source.text, offset);
  const why = analysis.diagnostics
    .filter(({ span }) => span.start <= offset && offset <= Math.max(span.start + 1, span.end))
    .slice(0, 2);
  if (card === undefined && why.length === 0) return null;
  const lines = [...(card?.lines ?? []), ...why.map(({ code }) => explanationOf(code))];
  return {
    contents: { kind: MarkupKind.Markdown, value: lines.filter((line) => line !== "").join("\n\n") },
    range: positions.toRange(card?.span ?? why[0]?.span ?? { start: offset, end: offset }),
  };
}

const explanations: ReadonlyMap<string, string> = new Map(
  [...allCodes, ...compilerCodes].map(({ code, summary, explanation }) => [
    code,
    `**${code}**, ${summary}: ${explanation}`,
  ]),
);

const explanationOf = (code: string): string => explanations.get(code) ?? "";

function cardAt(document: Document, path: readonly Part[], offset: number): Card | undefined {
  const innermost = path.at(-1);
  const parent = path.at(-2);
  if (innermost === undefined) return undefined;
  if (innermost.kind === undefined) return identifierCard(document, innermost, parent, path);
  const call = parent?.kind === "call" && parent.callee === innermost ? parent : undefined;
  if (call !== undefined && innermost.kind === "field") return memberCard(document, innermost, call);
  if (call !== undefined && innermost.kind === "name")
    return callCard(document, innermost.text, call, innermost.span);
  switch (innermost.kind) {
    case "name":
      return settingValueCard(path) ?? nameCard(document, innermost);
    case "previous":
    case "history":
    case "binary":
    case "crosses":
    case "within":
    case "conditional":
    case "negation":
      return onWord(document, offset) ?? expressionCard(document, innermost);
    case "field":
      return expressionCard(document, innermost);
    case "call":
      return expressionCard(document, innermost);
    default:
      return undefined;
  }
}

/** The word of the language under the cursor goes before the expression around it. */
const onWord = ({ source }: Document, offset: number): Card | undefined => wordCard(source.text, offset);

function wordCard(text: string, offset: number): Card | undefined {
  const before = /[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, offset - 80), offset))?.[0] ?? "";
  const after = /^\w*/.exec(text.slice(offset, offset + 80))?.[0] ?? "";
  const word = before + after;
  const start = offset - before.length;
  const span = { start, end: start + word.length };
  const meaning = Object.hasOwn(wordMeanings, word) ? wordMeanings[word] : undefined;
  return meaning === undefined ? undefined : { span, lines: [`**${word}**`, meaning] };
}

/** A name where it is declared, a field, a setting, a type. */
function identifierCard(
  document: Document,
  part: Part,
  parent: Part | undefined,
  path: readonly Part[],
): Card | undefined {
  const text = document.source.text.slice(part.span.start, part.span.end);
  const lines = declarationLines(document, text, part, parent, path);
  return lines === undefined ? undefined : { span: part.span, lines };
}

function declarationLines(
  document: Document,
  text: string,
  part: Part,
  parent: Part | undefined,
  path: readonly Part[],
): readonly string[] | undefined {
  const node = path.findLast((each): each is TreeNode => each.kind !== undefined);
  switch (node?.kind) {
    case "setting":
      return settingLines(text, path);
    case "strategy": {
      const strategy = strategyAt(document, part.span.start);
      return [codeBlock(`strategy ${text}`), node.documentation, ...(strategy ? strategyCard(strategy) : [])];
    }
    case "let":
    case "state":
    case "constant":
    case "binding": {
      if (!("name" in node) || node.name !== part) return undefined;
      const word = node.kind === "constant" ? "const" : node.kind === "binding" ? "feature" : node.kind;
      return [
        codeBlock(`${word} ${text}`),
        "documentation" in node ? node.documentation : "",
        ...valueLines(document, node.value),
      ];
    }
    case "parameter":
      return parameterLines(document, text, node.documentation);
    case "function":
      return functionLines(document, text, part, parent, node);
    case "field": {
      const call = path.findLast((each) => each.kind === "call");
      const isCallee = call?.kind === "call" && call.callee === node;
      return isCallee ? memberCard(document, node, call)?.lines : valueLines(document, node);
    }
    default:
      return undefined;
  }
}

function functionLines(
  { source }: Document,
  text: string,
  part: Part,
  parent: Part | undefined,
  node: FunctionDeclaration,
): readonly string[] | undefined {
  if (node.name === part)
    return [codeBlock(`fn ${showSignature(functionSignature(node, source))}`), node.documentation];
  const meaning = Object.hasOwn(typeMeanings, text) ? typeMeanings[text] : undefined;
  const isType = parent !== undefined && parent.kind === undefined && "optional" in parent;
  if (isType && meaning !== undefined) return [`**${text}**`, meaning];
  return [codeBlock(`${text} of fn ${node.name.text}`)];
}

const parameterOf = (document: Document, name: string, offset: number) =>
  strategyAt(document, offset)?.parameters.find((each) => each.name === name);

function parameterLines(document: Document, text: string, documentation: string): readonly string[] {
  for (const strategy of document.analysis.strategies) {
    const parameter = strategy.parameters.find((each) => each.name === text);
    if (parameter) return [codeBlock(`param ${text}`), documentation, ...parameterCard(parameter)];
  }
  return [codeBlock(`param ${text}`), documentation];
}

const strategyAt = ({ analysis }: Document, offset: number): CheckedStrategy | undefined =>
  analysis.strategies.find(({ declaration: { span } }) => span.start <= offset && offset <= span.end);

function valueLines(document: Document, value: Expression): readonly string[] {
  const [known] = document.analysis.factsAt(value.span).filter((each) => each.expression.kind === value.kind);
  return known === undefined ? [] : cardOf(known);
}

/** The card of a value; of one that is known late with the names that make it so. */
function cardOf({ expression, facts, strategy }: Known): readonly string[] {
  const lines = valueCard(expression, facts, strategy);
  const steps = facts.stage === "series" ? whyLate(expression, strategy) : [];
  const last = steps.at(-1);
  if (last === undefined) return lines;
  const way = steps
    .slice(0, -1)
    .map(({ text }) => `\`${text}\` → `)
    .join("");
  return [...lines, `late: ${way}\`${last.text}\` ${last.because}`];
}

function expressionCard(document: Document, expression: Expression): Card | undefined {
  const lines = valueLines(document, expression);
  if (lines.length === 0) return undefined;
  const text = document.source.text.slice(expression.span.start, expression.span.end);
  return { span: expression.span, lines: text.includes("\n") ? lines : [codeBlock(text), ...lines] };
}

/** A name in an expression: what it stands for, and what is known of that. */
function nameCard(
  document: Document,
  { text, span }: { text: string; span: Identifier["span"] },
): Card | undefined {
  const { analysis } = document;
  const [known] = analysis.factsAt(span).filter((each) => each.expression.kind === "name");
  const symbol = known?.strategy.resolution.get(known.expression);
  const card = (head: string, documentation: string, lines: readonly string[]): Card => ({
    span,
    lines: [codeBlock(head), documentation, ...lines],
  });
  const value = known === undefined ? [] : cardOf(known);
  switch (symbol?.kind) {
    case "value": {
      const role = { let: "let ", constant: "const ", step: "let ", argument: "" }[symbol.role];
      return card(`${role}${text}`, documentationOf(document, text, span.start), value);
    }
    case "state":
      return card(`state ${text}`, symbol.state.declaration.documentation, value);
    case "parameter":
      return card(
        `param ${text}`,
        symbol.parameter.declaration.documentation,
        parameterCard(symbol.parameter),
      );
    default: {
      const provided = Object.hasOwn(providedMeanings, text) ? providedMeanings[text] : undefined;
      if (provided !== undefined) {
        const line = known?.facts.type === "number" ? headline(known.facts) : provided.what;
        return { span, lines: [codeBlock(text), provided.meaning, line] };
      }
      const parameter = parameterOf(document, text, span.start);
      if (parameter)
        return card(`param ${text}`, parameter.declaration.documentation, parameterCard(parameter));
      return value.length === 0 ? undefined : { span, lines: [codeBlock(text), ...value] };
    }
  }
}

/** The lines above the declaration of a name, of the strategy around a place or of the file. */
function documentationOf({ analysis }: Document, name: string, offset: number): string {
  const { declarations } = analysis.file;
  const around = declarations.find(({ span }) => span.start <= offset && offset <= span.end);
  const members = around?.kind === "strategy" ? around.members : [];
  for (const each of [...members, ...declarations]) {
    if ((each.kind === "let" || each.kind === "constant") && each.name.text === name)
      return each.documentation;
  }
  return "";
}

function callCard(
  document: Document,
  name: string,
  call: Extract<Expression, { kind: "call" }>,
  span: Identifier["span"],
): Card | undefined {
  const facts = valueLines(document, call);
  const own = findFunction(document, name);
  if (own !== undefined) {
    const { declaration, source } = own;
    const head = codeBlock(`fn ${showSignature(functionSignature(declaration, source, name))}`);
    return { span, lines: [head, declaration.documentation, ...facts] };
  }
  const operation = findCallable(name);
  if (operation === undefined) return undefined;
  const [head = "", ...about] = operationCard(operation, name);
  return { span, lines: [head, ...facts, ...about] };
}

/** `trend.supertrend` of a call. */
function memberCard(
  document: Document,
  { object, field, span }: Extract<Expression, { kind: "field" }>,
  call: Extract<Expression, { kind: "call" }>,
): Card | undefined {
  return object.kind === "name" ? callCard(document, `${object.text}.${field.text}`, call, span) : undefined;
}

// ------------------------------------------------------------------------------------------------ settings

/** First and second word of the innermost block around a setting. */
function blockOf(path: readonly Part[]): { readonly heading: string; readonly title: string } {
  const own = path.findLastIndex((each) => each.kind === "setting");
  const outer = path.slice(0, own).findLast((each) => each.kind !== undefined && each.kind !== "block");
  switch (outer?.kind) {
    case "algorithm":
      return { heading: "algorithm", title: outer.name.text };
    case "section":
      return { heading: outer.heading.text, title: "" };
    case "setting":
      return { heading: outer.name.text, title: "" };
    default:
      return { heading: outer?.kind ?? "", title: "" };
  }
}

function settingLines(name: string, path: readonly Part[]): readonly string[] | undefined {
  const { heading, title } = blockOf(path);
  const settings = settingsOf(heading, title);
  const known = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (known === undefined) return undefined;
  const values = known.values.map((value) => `\`${value}\``).join(", ");
  return [
    codeBlock(`${heading} { ${name}: … }`),
    known.meaning,
    values === "" ? "" : `for example ${values}`,
  ];
}

/** A bare word behind a colon is said by its setting. */
function settingValueCard(path: readonly Part[]): Card | undefined {
  const setting = path.at(-2);
  const value = path.at(-1);
  if (setting?.kind !== "setting" || value === undefined || setting.value !== value) return undefined;
  const lines = settingLines(setting.name.text, path);
  return lines === undefined ? undefined : { span: value.span, lines };
}
