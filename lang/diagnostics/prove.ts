import { createSource, positionAt, type Source, type Span } from "../source.js";
import type { DiagnosticCode } from "./define.js";
import type { Diagnostic } from "./diagnostic.js";
import { applyFix } from "./fix.js";

/** A program without its marks, and the place they marked. */
export interface MarkedProgram {
  readonly source: Source;
  readonly span: Span;
}

/** Takes the first `[[` and the last `]]` out of a program. Throws when they are not there. */
export function readMarkedProgram(program: string): MarkedProgram {
  const start = program.indexOf("[[");
  const end = program.lastIndexOf("]]");
  if (start === -1 || end < start) throw new Error("the program has no place marked with [[ and ]]");
  const text = program.slice(0, start) + program.slice(start + 2, end) + program.slice(end + 2);
  return { source: createSource("bad.sage", text), span: { start, end: end - 2 } };
}

/**
 * Holds a code to its promises: `bad` gives exactly this code at the marked place, `good` gives nothing, and each fix of `bad`
 * leaves a program without errors. Returns a sentence for each promise that is broken.
 */
export function proveCode(
  definition: DiagnosticCode<never>,
  check: (source: Source) => readonly Diagnostic[],
): readonly string[] {
  const { code } = definition;
  const { source, span } = readMarkedProgram(definition.bad);
  const found = check(source);
  const problems: string[] = [];
  if (found.length !== 1 || found[0]?.code !== code) {
    problems.push(
      `bad: expected only ${code}, found ${found.length === 0 ? "nothing" : list(found, source)}`,
    );
  }
  const hit = found.find((diagnostic) => diagnostic.code === code);
  if (hit !== undefined && (hit.span.start !== span.start || hit.span.end !== span.end)) {
    problems.push(`bad: expected at ${place(source, span)}, found at ${place(source, hit.span)}`);
  }
  if (hit !== undefined) problems.push(...checkWords(hit));
  const good = createSource("good.sage", definition.good);
  const left = check(good);
  if (left.length > 0) problems.push(`good: found ${list(left, good)}`);
  for (const fix of hit?.fixes ?? []) {
    const fixed = createSource("fixed.sage", applyFix(source.text, fix));
    const errors = check(fixed).filter(({ severity, code: other }) => severity === "error" || other === code);
    if (errors.length > 0) problems.push(`fix "${fix.title}": leaves ${list(errors, fixed)}\n${fixed.text}`);
  }
  return problems;
}

/** The rules of style that can be checked: length of the title, no compiler's words, at most two helps. */
function checkWords(diagnostic: Diagnostic): readonly string[] {
  const problems: string[] = [];
  const { message, help } = diagnostic;
  if (message.length > 70) problems.push(`title longer than 70 characters: ${message}`);
  if (/\b(token|AST|unexpected|invalid|syntax)\b/i.test(message))
    problems.push(`a compiler's word in: ${message}`);
  if (/[.!]$/.test(message)) problems.push(`title ends like a sentence: ${message}`);
  if (help.length > 2) problems.push(`${help.length} helps; two are enough`);
  return problems;
}

function place(source: Source, span: Span): string {
  const from = positionAt(source, span.start);
  const to = positionAt(source, span.end);
  return `${from.line}:${from.column} to ${to.line}:${to.column}`;
}

function list(diagnostics: readonly Diagnostic[], source: Source): string {
  return diagnostics
    .map(({ code, span, message }) => `${code} at ${place(source, span)} (${message})`)
    .join("; ");
}
