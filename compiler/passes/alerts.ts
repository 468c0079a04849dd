import type { Span } from "../../lang/source.js";
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
  const { start, end } = declaration.message.span;
  // Spans are places in the file, so the text is read as it stands there.
  const written = resolving.source.text.slice(start, end);
  const inner = /^"(.*?)"?$/su.exec(written)?.[1] ?? "";
  for (const { 0: piece, index } of inner.matchAll(/\{\{|\}\}|\{[^{}]*\}|\\.|[^{}\\]+|[{}]/gsu)) {
    const at = start + 1 + index;
    if (piece.startsWith("{") && piece.length > 1 && piece !== "{{") {
      const value = readValue(piece, { start: at, end: at + piece.length }, resolving);
      values.push(ask(value, { what: "a value in a message", type: "any", unit: "any", optional: true }));
      parts.push("");
    } else {
      const text = piece === "{{" || piece === "}}" ? piece.slice(1) : readText(`"${piece}"`);
      parts.push((parts.pop() ?? "") + text);
    }
  }
  return { condition, parts, values, declaration };
}

/** A name, or a field of one, as an expression that stands where it is written. */
function readValue(piece: string, span: Span, resolving: Resolving): Expression {
  const found = /^\{\s*([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?\s*\}$/u.exec(piece);
  const [, name, field] = found ?? [];
  if (name === undefined) {
    const way = "braces hold one name: give the value a `let` and write `{its_name}`; a brace itself is `{{`";
    resolving.report(
      unknownName({
        span,
        holes: { kind: "name", name: piece.slice(1, -1).trim(), suggestion: undefined, way },
      }),
    );
    return { kind: "damaged", span };
  }
  const start = span.start + piece.indexOf(name);
  const object: Expression = { kind: "name", text: name, span: { start, end: start + name.length } };
  if (field === undefined) return object;
  const from = span.start + piece.indexOf(field, start - span.start + name.length);
  const place = { start: from, end: from + field.length };
  return { kind: "field", object, field: { text: field, span: place }, span: { start, end: place.end } };
}
