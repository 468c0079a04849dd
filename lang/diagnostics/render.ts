import { positionAt, type Source, type Span } from "../source.js";
import type { Diagnostic, Severity } from "./diagnostic.js";
import { cleanSentence } from "./display.js";
import { renderLines, type Mark } from "./frame.js";
import { shownPerFile, sortDiagnostics } from "./order.js";

export interface RenderOptions {
  /** ANSI colours; they never carry meaning alone. */
  readonly colour?: boolean;
  /** Only characters that every terminal has. */
  readonly ascii?: boolean;
  /** Columns of the terminal; longer source lines are cut around the marked place. 0 cuts nothing. */
  readonly width?: number;
}

export type Paint = (text: string, role: Severity | "frame" | "help" | "title" | "related") => string;

const codes = { error: 31, warning: 33, info: 36, frame: 34, help: 32, title: 1, related: 34 } as const;

const paintAnsi: Paint = (text, role) => {
  const bold = role === "error" || role === "warning" || role === "info" ? "1;" : "";
  return text === "" ? "" : `\u001b[${bold}${codes[role]}m${text}\u001b[0m`;
};
const paintNothing: Paint = (text) => text;

/** A diagnostic as a frame for the terminal, without a final line break. */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  source: Source,
  options: RenderOptions = {},
): string {
  const ascii = options.ascii === true;
  const paint = options.colour === true ? paintAnsi : paintNothing;
  const say = (text: string) => cleanSentence(text, ascii);
  const { line, column } = positionAt(source, diagnostic.span.start);
  const marks: Mark[] = [
    { span: diagnostic.span, label: say(diagnostic.label), primary: true },
    ...diagnostic.related.map(({ span, message }) => ({ span, label: say(message), primary: false })),
  ];
  const gutter = Math.max(2, ...marks.map(({ span }) => String(lastLine(source, span)).length));
  const margin = " ".repeat(gutter + 1);
  const corner = ascii ? "-->" : "┌─";
  const lines = [
    `${paint(`${diagnostic.severity} ${diagnostic.code}`, diagnostic.severity)}: ${paint(say(diagnostic.message), "title")}`,
    `${margin}${paint(corner, "frame")} ${cleanSentence(source.path, ascii)}:${line}:${column}`,
    ...renderLines(source, marks, {
      gutter,
      ascii,
      width: options.width ?? 0,
      paint: (text, role) => paint(text, role === "primary" ? diagnostic.severity : role),
    }),
  ];
  const add = (word: string, text: string | undefined) => {
    if (text === undefined || text === "") return;
    lines.push(
      `${margin}${paint("=", "frame")} ${paint(word.padEnd(5), word === "help" ? "help" : "frame")} ${say(text)}`,
    );
  };
  add("why", diagnostic.why);
  add("note", diagnostic.note);
  for (const help of diagnostic.help) add("help", help);
  lines.push(`${margin}more: sage explain ${diagnostic.code}`);
  return lines.join("\n");
}

function lastLine(source: Source, span: Span): number {
  return positionAt(source, Math.max(span.start, span.end - 1)).line;
}

/** The diagnostics of one file in order, at most twenty of them, with a last line that counts the others. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: Source,
  options: RenderOptions = {},
): string {
  const sorted = sortDiagnostics(diagnostics);
  const frames = sorted
    .slice(0, shownPerFile)
    .map((diagnostic) => renderDiagnostic(diagnostic, source, options));
  const hidden = sorted.length - frames.length;
  if (hidden > 0)
    frames.push(
      `${hidden} more in ${cleanSentence(source.path, options.ascii === true)}: mend the first ones and check again`,
    );
  return frames.join("\n\n");
}
