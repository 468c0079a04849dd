import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Span } from "../../lang/source.js";
import type { Comment, File } from "../../lang/tree.js";
import { unusedAllowance } from "../diagnostics/sage2009-unused-allowance.js";
import type { Pass } from "./pass.js";
import { statementsOf } from "./statements.js";

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
