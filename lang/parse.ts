import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { sortDiagnostics } from "./diagnostics/order.js";
import { readTokens } from "./lexer.js";
import { SageParser } from "./parser/sage-parser.js";
import type { Source } from "./source.js";
import { joinPastedLines, recogniseLanguage } from "./other-language.js";
import type { Expression, File } from "./tree.js";

let parser: SageParser | undefined;

/** Built on first use: it costs more than reading a file. */
function getParser(): SageParser {
  parser ??= new SageParser(false);
  return parser;
}

/** What reading a file gives: always a tree, with damaged nodes where the diagnostics (in source order) say why. */
export interface ParseResult {
  readonly file: File;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file. Never throws, whatever the text. */
export function parse(source: Source): ParseResult {
  const { file, diagnostics } = getParser().readFile(readTokens(source));
  if (!diagnostics.some(({ severity }) => severity === "error")) return { file, diagnostics };
  const other = recogniseLanguage(source);
  if (other !== undefined) return { file: { ...file, uses: [], declarations: [] }, diagnostics: [other] };
  return { file, diagnostics: joinPastedLines(source, sortDiagnostics(diagnostics)) };
}

/** Reads a text that is one expression, as `sage eval` is given it. Never throws. */
export function parseExpression(source: Source): {
  readonly expression: Expression;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { expression, diagnostics } = getParser().readExpression(readTokens(source));
  return { expression, diagnostics: sortDiagnostics(diagnostics) };
}
