import type { IToken } from "chevrotain";
import type { Source, Span } from "../../lang/index.js";
import { readTokens, startsLine } from "../../lang/lexer.js";
import { AnyText, findWord, Identifier, Infix, ReservedWord, Signs, Slips } from "../../lang/tokens.js";
import { tokenMatcher } from "chevrotain";

/** Blocks of settings; every other one holds statements. */
export const settingBlocks: ReadonlySet<string> = new Set([
  "market",
  "costs",
  "fills",
  "risk",
  "feed",
  "algorithm",
  "train",
  "experiment",
  "portfolio",
  "position",
  "slippage",
]);

/** A call that is open at the cursor. */
export interface OpenCall {
  /** `ema`, `trend.supertrend`. */
  readonly callee: string;
  readonly calleeSpan: Span;
  /** Which argument the cursor is in, from 0. */
  readonly argument: number;
  /** The name before the argument's colon, if it is given by name. */
  readonly named: string | undefined;
  /** The names that earlier arguments were given by. */
  readonly given: readonly string[];
}

/** What stands before a place, as far as words and braces tell: it holds for text that is not finished too. */
export interface Cursor {
  /** The letters of the word that is being written, and where they stand. */
  readonly prefix: string;
  readonly replaced: Span;
  /** First words of the blocks around, outermost first: `["strategy", "market"]`. */
  readonly blocks: readonly string[];
  /** The second word of the innermost block: `boosted_trees` of `algorithm boosted_trees {`. */
  readonly title: string;
  /** The last word before the innermost block: `cross` of `test "…" for cross {`. */
  readonly subject: string;
  /** The words and signs of the statement before the cursor, without the prefix. */
  readonly statement: readonly string[];
  readonly call: OpenCall | undefined;
  /** What stands before the dot that the prefix follows. */
  readonly object: string | undefined;
  /** In a text or a comment, where nothing is offered. */
  readonly quiet: boolean;
  /** In the braces of a message, where names are. */
  readonly inMessage: boolean;
  /** The cursor stands in the first word of its line. */
  readonly beginsLine: boolean;
}

interface Opened {
  readonly sign: "{" | "(" | "[";
  readonly heading: string;
  readonly title: string;
  readonly subject: string;
  /** Where the heading stands in its line. */
  readonly column: number;
  /** Where the statement begins that is read inside. */
  begin: number;
  call: { callee: string; calleeSpan: Span; argument: number; named: string | undefined; given: string[] };
}

const nameless = { heading: "", title: "", subject: "", column: 0 } as const;

const noCall = () => ({
  callee: "",
  calleeSpan: { start: 0, end: 0 },
  argument: 0,
  named: undefined,
  given: [],
});

/** Reads what stands before an offset. */
export function cursorAt(source: Source, offset: number): Cursor {
  const { tokens, comments } = readTokens(source);
  const before = tokens.filter((token) => token.startOffset < offset);
  const last = before.at(-1);
  const touching = last !== undefined && last.startOffset + last.image.length >= offset && isWord(last);
  const words = touching ? before.slice(0, -1) : before;
  const start = touching ? last.startOffset : offset;
  const prefix = touching ? source.text.slice(start, offset) : "";
  const inText =
    last !== undefined &&
    tokenMatcher(last, AnyText) &&
    (last.startOffset + last.image.length > offset || last.tokenType === Slips.UnclosedText);
  const inComment = comments.some(({ span }) => span.start < offset && offset <= span.end);
  const opened = readBlocks(words, source);
  const braces = opened.filter(({ sign }) => sign === "{");
  const innermost = opened.at(-1);
  const message = inText ? placeInMessage(source.text.slice(last.startOffset, offset), offset) : undefined;
  return {
    prefix: message?.prefix ?? prefix,
    replaced: message?.replaced ?? { start, end: touching ? last.startOffset + last.image.length : offset },
    blocks: braces.slice(1).map(({ heading }) => heading),
    title: braces.at(-1)?.title ?? "",
    subject: braces.at(-1)?.subject ?? "",
    statement: words.slice(braces.at(-1)?.begin ?? 0).map(({ image }) => image),
    call: innermost?.sign === "(" && innermost.call.callee !== "" ? innermost.call : undefined,
    object: words.at(-1)?.tokenType === Signs.Dot ? objectBefore(words) : message?.object,
    quiet: inText || inComment,
    inMessage: message !== undefined,
    beginsLine: /^[ \t]*$/.test(source.text.slice(source.text.lastIndexOf("\n", start - 1) + 1, start)),
  };
}

/** The name that is being written in the braces of a text, if the text is open in some at its end. */
function placeInMessage(text: string, offset: number) {
  const found = /(?<!\{)(?:\{\{)*\{\s*(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)?$/.exec(text);
  if (found === null) return undefined;
  const [, object, prefix = ""] = found;
  return { object, prefix, replaced: { start: offset - prefix.length, end: offset } };
}

const isWord = (token: IToken): boolean =>
  tokenMatcher(token, Identifier) || tokenMatcher(token, ReservedWord);

function objectBefore(words: readonly IToken[]): string {
  const names: string[] = [];
  for (let index = words.length - 2; index >= 0; index -= 2) {
    const name = words[index];
    if (name === undefined || !isWord(name)) break;
    names.unshift(name.image);
    if (words[index - 1]?.tokenType !== Signs.Dot) break;
  }
  return names.join(".");
}

/** Words that begin a statement wherever they stand first on a line. */
const begins = (token: IToken): boolean => {
  const role = findWord(token.image)?.role;
  return role === "statement" || role === "declaration";
};

/** What is open behind the last word; the file itself comes first. */
function readBlocks(words: readonly IToken[], source: Source): readonly Opened[] {
  const opened: Opened[] = [{ ...nameless, sign: "{", begin: 0, call: noCall() }];
  words.forEach((token, index) => {
    closeForgotten(opened, words, index, source);
    const current = opened.at(-1);
    if (current === undefined) return;
    if (current.sign === "{" && beginsStatement(words, index)) current.begin = index;
    const begin = index + 1;
    switch (token.tokenType) {
      case Signs.LeftBrace: {
        const heading = words[current.begin];
        const column = heading === undefined ? 0 : columnOf(heading, source);
        const title = words[current.begin + 1]?.image ?? "";
        const subject = words[index - 1]?.image ?? "";
        opened.push({
          sign: "{",
          heading: heading?.image ?? "",
          title,
          subject,
          column,
          begin,
          call: noCall(),
        });
        return;
      }
      case Signs.LeftParen:
        opened.push({ ...nameless, sign: "(", begin, call: calleeOf(words, index) });
        return;
      case Signs.LeftBracket:
        opened.push({ ...nameless, sign: "[", begin, call: noCall() });
        return;
      case Signs.RightBrace:
        closeBrace(opened, token, index, source);
        return;
      case Signs.RightParen:
      case Signs.RightBracket:
        if (current.sign !== "{") opened.pop();
        return;
      case Signs.Comma:
        current.call.argument += 1;
        current.call.named = undefined;
        return;
      case Signs.Colon:
        if (current.sign !== "(") return;
        current.call.named = words[index - 1]?.image ?? "";
        current.call.given.push(current.call.named);
        return;
      default:
    }
  });
  return opened;
}

const columnOf = ({ startOffset }: IToken, source: Source): number =>
  startOffset - source.text.lastIndexOf("\n", startOffset - 1) - 1;

function closeBrace(opened: Opened[], token: IToken, index: number, source: Source): void {
  while (opened.length > 1 && opened.at(-1)?.sign !== "{") opened.pop();
  const block = opened.at(-1);
  // An indented brace does not close what began at the margin: the brace that it belongs to is missing.
  const foreign = startsLine(token) && block?.column === 0 && columnOf(token, source) > 0;
  if (opened.length > 1 && !foreign) opened.pop();
  const outer = opened.at(-1);
  if (outer !== undefined) outer.begin = index + 1;
}

/** Brackets and blocks of settings end, closed or not, where a line begins a statement that cannot stand in them. */
function closeForgotten(opened: Opened[], words: readonly IToken[], index: number, source: Source): void {
  const token = words[index];
  if (token === undefined || !startsLine(token)) return;
  const word = findWord(token.image);
  if (word === undefined || words[index + 1]?.tokenType === Signs.Colon) return;
  const isDeclaration = word.role === "declaration" && columnOf(token, source) === 0;
  const isStatement = word.role === "statement" && word.reserved;
  if (!isDeclaration && !isStatement) return;
  while (opened.length > 1 && opened.at(-1)?.sign !== "{") opened.pop();
  if (isDeclaration) opened.length = 1;
  else if (opened.length > 2 && settingBlocks.has(opened.at(-1)?.heading ?? "")) opened.pop();
  const block = opened.at(-1);
  if (block !== undefined) block.begin = index;
}

/** A keyword of a statement, or the name of a setting. */
function beginsStatement(words: readonly IToken[], index: number): boolean {
  const token = words[index];
  if (token === undefined || !isWord(token)) return false;
  const next = words[index + 1]?.tokenType;
  const previous = words[index - 1];
  if (next === Signs.Colon) return true;
  if (previous === undefined || previous.tokenType === Signs.LeftBrace) return true;
  if (!startsLine(token)) return false;
  const continues = tokenMatcher(previous, Infix) || next === Signs.LeftParen || next === Signs.Dot;
  return (begins(token) || next === Signs.Equal || next === Signs.LeftBrace) && !continues;
}

function calleeOf(words: readonly IToken[], paren: number): Opened["call"] {
  const callee = words[paren - 1];
  if (callee === undefined || !isWord(callee)) return noCall();
  const object = words[paren - 2]?.tokenType === Signs.Dot ? words[paren - 3]?.image : undefined;
  const first = words[paren - 2];
  // The parameters of a function that is being declared are no arguments.
  if (first?.image === "fn") return noCall();
  const name = object === undefined ? callee.image : `${object}.${callee.image}`;
  const start =
    object === undefined ? callee.startOffset : (words[paren - 3]?.startOffset ?? callee.startOffset);
  return {
    callee: name,
    calleeSpan: { start, end: callee.startOffset + callee.image.length },
    argument: 0,
    named: undefined,
    given: [],
  };
}
