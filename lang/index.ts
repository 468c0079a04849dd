export * from "./tree.js";
export { createSource, positionAt, type Position, type Source, type Span } from "./source.js";
export { editions, migrate, type Edition, type Migration } from "./editions.js";
export { parse, parseExpression, type ParseResult } from "./parse.js";
export {
  findWord,
  futureWords,
  isReservedName,
  isReservedWord,
  words,
  type Word,
  type WordRole,
} from "./tokens.js";
export type { Diagnostic, Fix, Related, Severity } from "./diagnostics/diagnostic.js";
export { defineDiagnostic, type DiagnosticCode, type Report } from "./diagnostics/define.js";
export { allCodes } from "./diagnostics/codes/index.js";
export { suggest } from "./diagnostics/suggest.js";
export { shownPerFile, sortDiagnostics } from "./diagnostics/order.js";
export { renderDiagnostic, renderDiagnostics, type RenderOptions } from "./diagnostics/render.js";
export { diagnosticToJson, type JsonDiagnostic } from "./diagnostics/json.js";
export { applyFix, applyFixes } from "./diagnostics/fix.js";
export { print, printRead, printTree } from "./printer/print.js";
export { layOutFile, layOutRanges } from "./printer/ranges.js";
export { applyEdits, type Edit } from "./printer/line-edits.js";
export { printExpression } from "./printer/expressions.js";
export { sameMeaning } from "./printer/same.js";
export { quoteWord, shorten } from "./diagnostics/quote.js";
