import type { Source, Span } from "../../lang/source.js";
import type { Alert, Expression } from "../../lang/tree.js";
import { readText } from "../../lang/literals.js";
import type { CheckedAlert } from "../checked.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import type { Resolving } from "./resolving.js";
import type { Ask } from "./rules.js";

/** `alert when close > line "{close} is above {line}"`: a condition, and a message with values in braces. */
export function readAlert(declaration: Alert, ask: Ask, resolving: Resolving): CheckedAlert {
  const condition = ask(declaration.condition, { what: "the condition", type: "truth", unit: "any" });
  const parts = [""];
  const values: Expression[] = [];
  for (const { text, span } of piecesOf(declaration, resolving.source)) {
    if (isValue(text)) {
      const value = readValue(text, span) ?? reportNoName(text, span, resolving);
      values.push(ask(value, { what: "a value in a message", type: "any", unit: "any", optional: true }));
      parts.push("");
    } else {
      const written = text === "{{" || text === "}}" ? text.slice(1) : readText(`"${text}"`);
      parts.push((parts.pop() ?? "") + written);
    }
  }
  return { condition, parts, values, declaration };
}

/** The names in the braces of a message, as expressions that stand where they are written. */
export function valuesInMessage(declaration: Alert, source: Source): readonly Expression[] {
  return piecesOf(declaration, source).flatMap(({ text, span }) =>
    isValue(text) ? (readValue(text, span) ?? []) : [],
  );
}

const isValue = (piece: string): boolean => piece.startsWith("{") && piece.length > 1 && piece !== "{{";

/** A message taken apart: text, escapes, and braces with what they hold. Spans are places in the file. */
function piecesOf(
  { message }: Alert,
  source: Source,
): readonly { readonly text: string; readonly span: Span }[] {
  const { start, end } = message.span;
  const inner = /^"(.*?)"?$/su.exec(source.text.slice(start, end))?.[1] ?? "";
  return Array.from(inner.matchAll(/\{\{|\}\}|\{[^{}]*\}|\\.|[^{}\\]+|[{}]/gsu), ({ 0: text, index }) => {
    const at = start + 1 + index;
    return { text, span: { start: at, end: at + text.length } };
  });
}

function reportNoName(piece: string, span: Span, resolving: Resolving): Expression {
  const way = "braces hold one name: give the value a `let` and write `{its_name}`; a brace itself is `{{`";
  const name = piece.slice(1, -1).trim();
  resolving.report(unknownName({ span, holes: { kind: "name", name, suggestion: undefined, way } }));
  return { kind: "damaged", span };
}

/** A name, or a field of one, as an expression that stands where it is written. */
function readValue(piece: string, span: Span): Expression | undefined {
  const found = /^\{\s*([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?\s*\}$/u.exec(piece);
  const [, name, field] = found ?? [];
  if (name === undefined) return undefined;
  const start = span.start + piece.indexOf(name);
  const object: Expression = { kind: "name", text: name, span: { start, end: start + name.length } };
  if (field === undefined) return object;
  const from = span.start + piece.indexOf(field, start - span.start + name.length);
  const place = { start: from, end: from + field.length };
  return { kind: "field", object, field: { text: field, span: place }, span: { start, end: place.end } };
}
