import { createToken, Lexer, type TokenType } from "chevrotain";

/**
 * The one table of the language's words and signs. The lexer, the parser, the "did you mean" lists and the
 * editor grammar read it.
 */

/** What a word is for; an editor colours by it. */
export type WordRole = "declaration" | "statement" | "operator" | "value" | "connective";

export interface Word {
  readonly text: string;
  readonly role: WordRole;
  /** A reserved word can never be a name; the others are names wherever they cannot be the statement. */
  readonly reserved: boolean;
  readonly token: TokenType;
}

// ------------------------------------------------------------------------------------- starting characters

// Starting characters of patterns: those of characters beyond Latin are one of each of the lexer's buckets of 255 codes.
// The lexer could work most of them out itself, which takes it longer than reading a file.
const beyondLatin = Array.from({ length: 258 }, (_, index) => 255 + index * 255).filter(
  (code) => code < 65536,
);
const latinSupplement = Array.from({ length: 128 }, (_, index) => 128 + index);
const foreign = [...latinSupplement, ...beyondLatin];
const codesOf = (characters: string) => Array.from(characters, (character) => character.charCodeAt(0));
const digitCharacters = codesOf("0123456789");
const wordCharacters = codesOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");
const strange = codesOf("!#$&'@\\^`|~;\u007f");
const controls = Array.from({ length: 32 }, (_, code) => code).filter((code) => code < 9 || code > 13);

// ------------------------------------------------------------------------------------------------- words

const category = (name: string): TokenType => createToken({ name, pattern: Lexer.NA });

/** The signs and words between two operands, `crosses` and `in` apart. */
export const Infix = category("Infix");
/** Every way to write a text, well or badly. */
export const AnyText = category("AnyText");
/** `bars`, `ticks` after a number. */
export const CountUnit = category("CountUnit");
/** `above`, `below` after `crosses`. */
export const Direction = category("Direction");
/** `long`, `short`, `all` after `enter` and `exit`. */
export const SideWord = category("SideWord");
/** Headings of a strategy's sections. */
export const SectionWord = category("SectionWord");
/** Words that can never be a name. */
export const ReservedWord = category("ReservedWord");

export const Identifier = createToken({
  name: "Identifier",
  pattern: /[A-Za-z_]\w*(?![\w\u0080-\uffff])/,
  start_chars_hint: wordCharacters,
});

const table: Word[] = [];

function word(text: string, role: WordRole, reserved: boolean, categories: TokenType[] = []): TokenType {
  const name = `${text.charAt(0).toUpperCase()}${text.slice(1)}Word`;
  const all = [reserved ? ReservedWord : Identifier, ...categories];
  const token = createToken({ name, pattern: Lexer.NA, categories: all });
  table.push({ text, role, reserved, token });
  return token;
}

const reservedWord = (text: string, role: WordRole, categories?: TokenType[]) =>
  word(text, role, true, categories);
const softWord = (text: string, role: WordRole, categories?: TokenType[]) =>
  word(text, role, false, categories);

export const Words = {
  Strategy: reservedWord("strategy", "declaration"),
  Fn: reservedWord("fn", "declaration"),
  Const: reservedWord("const", "declaration"),
  Sage: softWord("sage", "declaration"),
  Use: softWord("use", "declaration"),
  Experiment: softWord("experiment", "declaration"),
  Portfolio: softWord("portfolio", "declaration"),
  Test: softWord("test", "declaration"),

  Param: reservedWord("param", "statement"),
  Require: reservedWord("require", "statement"),
  Let: reservedWord("let", "statement"),
  State: reservedWord("state", "statement"),
  Enter: reservedWord("enter", "statement"),
  Exit: reservedWord("exit", "statement"),
  Return: reservedWord("return", "statement"),
  Market: softWord("market", "statement", [SectionWord]),
  Costs: softWord("costs", "statement", [SectionWord]),
  Fills: softWord("fills", "statement", [SectionWord]),
  Risk: softWord("risk", "statement", [SectionWord]),
  Frame: softWord("frame", "statement"),
  Feed: softWord("feed", "statement"),
  Model: softWord("model", "statement"),
  Features: softWord("features", "statement"),
  Target: softWord("target", "statement"),
  Algorithm: softWord("algorithm", "statement"),
  Train: softWord("train", "statement"),
  Position: softWord("position", "statement"),
  Size: softWord("size", "statement"),
  Cooldown: softWord("cooldown", "statement"),
  Halt: softWord("halt", "statement"),
  Gaps: softWord("gaps", "statement"),
  Plot: softWord("plot", "statement"),
  Alert: softWord("alert", "statement"),
  Stop: softWord("stop", "statement"),
  Take: softWord("take", "statement"),
  Trail: softWord("trail", "statement"),
  Expire: softWord("expire", "statement"),
  Limit: softWord("limit", "statement"),
  With: softWord("with", "statement"),
  Expect: softWord("expect", "statement"),

  Or: reservedWord("or", "operator", [Infix]),
  And: reservedWord("and", "operator", [Infix]),
  Mod: reservedWord("mod", "operator", [Infix]),
  In: reservedWord("in", "operator"),
  Crosses: reservedWord("crosses", "operator"),
  Not: reservedWord("not", "operator"),
  If: reservedWord("if", "operator"),
  Then: reservedWord("then", "operator"),
  Else: reservedWord("else", "operator"),

  True: reservedWord("true", "value"),
  False: reservedWord("false", "value"),
  Na: reservedWord("na", "value"),
  Prev: reservedWord("prev", "value"),

  When: reservedWord("when", "connective"),
  From: softWord("from", "connective"),
  Step: softWord("step", "connective"),
  For: softWord("for", "connective"),
  Of: softWord("of", "connective"),
  As: softWord("as", "connective"),
  At: softWord("at", "connective"),
  Every: softWord("every", "connective"),
  Per: softWord("per", "connective"),
  After: softWord("after", "connective"),
  Max: softWord("max", "connective"),
  Fixed: softWord("fixed", "connective"),
  Volatility: softWord("volatility", "connective"),
  Kelly: softWord("kelly", "connective"),
  Over: softWord("over", "connective"),
  Scaled: softWord("scaled", "connective"),
  By: softWord("by", "connective"),
  Trades: softWord("trades", "connective"),
  Above: softWord("above", "connective", [Direction]),
  Below: softWord("below", "connective", [Direction]),
  Long: softWord("long", "value", [SideWord]),
  Short: softWord("short", "value", [SideWord]),
  All: softWord("all", "value", [SideWord]),
  Bar: softWord("bar", "value", [CountUnit]),
  Bars: softWord("bars", "value", [CountUnit]),
  Tick: softWord("tick", "value", [CountUnit]),
  Ticks: softWord("ticks", "value", [CountUnit]),
} as const;

/** All words of the language with what they are for. */
export const words: readonly Word[] = table;

/** Words kept for later editions: they begin no statement and name nothing yet. */
export const futureWords: ReadonlySet<string> = new Set(["universe", "rank", "match", "phase", "import"]);

const byText: ReadonlyMap<string, Word> = new Map(table.map((entry) => [entry.text, entry]));

export function findWord(text: string): Word | undefined {
  return byText.get(text);
}

/** Whether a word can never be a name (`when`), as against one that can (`stop`). */
export function isReservedWord(text: string): boolean {
  return byText.get(text)?.reserved === true;
}

/** Whether nothing may be declared under this name: a reserved word, or one kept for a later edition. */
export function isReservedName(text: string): boolean {
  return isReservedWord(text) || futureWords.has(text);
}

// ------------------------------------------------------------------------------------------------- signs

const sign = (name: string, pattern: string, categories: TokenType[] = []) =>
  createToken({ name, pattern, categories });

export const Signs = {
  DotDot: sign("DotDot", ".."),
  Dot: sign("Dot", "."),
  Comma: sign("Comma", ","),
  Arrow: sign("Arrow", "->"),
  Coalesce: sign("Coalesce", "??", [Infix]),
  Question: sign("Question", "?"),
  EqualEqual: sign("EqualEqual", "==", [Infix]),
  NotEqual: sign("NotEqual", "!=", [Infix]),
  LessEqual: sign("LessEqual", "<=", [Infix]),
  GreaterEqual: sign("GreaterEqual", ">=", [Infix]),
  Less: sign("Less", "<", [Infix]),
  Greater: sign("Greater", ">", [Infix]),
  Equal: sign("Equal", "="),
  Colon: sign("Colon", ":"),
  Plus: sign("Plus", "+", [Infix]),
  Minus: sign("Minus", "-", [Infix]),
  Star: sign("Star", "*", [Infix]),
  Slash: sign("Slash", "/", [Infix]),
  PercentSign: sign("PercentSign", "%"),
  LeftParen: sign("LeftParen", "("),
  RightParen: sign("RightParen", ")"),
  LeftBracket: sign("LeftBracket", "["),
  RightBracket: sign("RightBracket", "]"),
  LeftBrace: sign("LeftBrace", "{"),
  RightBrace: sign("RightBrace", "}"),
} as const;

// ----------------------------------------------------------------------------------------------- literals

const digits = "\\d[\\d_]*";
const decimal = `${digits}(?:\\.${digits})?`;
// A literal ends where no letter, digit or further fraction touches it; what does is a slip of its own.
const alone = "(?!\\w|\\.\\d)";

export const Literals = {
  Date: createToken({
    name: "Date",
    pattern: /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?(?![\w-])/,
    start_chars_hint: digitCharacters,
  }),
  /** A count with a unit of time; which units there are is checked after reading. */
  Duration: createToken({
    name: "Duration",
    pattern: new RegExp(`${decimal}(?:mo|[smhdwy])${alone}`),
    start_chars_hint: digitCharacters,
  }),
  Percent: createToken({
    name: "Percent",
    pattern: new RegExp(`${decimal}(?:[eE][+-]?\\d+)?%`),
    start_chars_hint: digitCharacters,
  }),
  Number: createToken({
    name: "Number",
    pattern: new RegExp(`${decimal}(?:[eE][+-]?\\d+)?${alone}`),
    start_chars_hint: digitCharacters,
  }),
  Text: createToken({
    name: "Text",
    pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
    categories: [AnyText],
    start_chars_hint: ['"'],
  }),
} as const;

// As a function, because the lexer would drop the flag that makes \p{…} work.
const foreignName = /[A-Za-z_]?\w*(?![ -~])[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}_]*/uy;

function matchForeignName(text: string, offset: number): RegExpExecArray | null {
  foreignName.lastIndex = offset;
  return foreignName.exec(text);
}

/** What is written badly but clearly meant: read as what is meant, with a diagnostic. */
export const Slips = {
  /** `15min`, `3days`, `12bars`: a number with letters stuck to it. */
  StuckNumber: createToken({
    name: "StuckNumber",
    pattern: /\d\w*(?:\.\d\w*)*/,
    start_chars_hint: digitCharacters,
    categories: [Literals.Duration],
  }),
  /** `.5` without its zero. */
  BareFraction: createToken({
    name: "BareFraction",
    pattern: /\.\d[\d_]*(?!\w)/,
    start_chars_hint: ["."],
    categories: [Literals.Number],
  }),
  /** Text in typographic or single quotes. */
  OddText: createToken({
    name: "OddText",
    pattern: /[“”„][^“”„"\r\n]*[“”"]|[«»][^«»\r\n]*[«»]|[‘’‚'][^‘’‚'\r\n]*[‘’']/,
    categories: [AnyText],
    start_chars_hint: ["'", "«", "»", ...beyondLatin],
    line_breaks: false,
  }),
  UnclosedText: createToken({
    name: "UnclosedText",
    pattern: /"[^\r\n]*/,
    categories: [AnyText],
    start_chars_hint: ['"'],
  }),
  /** A name with letters that names cannot have. */
  ForeignName: createToken({
    name: "ForeignName",
    pattern: matchForeignName,
    categories: [Identifier],
    start_chars_hint: [...wordCharacters, ...foreign],
    line_breaks: false,
  }),
  /** A plain name that touches a foreign character which is no letter. */
  TouchingName: createToken({
    name: "TouchingName",
    pattern: /[A-Za-z_]\w*/,
    categories: [Identifier],
    start_chars_hint: wordCharacters,
  }),
  /** A run of characters that mean nothing here. */
  Stray: createToken({
    name: "Stray",
    pattern: /[^\t\n\v\f\r -~\u00a0\ufeff\u2028\u2029]+|&&|\|\||[!#$&'@\\^`|~;\u007f]/,
    start_chars_hint: [...controls, ...strange, ...foreign],
    line_breaks: false,
  }),
} as const;

export const Space = createToken({
  name: "Space",
  pattern: /[ \t\r\n\v\f\u00a0\ufeff\u2028\u2029]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
  start_chars_hint: [32, 9, 10, 11, 12, 13, 0xa0, 0xfeff, 0x2028, 0x2029],
});

export const Comment = createToken({
  name: "Comment",
  pattern: /\/\/[^\r\n]*/,
  group: "comments",
  start_chars_hint: ["/"],
});

/** In the order in which the lexer tries them. */
export const lexerTokens: TokenType[] = [
  Space,
  Comment,
  Literals.Date,
  Literals.Duration,
  Literals.Percent,
  Literals.Number,
  Slips.StuckNumber,
  Literals.Text,
  Slips.UnclosedText,
  Slips.OddText,
  Slips.BareFraction,
  Identifier,
  Slips.ForeignName,
  Slips.TouchingName,
  ...Object.values(Signs),
  Slips.Stray,
];

/** All token types, for the parser. */
export const vocabulary: TokenType[] = [
  Infix,
  AnyText,
  CountUnit,
  Direction,
  SideWord,
  SectionWord,
  ReservedWord,
  ...lexerTokens.filter((type) => type !== Space && type !== Comment && type !== Slips.Stray),
  ...table.map((entry) => entry.token),
];
