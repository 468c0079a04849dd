import {
  CodeActionKind,
  type CodeAction,
  type Diagnostic as ProtocolDiagnostic,
  type TextEdit,
} from "vscode-languageserver";
import { compilerCodes, mend } from "../../compiler/index.js";
import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import { allCodes, type Fix, type Span } from "../../lang/index.js";
import { statementsOf } from "../../compiler/passes/statements.js";
import { toProtocol } from "./diagnostics.js";
import type { Document } from "./document.js";
import { lineEdits } from "../../lang/printer/line-edits.js";
import type { Settings } from "./settings.js";

/** The fixes of what is wrong at a place, the way to allow it, and the fix of everything that is only misspelt. */
export function codeActions(
  document: Document,
  span: Span,
  only: readonly string[] | undefined,
  settings: Settings,
): readonly CodeAction[] {
  const wanted = (kind: string) =>
    only === undefined || only.some((each) => `${kind}.`.startsWith(`${each}.`));
  const actions: CodeAction[] = [];
  if (wanted(CodeActionKind.QuickFix)) {
    const here = document.analysis.diagnostics.filter(
      (each) => each.span.start <= span.end && span.start <= each.span.end,
    );
    for (const diagnostic of here) actions.push(...fixesOf(document, diagnostic, settings));
    for (const diagnostic of here) actions.push(...allowance(document, diagnostic, settings));
  }
  if (wanted(CodeActionKind.SourceFixAll)) actions.push(...fixAll(document));
  return actions;
}

function fixesOf(document: Document, diagnostic: Diagnostic, settings: Settings): readonly CodeAction[] {
  return diagnostic.fixes.map((fix, index) =>
    action(document, titleOf(fix), toEdits(document, fix), {
      kind: CodeActionKind.QuickFix,
      diagnostics: [toProtocol(diagnostic, document, settings)],
      isPreferred: index === 0,
    }),
  );
}

const titleOf = ({ title }: Fix): string => title.charAt(0).toUpperCase() + title.slice(1);

const toEdits = ({ positions }: Document, { edits }: Fix): TextEdit[] =>
  edits.map(({ span, text }) => ({ range: positions.toRange(span), newText: text }));

function action(
  { uri }: Document,
  title: string,
  edits: TextEdit[],
  rest: { kind: string; diagnostics?: ProtocolDiagnostic[]; isPreferred?: boolean },
): CodeAction {
  return { title, ...rest, edit: { changes: { [uri]: edits } } };
}

const severityOf: ReadonlyMap<string, string> = new Map(
  [...allCodes, ...compilerCodes].map(({ code, severity }) => [code, severity]),
);

/** `// sage-allow CODE: reason` above the statement; errors cannot be allowed, and the reason is the author's to give. */
function allowance(document: Document, diagnostic: Diagnostic, settings: Settings): readonly CodeAction[] {
  const { code, severity } = diagnostic;
  if (severity === "error" || severityOf.get(code) === "error" || code === "SAGE2009") return [];
  const { source, positions, analysis } = document;
  const statement = statementsOf(analysis.file).findLast(
    ({ start, end }) => start <= diagnostic.span.start && diagnostic.span.start < end,
  );
  if (statement === undefined) return [];
  const lineStart = source.text.lastIndexOf("\n", statement.start - 1) + 1;
  const before = source.text.slice(lineStart, statement.start);
  const margin = /^[ \t]*/.exec(before)?.[0] ?? "";
  const comment = `// sage-allow ${code}: reason`;
  const newText = before.trim() === "" ? `${comment}\n${margin}` : `\n${margin}${comment}\n${margin}`;
  const place = { start: statement.start, end: statement.start };
  return [
    action(document, `Allow ${code} here, with a reason`, [{ range: positions.toRange(place), newText }], {
      kind: CodeActionKind.QuickFix,
      diagnostics: [toProtocol(diagnostic, document, settings)],
      isPreferred: false,
    }),
  ];
}

// -------------------------------------------------------------------------------------------------- fix all

function fixAll(document: Document): readonly CodeAction[] {
  const { source, positions, modules } = document;
  const { text } = mend(source, { modules });
  if (text === source.text) return [];
  const edits = lineEdits(source.text, text).map(({ span, text: newText }) => ({
    range: positions.toRange(span),
    newText,
  }));
  return [
    action(document, "Mend everything that is only misspelt", edits, { kind: CodeActionKind.SourceFixAll }),
  ];
}
