import { renderDiagnostics } from "./diagnostics/render.js";
import { readTokens } from "./lexer.js";
import { parse } from "./parse.js";
import { print } from "./printer/print.js";
import { createSource, type Span } from "./source.js";

/**
 * Throws damaged texts at the reader and holds it to its promises. The short run of the tests and the long one by hand
 * (`NAILSAGE_FUZZ_MINUTES=10 npx vitest run lang/fuzz.test.ts`) are the same.
 */

/** A small generator with a seed, so that a failure can be repeated (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = (below: number) => number;

const pick = <T>(random: Random, items: readonly T[]): T | undefined => items[random(items.length)];

const bytes = [
  "\0",
  "\ufeff",
  "\ufffd",
  "\u202e",
  "\u001b[31m",
  "\r",
  "\r\n",
  "\n",
  "\t",
  "\v",
  "\u2028",
  "😀",
  "é",
  "\ud800",
  "\udc00",
];
const signs = Array.from("{}()[]<>=+-*/%.,:;?!\"'`~@#$&|\\^_0123456789 \n");
const words =
  "strategy let param enter exit when if then else and or not in crosses state from for of at bars stop take na".split(
    " ",
  );

/** One damage: a character, a token, a line or a stretch is changed, taken out, doubled or moved. */
function damage(text: string, random: Random): string {
  const at = random(text.length + 1);
  const length = 1 + random(random(4) === 0 ? 200 : 8);
  switch (random(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + (pick(random, signs) ?? "") + text.slice(at);
    case 2:
      return text.slice(0, at) + (pick(random, bytes) ?? "") + text.slice(at);
    case 3:
      return `${text.slice(0, at)} ${pick(random, words) ?? ""} ${text.slice(at)}`;
    case 4:
      return text.slice(0, at) + text.slice(at, at + length).repeat(1 + random(40)) + text.slice(at + length);
    case 5: {
      const to = random(text.length + 1);
      const piece = text.slice(at, at + length);
      const rest = text.slice(0, at) + text.slice(at + length);
      return rest.slice(0, to) + piece + rest.slice(to);
    }
    case 6: {
      const lines = text.split("\n");
      lines.splice(random(lines.length), 1 + random(3));
      return lines.join("\n");
    }
    case 7:
      return text.slice(0, at);
    default: {
      const { tokens } = readTokens(createSource("", text));
      const [from, to] = [pick(random, tokens), pick(random, tokens)];
      if (from === undefined || to === undefined) return text;
      return text.slice(0, to.startOffset) + from.image + text.slice(to.startOffset + to.image.length);
    }
  }
}

/** A text damaged several times, or noise. */
export function createMutant(texts: readonly string[], random: Random): string {
  if (random(40) === 0)
    return Array.from({ length: random(400) }, () => String.fromCharCode(random(0x10000))).join("");
  if (random(40) === 0)
    return Array.from({ length: random(400) }, () => pick(random, [...signs, ...words, ...bytes])).join(
      random(2) === 0 ? " " : "",
    );
  let text = pick(random, texts) ?? "";
  for (let count = 1 + random(6); count > 0; count -= 1) text = damage(text, random);
  return text;
}

/** Reads, shows and prints a text; throws when a promise is broken. */
export function checkPromises(text: string): void {
  const source = createSource("fuzz.sage", text);
  const { file, diagnostics } = parse(source);
  const inside = ({ start, end }: Span) => start >= 0 && start <= end && end <= source.text.length;
  let last = 0;
  for (const diagnostic of diagnostics) {
    const spans = [diagnostic.span, ...diagnostic.related.map(({ span }) => span)];
    const edits = diagnostic.fixes.flatMap((fix) => fix.edits.map(({ span }) => span));
    if (![...spans, ...edits].every(inside)) throw new Error(`${diagnostic.code} lies outside of the text`);
    if (diagnostic.span.start < last) throw new Error("the diagnostics are out of order");
    last = diagnostic.span.start;
    if (diagnostic.message.length > 80) throw new Error(`a long title: ${diagnostic.message}`);
    if (/undefined|NaN|\[object/.test(diagnostic.message))
      throw new Error(`a hole was not filled: ${diagnostic.message}`);
  }
  checkSpans(file, inside);
  const shown = renderDiagnostics(diagnostics, source, { width: 100 });
  // oxlint-disable-next-line no-control-regex -- exactly these must not reach a terminal
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(shown))
    throw new Error("a control character reaches the terminal");
  const broken = diagnostics.some(({ severity }) => severity === "error");
  const printed = print(file, source);
  if ((printed === null) !== broken)
    throw new Error(broken ? "printed a file with mistakes" : "a sound file was not printed");
  if (!broken && hasDamage(file)) throw new Error("damage without a diagnostic");
}

function checkSpans(node: unknown, inside: (span: Span) => boolean): void {
  if (Array.isArray(node)) for (const item of node) checkSpans(item, inside);
  if (typeof node !== "object" || node === null || Array.isArray(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "span" && !inside(value))
      throw new Error(`a node lies outside of the text: ${JSON.stringify(node).slice(0, 200)}`);
    if (key !== "span") checkSpans(value, inside);
  }
}

function hasDamage(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return ("kind" in node && node.kind === "damaged") || Object.values(node).some(hasDamage);
}
