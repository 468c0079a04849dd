import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import {
  badDate,
  badDuration,
  bareFraction,
  foreignName,
  strayCharacter,
  unclosedText,
  unknownEscape,
} from "./diagnostics/codes/index.js";
import { shorten } from "./diagnostics/quote.js";
import type { Span } from "./source.js";
import { readDate } from "./literals.js";
import { Literals, Signs, Slips, Words } from "./tokens.js";

/** Reports what is wrong with a token in itself, whatever stands around it. */
export function createDamage(token: IToken): Diagnostic | undefined {
  switch (token.tokenType) {
    case Slips.Stray:
      return reportStray(token);
    case Slips.OddText:
      return reportOddText(token);
    case Slips.UnclosedText:
      return reportUnclosedText(token);
    case Slips.StuckNumber:
      return reportStuckNumber(token);
    case Slips.BareFraction:
      return replaceToken(token, `0${token.image}`, (fix) =>
        bareFraction({ ...fix, holes: { instead: `0${token.image}` } }),
      );
    case Slips.ForeignName:
      return reportForeignName(token);
    case Literals.Date:
      return Number.isNaN(readDate(token.image))
        ? badDate({ span: spanOf(token), holes: { written: shorten(token.image) } })
        : undefined;
    case Literals.Text:
      return token.image.includes("\\") ? reportEscape(token) : undefined;
    default:
      return undefined;
  }
}

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

function replaceToken(
  token: IToken,
  text: string,
  create: (report: { span: Span; fixes: Diagnostic["fixes"] }) => Diagnostic,
): Diagnostic {
  const span = spanOf(token);
  const title = text === "" ? "remove it" : `write \`${text}\``;
  return create({ span, fixes: [{ title, edits: [{ span, text }] }] });
}

interface Meant {
  readonly text: string;
  /** The token that is read in its place; undefined where nothing is. */
  readonly token: TokenType | undefined;
}

const nothing: Meant = { text: "", token: undefined };

/** What people mean by a sign that the language does not have. */
const insteadOf: ReadonlyMap<string, Meant> = new Map([
  [";", nothing],
  ["#", { text: "//", token: undefined }],
  ["&&", { text: "and", token: Words.And }],
  ["||", { text: "or", token: Words.Or }],
  ["!", { text: "not ", token: Words.Not }],
  ["≤", { text: "<=", token: Signs.LessEqual }],
  ["≥", { text: ">=", token: Signs.GreaterEqual }],
  ["≠", { text: "!=", token: Signs.NotEqual }],
  ["×", { text: "*", token: Signs.Star }],
  ["·", { text: "*", token: Signs.Star }],
  ["÷", { text: "/", token: Signs.Slash }],
  ["−", { text: "-", token: Signs.Minus }],
  ["–", { text: "-", token: Signs.Minus }],
  ["—", { text: "-", token: Signs.Minus }],
  ["…", { text: "..", token: Signs.DotDot }],
  ["→", { text: "->", token: Signs.Arrow }],
  ...["\u200b", "\u200c", "\u200d", "\u2060", "\u00ad"].map((invisible) => [invisible, nothing] as const),
]);

/** The token that a stray sign clearly stands for. */
export function meantToken(image: string): TokenType | undefined {
  return insteadOf.get(image)?.token;
}

function reportStray(token: IToken): Diagnostic {
  const { image } = token;
  const instead = insteadOf.get(image)?.text;
  const holes = { shown: showCharacters(image), instead, why: explainStray(image) };
  if (instead === undefined && /[$@#^~\\`&|]/.test(image))
    return strayCharacter({ span: spanOf(token), holes });
  return replaceToken(token, instead ?? "", (fix) => strayCharacter({ ...fix, holes }));
}

function explainStray(image: string): string | undefined {
  if (image.includes("\ufffd")) return "the file is not UTF-8, or was damaged on the way: save it as UTF-8";
  if (image.includes("\0")) return "a NUL character: the file is UTF-16 or not text; save it as UTF-8";
  return undefined;
}

/** The first character as it is seen, or its number when it cannot be seen. */
function showCharacters(image: string): string {
  if (image === "&&" || image === "||") return `\`${image}\``;
  const code = image.codePointAt(0) ?? 0;
  const visible = !/[\p{C}\p{Z}\ufffd]/u.test(String.fromCodePoint(code));
  const shown = visible
    ? `\`${String.fromCodePoint(code)}\``
    : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return image.length > String.fromCodePoint(code).length ? `${shown} and what follows it` : shown;
}

function reportOddText(token: IToken): Diagnostic {
  const inner = token.image.slice(1, -1).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const instead = `"${inner}"`;
  return replaceToken(token, instead, (fix) =>
    strayCharacter({
      ...fix,
      holes: {
        shown: `the quote \`${token.image.charAt(0)}\``,
        instead,
        why: "texts stand in straight double quotes; word processors and web pages bend them",
      },
    }),
  );
}

function reportUnclosedText(token: IToken): Diagnostic {
  // The text most likely ends with its first stretch of words; a brace begins the block that follows it.
  const brace = token.image.search(/\s*\{\s*$/);
  const end = token.startOffset + (brace > 0 ? brace : token.image.trimEnd().length);
  const dangling = /(?:^|[^\\])(?:\\\\)*\\$/.test(token.image.trimEnd());
  const insert = { span: { start: end, end }, text: dangling ? '\\"' : '"' };
  return unclosedText({
    span: { start: token.startOffset, end },
    holes: {},
    fixes: [{ title: "close the text", edits: [insert] }],
  });
}

const units: ReadonlyMap<string, string> = new Map(
  Object.entries({
    s: "sec secs second seconds",
    m: "min mins minute minutes",
    h: "hr hrs hour hours H",
    d: "day days D",
    w: "week weeks W wk wks",
    mo: "month months mon M",
    y: "year years yr yrs Y",
    " bars": "bar bars candles candle",
    " ticks": "tick ticks",
    "%": "pct percent pc",
  }).flatMap(([unit, spellings]) => spellings.split(" ").map((spelling) => [spelling, unit] as const)),
);

/** `15m` for `15min`, `0.1%` for `10bps`, `2020-12-31` for `31.12.2020`. */
function meantNumber(image: string): string | undefined {
  const [, day, month, year] = /^(\d\d?)\.(\d\d?)\.(\d{4})$/.exec(image) ?? [];
  if (day !== undefined && month !== undefined && year !== undefined)
    return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const [, digits = "", letters = ""] = /^([\d_.]+)(.*)$/.exec(image) ?? [];
  if (/^bps?$/i.test(letters))
    return `${Number((Number(digits.replaceAll("_", "")) / 100).toPrecision(12))}%`;
  const unit = units.get(letters);
  return unit === undefined ? undefined : `${digits}${unit}`;
}

function reportStuckNumber(token: IToken): Diagnostic {
  const span = spanOf(token);
  const suggestion = meantNumber(token.image);
  if (suggestion === undefined)
    return badDuration({ span, holes: { written: shorten(token.image), suggestion } });
  return replaceToken(token, suggestion, (fix) =>
    badDuration({ ...fix, holes: { written: shorten(token.image), suggestion } }),
  );
}

/** A name with its accents taken off, or undefined when other letters remain. */
export function foldForeignLetters(name: string): string | undefined {
  const folded = name
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "");
  return /^[A-Za-z_]\w*$/.test(folded) ? folded : undefined;
}

function reportForeignName(token: IToken): Diagnostic {
  const suggestion = foldForeignLetters(token.image);
  const holes = { written: shorten(token.image), suggestion };
  if (suggestion === undefined) return foreignName({ span: spanOf(token), holes });
  return replaceToken(token, suggestion, (fix) => foreignName({ ...fix, holes }));
}

function reportEscape(token: IToken): Diagnostic | undefined {
  const escape = /^(?:[^\\]|\\["\\nt])*?(\\[^"\\nt])/.exec(token.image);
  const written = escape?.[1];
  if (escape === null || written === undefined) return undefined;
  const start = token.startOffset + escape[0].length - written.length;
  return unknownEscape({
    span: { start, end: start + written.length },
    holes: { written },
    fixes: [{ title: "double the backslash", edits: [{ span: { start, end: start }, text: "\\" }] }],
  });
}
