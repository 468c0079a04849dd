import { Lexer, type IToken, type TokenType } from "chevrotain";
import { createDamage, meantToken, spanOf } from "./slips.js";
import { tooManyMistakes } from "./diagnostics/codes/index.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import type { Source } from "./source.js";
import { findWord, Identifier, lexerTokens, Signs, Slips } from "./tokens.js";
import type { Comment } from "./tree.js";

/** What a text consists of. Tokens, comments and diagnostics are in source order. */
export interface Reading {
  readonly source: Source;
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  /** The `///` lines directly above a token, by the token's offset. */
  readonly documentation: ReadonlyMap<number, string>;
  readonly diagnostics: Diagnostic[];
  /** How many `{` more than `}` there are; negative when there are too few. */
  readonly openBraces: number;
}

/** After so many mistakes the rest of a file is not read: it is most likely no `.sage` file. */
export const maximumMistakes = 100;

let lexer: Lexer | undefined;

function getLexer(): Lexer {
  lexer ??= new Lexer(lexerTokens, {
    positionTracking: "onlyOffset",
    ensureOptimizations: false,
    skipValidations: true,
    deferDefinitionErrorsHandling: true,
  });
  return lexer;
}

/** Whether a token is the first one on its line; the lexer notes it in the token. */
export function startsLine(token: IToken): boolean {
  return token.payload === true;
}

/** Reads a text into tokens. Characters that mean nothing are reported and left out; nothing throws. */
export function readTokens(source: Source): Reading {
  const result = getLexer().tokenize(source.text);
  const comments = (result.groups["comments"] ?? []).map((token) => toComment(token));
  const diagnostics: Diagnostic[] = [];
  const tokens: IToken[] = [];
  let openBraces = 0;
  let line = 0;
  for (const token of result.tokens) {
    const type = token.tokenType;
    const first = token.startOffset >= (source.lineStarts[line] ?? Infinity);
    token.payload = first;
    if (first) line = nextLine(source, token.startOffset, line);
    if (type === Identifier || type === Slips.TouchingName) {
      const word = findWord(token.image);
      setType(token, word === undefined ? Identifier : word.token);
    } else if (type === Signs.LeftBrace) openBraces += 1;
    else if (type === Signs.RightBrace) openBraces -= 1;
    else {
      const damage = createDamage(token);
      if (damage !== undefined) diagnostics.push(damage);
      if (diagnostics.length > maximumMistakes) {
        diagnostics.splice(
          -1,
          1,
          tooManyMistakes({ span: spanOf(token), holes: { limit: maximumMistakes } }),
        );
        break;
      }
      if (type === Slips.Stray) {
        const meant = meantToken(token.image);
        if (meant === undefined) continue;
        setType(token, meant);
      }
    }
    tokens.push(token);
  }
  return {
    source,
    tokens,
    comments,
    documentation: collectDocumentation(source, tokens, comments),
    diagnostics,
    openBraces,
  };
}

function setType(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? 0;
}

/** The index of the first line that begins after the offset. */
function nextLine(source: Source, offset: number, from: number): number {
  let line = from;
  while (line < source.lineStarts.length && (source.lineStarts[line] ?? Infinity) <= offset) line += 1;
  return line;
}

function toComment(token: IToken): Comment {
  const documentation = token.image.startsWith("///") && !token.image.startsWith("////");
  const text = token.image.slice(documentation ? 3 : 2).trimEnd();
  const end = token.startOffset + token.image.trimEnd().length;
  return { span: { start: token.startOffset, end }, documentation, text };
}

/** Joins the `///` lines that stand on lines of their own between one token and the next. */
function collectDocumentation(
  source: Source,
  tokens: readonly IToken[],
  comments: readonly Comment[],
): ReadonlyMap<number, string> {
  const result = new Map<number, string>();
  let next = 0;
  let previousEnd = 0;
  for (const token of tokens) {
    let lines: string[] | undefined;
    for (; next < comments.length; next += 1) {
      const comment = comments[next];
      if (comment === undefined || comment.span.start > token.startOffset) break;
      if (!comment.documentation || sharesLine(source, previousEnd, comment.span.start)) continue;
      lines ??= [];
      lines.push(comment.text.startsWith(" ") ? comment.text.slice(1) : comment.text);
    }
    if (lines !== undefined) result.set(token.startOffset, lines.join("\n"));
    previousEnd = token.startOffset + token.image.length;
    if (next >= comments.length) break;
  }
  return result;
}

function sharesLine(source: Source, previousEnd: number, offset: number): boolean {
  if (previousEnd === 0) return false;
  for (let index = previousEnd; index < offset; index += 1) if (source.text[index] === "\n") return false;
  return true;
}
