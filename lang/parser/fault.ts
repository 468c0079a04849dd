import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { AnyText, Identifier, Literals, Signs, words } from "../tokens.js";

/** Thrown by a grammar rule to the statement that recovers from it; never leaves the parser. */
export class Fault extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.code);
  }
}

const longest = 24;

/** A token as it is quoted in a sentence. */
export function quoteToken(token: IToken): string {
  const { image } = token;
  return image.length > longest ? `\`${image.slice(0, longest)}…\`` : `\`${image}\``;
}

const written: ReadonlyMap<TokenType, string> = new Map<TokenType, string>([
  ...words.map(({ token, text }) => [token, text] as const),
  ...Object.values(Signs).map((type) => [type, String(type.PATTERN)] as const),
  [AnyText, '"text"'],
  [Identifier, "name"],
  [Literals.Number, "number"],
]);

/** How a missing token would be written. */
export function writtenForm(type: TokenType): string {
  return written.get(type) ?? "value";
}
