import type { Diagnostic, Source } from "../lang/index.js";
import { renderDiagnostic } from "../lang/diagnostics/render.js";
import { wantsAscii, wantsColour, widthOf } from "./terminal.js";

export interface DiagnosticCounts {
  readonly errors: number;
  readonly warnings: number;
}

export function countDiagnostics(diagnostics: readonly Diagnostic[]): DiagnosticCounts {
  const having = (severity: Diagnostic["severity"]) =>
    diagnostics.filter((one) => one.severity === severity).length;
  return { errors: having("error"), warnings: having("warning") };
}

/** Diagnostics as frames for a terminal, most of a blank line between them. */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: Source,
  stream: NodeJS.WriteStream = process.stderr,
): void {
  const options = { colour: wantsColour(stream), ascii: wantsAscii(), width: widthOf(stream) };
  for (const diagnostic of diagnostics) stream.write(`${renderDiagnostic(diagnostic, source, options)}\n\n`);
}

export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
