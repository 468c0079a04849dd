import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { createSource } from "../../../lang/index.js";
import { createPositions, type Encoding } from "../positions.js";

/** A repeatable source of chance (Lehmer, 1951). */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const pieces = [
  "let x = close\n",
  "}",
  "{",
  " ",
  "ema(close, 12)",
  "é",
  "𝒳",
  "// note\n",
  "\r\n",
  "\t",
  "enter long when ",
  "",
];

/** One random edit of a text, as a client counts it, with the text it must leave. */
export function randomEdit(
  text: string,
  next: (below: number) => number,
  encoding: Encoding,
): { readonly change: TextDocumentContentChangeEvent; readonly after: string } {
  const positions = createPositions(createSource("a", text), encoding);
  const whole = (offset: number) => positions.toOffset(positions.toPosition(offset));
  const start = whole(next(text.length + 1));
  const end = whole(Math.min(text.length, start + next(12)));
  const span = { start: Math.min(start, end), end: Math.max(start, end) };
  const piece = pieces[next(pieces.length)] ?? "";
  return {
    change: { range: positions.toRange(span), text: piece },
    after: text.slice(0, span.start) + piece + text.slice(span.end),
  };
}
