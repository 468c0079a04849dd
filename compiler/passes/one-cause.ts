import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Span } from "../../lang/source.js";
import type { File } from "../../lang/tree.js";

/**
 * One cause, one diagnostic. What is found again in another copy of a function is told once; warnings inside functions
 * come from what one caller passes and are left out; a warning about a place where something is wrong anyway waits
 * until that is mended.
 */
export function oneCause(file: File, found: readonly Diagnostic[]): readonly Diagnostic[] {
  const bodies = file.declarations.filter((each) => each.kind === "function");
  const errors = found.filter((each) => each.severity === "error");
  const told = new Set<string>();
  return found.filter((each) => {
    const key = `${each.code} ${each.span.start} ${each.span.end}`;
    if (told.has(key)) return false;
    told.add(key);
    if (each.severity === "error") return true;
    const fromCaller =
      !each.code.startsWith("SAGE1") &&
      each.code !== "SAGE2004" &&
      bodies.some(({ name, span }) => isWithin(each.span, span) && each.span.start > name.span.end);
    return !fromCaller && !errors.some((error) => touch(error.span, each.span));
  });
}

const isWithin = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

const touch = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
