import type { Span } from "../source.js";
import type { Diagnostic, Fix, Related, Severity } from "./diagnostic.js";

/** What a check reports about one place: the holes of the code's texts, and where. */
export interface Report<Holes> {
  readonly span: Span;
  readonly holes: Holes;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

type Words<Holes> = string | ((holes: Holes) => string | undefined);

/** One diagnostic code: its texts with typed holes, and a broken and a sound program that prove it. */
export interface DiagnosticCode<Holes> {
  readonly code: string;
  readonly severity: Severity;
  /** A few words for lists: "units differ". */
  readonly summary: string;
  readonly message: Words<Holes>;
  readonly label?: Words<Holes>;
  readonly why?: Words<Holes>;
  readonly note?: Words<Holes>;
  readonly help?: (holes: Holes) => readonly string[];
  /** What `sage explain` adds: a paragraph or two for a trader. */
  readonly explanation: string;
  /** A program that gives exactly this code; `[[` and `]]` mark the reported place. */
  readonly bad: string;
  /** The same program, mended: gives no diagnostic. */
  readonly good: string;
}

/** Declares a code. The result creates diagnostics; holes that are missing or wrong do not compile. */
export function defineDiagnostic<Holes = Record<never, never>>(definition: DiagnosticCode<Holes>) {
  const say = (words: Words<Holes> | undefined, holes: Holes) =>
    typeof words === "function" ? words(holes) : words;
  const create = (report: Report<Holes>): Diagnostic => ({
    code: definition.code,
    severity: definition.severity,
    message: say(definition.message, report.holes) ?? "",
    span: report.span,
    label: say(definition.label, report.holes) ?? "",
    why: say(definition.why, report.holes),
    note: say(definition.note, report.holes),
    help: definition.help?.(report.holes) ?? [],
    related: report.related ?? [],
    fixes: report.fixes ?? [],
  });
  return Object.assign(create, { definition });
}
