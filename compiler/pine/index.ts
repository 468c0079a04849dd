import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import { applyFix } from "../../lang/diagnostics/fix.js";
import { parse } from "../../lang/parse.js";
import { print } from "../../lang/printer/print.js";
import { createSource } from "../../lang/source.js";
import { check } from "../check.js";
import { formOf } from "./names.js";
import type { PineNote } from "./notes.js";
import { translate, type Pieces } from "./program.js";

export type { PineNote } from "./notes.js";

export interface PineOptions {
  /** What Pine takes from the chart. */
  readonly symbol?: string;
  readonly timeframe?: string;
  /** Name of the strategy; the script's title without one. */
  readonly name?: string;
}

export interface PineResult {
  /** The strategy, laid out as the formatter does. */
  readonly text: string;
  /** What a reader has to know, by the script's lines. */
  readonly notes: readonly PineNote[];
  /** What the checker says of the result. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Translates a TradingView script (Pine 4 to 6: inputs, `ta.*`, conditions, `strategy.*`, plots, alerts) into a
 * strategy. What has no counterpart is left out of the text and named in `notes` with line and reason; a statement that
 * rests on something left out is left out as well, so that no rule changes its meaning silently. Never throws.
 */
export function importPine(script: string, options: PineOptions = {}): PineResult {
  const pieces = translate(script.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  const written = mend(assemble(pieces, options));
  const source = createSource("imported.sage", written);
  const { file, diagnostics } = parse(source);
  const text = diagnostics.some(({ severity }) => severity === "error")
    ? written
    : (print(file, source) ?? written);
  return { text, notes: pieces.notes, diagnostics: check(createSource("imported.sage", text)).diagnostics };
}

function assemble(pieces: Pieces, { symbol = "BTCUSDT", timeframe = "1h", name }: PineOptions): string {
  const title = pieces.title.replace(/\s+/g, " ").trim();
  const missing = pieces.notes.filter(({ kind }) => kind === "not translated");
  const settings = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${heading} {\n${lines.join("\n")}\n}`];
  return [
    "sage 1",
    "",
    ...pieces.functions.flatMap((each) => [each, ""]),
    `/// ${title === "" ? "Imported from Pine." : `${title}, imported from Pine.`}`,
    `strategy ${name ?? (formOf(title) || "imported")} {`,
    ...missing.map(({ line, what, reason }) => `// not translated, line ${line}: ${what}: ${reason}`),
    ...settings("market", [
      `symbol: ${symbol}`,
      `timeframe: ${timeframe}`,
      ...(pieces.sells ? ["type: perpetual"] : []),
    ]),
    "",
    ...pieces.parameters,
    "",
    ...pieces.frames,
    "",
    ...pieces.lines,
    "",
    ...pieces.rules,
    "",
    pieces.size,
    ...settings("costs", pieces.costs),
    ...settings("fills", [
      ...(pieces.ignoresOpposite ? ["opposite: ignore"] : []),
      ...(pieces.pyramiding > 1 ? [`pyramiding: ${pieces.pyramiding}`] : []),
    ]),
    "",
    ...pieces.shown,
    "}",
    "",
  ].join("\n");
}

/**
 * Pine compares prices with plain numbers; here a level has a unit. Only the checker knows which number is a price, so
 * its own mends are applied: they give a number its unit and change nothing else.
 */
function mend(text: string): string {
  let mended = text;
  for (let round = 0; round < 50; round++) {
    const { diagnostics } = check(createSource("imported.sage", mended));
    const fix = diagnostics
      .filter(({ code }) => code === "SAGE2104" || code === "SAGE2105")
      .flatMap(({ fixes }) => fixes)
      .find(({ edits }) => edits.every((edit) => /^(?:price|quantity|money)\(/.test(edit.text)));
    if (fix === undefined) return mended;
    mended = applyFix(mended, fix);
  }
  return mended;
}
