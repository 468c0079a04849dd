import { positionAt, type Position, type Source, type Span } from "../source.js";
import type { Diagnostic, Severity } from "./diagnostic.js";

interface Place {
  readonly start: Position;
  readonly end: Position;
}

/** A diagnostic as scripts and editors of users read it; lines and columns from 1, offsets in UTF-16 units from 0. */
export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly label: string;
  readonly why: string | null;
  readonly note: string | null;
  readonly help: readonly string[];
  readonly span: Place;
  readonly related: readonly { readonly message: string; readonly span: Place }[];
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly { readonly span: Place; readonly text: string }[];
  }[];
}

const orNull = (text: string | undefined) => (text === undefined || text === "" ? null : text);

export function diagnosticToJson(diagnostic: Diagnostic, source: Source): JsonDiagnostic {
  const place = (span: Span): Place => ({
    start: positionAt(source, span.start),
    end: positionAt(source, span.end),
  });
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    label: diagnostic.label,
    why: orNull(diagnostic.why),
    note: orNull(diagnostic.note),
    help: diagnostic.help,
    span: place(diagnostic.span),
    related: diagnostic.related.map(({ message, span }) => ({ message, span: place(span) })),
    fixes: diagnostic.fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, text }) => ({ span: place(span), text })),
    })),
  };
}
