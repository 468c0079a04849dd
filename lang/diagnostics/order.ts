import type { Diagnostic } from "./diagnostic.js";

/** More than these are not shown for one file: the first ones explain the others. */
export const shownPerFile = 20;

const severities = { error: 0, warning: 1, info: 2 } as const;

/** By place, then the graver first, then by code. The order is the same on every run. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted(
    (a, b) =>
      a.span.start - b.span.start ||
      severities[a.severity] - severities[b.severity] ||
      a.code.localeCompare(b.code) ||
      a.span.end - b.span.end,
  );
}
