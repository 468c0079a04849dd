import type { IToken, TokenType } from "chevrotain";
import { startsLine } from "../lexer.js";
import { AnyText, Identifier, Literals, SectionWord, Signs, Words } from "../tokens.js";

/** The token so many places on; 1 is the next one. */
type Ahead = (count: number) => IToken;

/**
 * The kinds of blocks and what their statements look like. Recovery uses the looks: many words of the language are also names, so
 * a word alone does not prove that a statement begins.
 */
export interface BlockKind {
  /** As in "begins no statement of a strategy". */
  readonly name: string;
  /** Whether a statement of this block surely begins with these tokens. */
  readonly begins: (token: IToken, next: IToken, ahead: Ahead) => boolean;
  /** The words that begin its statements, for "did you mean". */
  readonly words: readonly string[];
  /** Where a misplaced statement of this block should go. */
  readonly belongs: string;
  /** Whether commas may stand between its statements. */
  readonly separated?: boolean;
}

function isType(token: IToken, type: TokenType): boolean {
  return (
    token.tokenTypeIdx === type.tokenTypeIdx || type.categoryMatchesMap?.[token.tokenTypeIdx ?? -1] === true
  );
}

const isAny = (token: IToken, types: readonly TokenType[]) => types.some((type) => isType(token, type));

/** Whether a value begins here, on the same line. */
const valueTypes = [
  Identifier,
  AnyText,
  Literals.Number,
  Literals.Percent,
  Literals.Duration,
  Literals.Date,
  Words.True,
  Words.False,
  Words.Na,
  Words.Prev,
  Words.If,
  Words.Not,
];

export function beginsValue(token: IToken): boolean {
  return (
    isAny(token, valueTypes) || token.tokenType === Signs.LeftParen || token.tokenType === Signs.LeftBrace
  );
}

const valueFollows = (next: IToken) => !startsLine(next) && isAny(next, valueTypes);

type Shape = (next: IToken) => boolean;

/** A statement that begins with a word, which may also be a name: it must begin a line and be followed by the right token. */
function shaped(shapes: readonly (readonly [TokenType, Shape])[]): (token: IToken, next: IToken) => boolean {
  return (token, next) =>
    startsLine(token) && shapes.some(([type, shape]) => isType(token, type) && shape(next));
}

const followedBy =
  (...types: readonly TokenType[]): Shape =>
  (next) =>
    isAny(next, types);

const softDeclarations = shaped([
  [Words.Experiment, followedBy(Identifier)],
  [Words.Portfolio, followedBy(Identifier)],
  [Words.Test, followedBy(AnyText)],
  [Words.Use, (next) => !startsLine(next) && isAny(next, [Identifier, AnyText])],
]);

const sureDeclarations = [Words.Fn, Words.Const];

/** `strategy.entry(…)`, `strategy(…)`: Pine, not the beginning of a strategy. */
const isPineCall = (next: IToken) => next.tokenType === Signs.Dot || next.tokenType === Signs.LeftParen;

const softMembers = shaped([
  [SectionWord, followedBy(Signs.LeftBrace)],
  [Words.Frame, followedBy(Identifier)],
  [Words.Feed, followedBy(Identifier)],
  [Words.Model, followedBy(Identifier)],
  [Words.Position, valueFollows],
  [Words.Size, valueFollows],
  [Words.Cooldown, valueFollows],
  [Words.Halt, followedBy(Words.When)],
  [Words.Gaps, followedBy(Identifier)],
  [Words.Plot, valueFollows],
  [Words.Alert, followedBy(Words.When)],
]);

const sureMembers = [Words.Param, Words.Require, Words.Let, Words.State, Words.Enter, Words.Exit];

const protections = shaped([
  [Words.Stop, valueFollows],
  [Words.Take, valueFollows],
  [Words.Trail, valueFollows],
  [Words.Expire, valueFollows],
]);

const modelParts = shaped([
  [Words.Features, followedBy(Signs.LeftBrace)],
  [Words.Target, followedBy(Signs.LeftBrace)],
  [Words.Train, followedBy(Signs.LeftBrace)],
  [Words.Algorithm, followedBy(Identifier)],
]);

const testSteps = shaped([
  [Words.With, followedBy(Identifier)],
  [
    Words.Expect,
    (next) => (!startsLine(next) && isType(next, Identifier)) || isAny(next, [Words.Enter, Words.Exit]),
  ],
]);

const named = (...signs: readonly TokenType[]) => shaped([[Identifier, followedBy(...signs)]]);

export const blocks = {
  file: {
    name: "a file",
    begins: (token, next) =>
      isAny(token, sureDeclarations) ||
      (token.tokenType === Words.Strategy && !isPineCall(next)) ||
      softDeclarations(token, next),
    words: ["strategy", "fn", "const", "experiment", "portfolio", "test", "use"],
    belongs: "the file, outside of all braces",
  },
  strategy: {
    name: "a strategy",
    begins: (token, next) => isAny(token, sureMembers) || softMembers(token, next),
    words: [
      "market",
      "param",
      "require",
      "let",
      "state",
      "frame",
      "feed",
      "model",
      "enter",
      "exit",
      "position",
      "size",
      "cooldown",
      "halt",
      "gaps",
      "costs",
      "fills",
      "risk",
      "plot",
      "alert",
    ],
    belongs: "a strategy",
  },
  settings: {
    name: "settings",
    begins: (token, next) =>
      isType(token, Identifier) &&
      (next.tokenType === Signs.Colon || (startsLine(token) && next.tokenType === Signs.LeftBrace)),
    words: [],
    belongs: "settings",
    separated: true,
  },
  frame: {
    name: "a frame",
    begins: (token) => isAny(token, [Words.Let, Words.State]),
    words: ["let", "state"],
    belongs: "a frame",
  },
  function: {
    name: "a function",
    begins: (token) => isAny(token, [Words.Let, Words.State, Words.Return]),
    words: ["let", "state", "return"],
    belongs: "a function",
  },
  stateGroup: {
    name: "a `state` group",
    begins: named(Words.From),
    words: [],
    belongs: "a `state` group",
  },
  protections: {
    name: "the braces of an `enter`",
    begins: protections,
    words: ["stop", "take", "trail", "expire"],
    belongs: "the braces of an `enter`",
  },
  model: {
    name: "a model",
    begins: modelParts,
    words: ["features", "target", "algorithm", "train"],
    belongs: "a model",
  },
  bindings: {
    name: "a model's bindings",
    // `close[1]` on a line of its own goes on with a value; only `lag[k in …` names a family.
    begins: (token, next, ahead) =>
      named(Signs.Equal)(token, next) ||
      (named(Signs.LeftBracket)(token, next) && ahead(4).tokenType === Words.In),
    words: [],
    belongs: "`features` or `target`",
  },
  test: {
    name: "a test",
    begins: (token, next, ahead) =>
      testSteps(token, next) ||
      (isType(token, Identifier) &&
        startsLine(token) &&
        (next.tokenType === Signs.Colon ||
          (next.tokenType === Signs.Dot && ahead(4).tokenType === Signs.Colon))),
    words: ["with", "expect"],
    belongs: "a test",
  },
} as const satisfies Record<string, BlockKind>;
