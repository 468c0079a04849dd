import type { IToken, TokenType } from "chevrotain";
import { quoteWord } from "../diagnostics/quote.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { AnyText, Direction, Identifier, Literals, Signs, words } from "../tokens.js";

/** Thrown by a grammar rule to the statement that recovers from it; never leaves the parser. */
export class Fault extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.code);
  }
}

/** A token as it is quoted in a sentence. */
export function quoteToken(token: IToken): string {
  return quoteWord(token.image);
}

const written: ReadonlyMap<TokenType, string> = new Map<TokenType, string>([
  ...words.map(({ token, text }) => [token, text] as const),
  ...Object.values(Signs).map((type) => [type, String(type.PATTERN)] as const),
]);

const phrases: ReadonlyMap<TokenType, string> = new Map<TokenType, string>([
  [AnyText, "a text in quotes"],
  [Identifier, "a name"],
  [Literals.Number, "a number"],
  [Direction, "`above` or `below`"],
]);

/** How a missing token would be written. */
export function writtenForm(type: TokenType): string {
  return written.get(type) ?? type.name;
}

/** How a token is called that only the author can choose; undefined for certain words and signs. */
export function phraseOf(type: TokenType): string | undefined {
  return phrases.get(type) ?? (written.has(type) ? undefined : "a value");
}
