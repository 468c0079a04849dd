import type { Span } from "../../lang/source.js";
import type { Declaration, File } from "../../lang/tree.js";

/** Of a strategy what stands before its first member, so that an allowance above it does not cover all of it. */
function headOf(declaration: Declaration): Span {
  const { start, end } = declaration.span;
  const first = declaration.kind === "strategy" ? declaration.members[0] : undefined;
  return { start, end: first?.span.start ?? end };
}

/** Every statement, by where it begins; of two at one place the inner one comes last. */
export function statementsOf(file: File): readonly Span[] {
  const spans: Span[] = [];
  for (const declaration of file.declarations) {
    spans.push(headOf(declaration));
    if (declaration.kind === "function") spans.push(...declaration.steps.map((step) => step.span));
    if (declaration.kind !== "strategy") continue;
    for (const member of declaration.members) {
      spans.push(member.span);
      if (member.kind === "section") spans.push(...member.settings.map((setting) => setting.span));
      if (member.kind === "enter") spans.push(...member.protections.map((each) => each.span));
      if (member.kind === "state group") spans.push(...member.members.map((each) => each.span));
      if (member.kind === "frame") spans.push(...member.members.map((each) => each.span));
    }
  }
  return spans.toSorted((a, b) => a.start - b.start);
}

/** The innermost statement around a place. */
export function statementAt(statements: readonly Span[], offset: number): Span | undefined {
  return statements.findLast((span) => span.start <= offset && offset < span.end);
}
