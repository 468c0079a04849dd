import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Span } from "../../lang/source.js";
import type { Comment, Declaration, File } from "../../lang/tree.js";
import { unusedAllowance } from "../diagnostics/sage2009-unused-allowance.js";
import type { Pass } from "./pass.js";

/** `// sage-allow SAGE3203: counts since launch`. */
const allowance = /^\s*sage-allow\s+(SAGE\d+)\s*(?::\s*(.*))?$/;

interface Allowance {
  readonly code: string;
  readonly reason: string;
  readonly comment: Comment;
  /** The statement below it. */
  readonly statement: Span | undefined;
}

/**
 * Takes out the warnings and infos that the author has allowed for the next statement, with a reason; reports
 * allowances that silence nothing. Errors stay.
 */
export function applyAllowances(file: File, found: readonly Diagnostic[]): Pass<readonly Diagnostic[]> {
  const statements = statementsOf(file);
  const allowances = file.comments.flatMap((comment) => readAllowance(comment, statements));
  const spent = new Set<Allowance>();
  const out = found.filter((diagnostic) => {
    const allowed = allowances.find((each) => matches(each, diagnostic));
    if (allowed === undefined || allowed.reason === "" || diagnostic.severity === "error") return true;
    spent.add(allowed);
    return false;
  });
  const diagnostics = allowances.flatMap((each) => {
    if (spent.has(each)) return [];
    const isError = found.some((diagnostic) => matches(each, diagnostic) && diagnostic.severity === "error");
    const none = each.reason === "" ? ("none" as const) : ("silences nothing" as const);
    const reason = isError ? ("error" as const) : none;
    return unusedAllowance({
      span: each.comment.span,
      holes: { code: each.code, reason },
      fixes:
        reason === "none"
          ? []
          : [{ title: "Remove the comment", edits: [{ span: each.comment.span, text: "" }] }],
    });
  });
  return { out, diagnostics };
}

const matches = ({ code, statement }: Allowance, diagnostic: Diagnostic): boolean =>
  code === diagnostic.code &&
  statement !== undefined &&
  statement.start <= diagnostic.span.start &&
  diagnostic.span.start < statement.end;

function readAllowance(comment: Comment, statements: readonly Span[]): Allowance[] {
  const [, code, reason = ""] = allowance.exec(comment.text) ?? [];
  if (code === undefined || comment.documentation) return [];
  const statement = statements.find((span) => span.start >= comment.span.end);
  return [{ code, reason: reason.trim(), comment, statement }];
}

/** Of a strategy what stands before its first member, so that an allowance above it does not cover all of it. */
function headOf(declaration: Declaration): Span {
  const { start, end } = declaration.span;
  const first = declaration.kind === "strategy" ? declaration.members[0] : undefined;
  return { start, end: first?.span.start ?? end };
}

/** Every statement that a comment can stand above, by where it begins; of two at one place the inner one comes last. */
function statementsOf(file: File): readonly Span[] {
  const spans: Span[] = [];
  for (const declaration of file.declarations) {
    spans.push(headOf(declaration));
    if (declaration.kind === "function") spans.push(...declaration.steps.map((step) => step.span));
    if (declaration.kind !== "strategy") continue;
    for (const member of declaration.members) {
      spans.push(member.span);
      if (member.kind === "section") spans.push(...member.settings.map((setting) => setting.span));
      if (member.kind === "enter") spans.push(...member.protections.map((each) => each.span));
      if (member.kind === "frame") spans.push(...member.members.map((each) => each.span));
    }
  }
  return spans.toSorted((a, b) => a.start - b.start);
}
