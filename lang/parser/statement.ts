import type { IToken, ParserMethod } from "chevrotain";
import {
  misplacedStatement,
  nameExpected,
  reservedName,
  unknownStatement,
} from "../diagnostics/codes/index.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { suggest } from "../diagnostics/suggest.js";
import type { Span } from "../source.js";
import { findWord, futureWords, Identifier, ReservedWord, SideWord, Signs, Words } from "../tokens.js";
import type { Damaged, Expression, Identifier as IdentifierNode } from "../tree.js";
import { beginsValue, blocks, type BlockKind } from "./blocks.js";
import { ExpressionParser } from "./expressions.js";
import { quoteToken } from "./fault.js";

interface BlockOptions<T> {
  readonly kind: BlockKind;
  /** The first token of the statement that has the block. */
  readonly heading: IToken;
  /** Its name in sentences: "`market`". */
  readonly of: string;
  readonly read: () => T;
}

/** What people write who come from other languages. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ["var", "let"],
  ["val", "let"],
  ["set", "let"],
  ["def", "fn"],
  ["func", "fn"],
  ["function", "fn"],
  ["input", "param"],
  ["buy", "enter long when"],
  ["long", "enter long when"],
  ["short", "enter short when"],
  ["sell", "exit long when"],
  ["include", "use"],
  ["assert", "require"],
  ["fees", "costs"],
  ["timeframe", "frame"],
  ["stop_loss", "stop"],
  ["sl", "stop"],
  ["take_profit", "take"],
  ["tp", "take"],
  ["target", "take"],
  ["trailing_stop", "trail"],
  ["trailing", "trail"],
]);

/** The same where it is written in another form here, not only with another word. */
const otherWays: ReadonlyMap<string, string> = new Map([
  ["if", "a rule is one line: `enter long when condition`; a choice: `let x = if condition then a else b`"],
  ["for", "there are no loops: `sum(x, 5)`, or a family: `let lag[k in 1..5] = close / close[k] - 1`"],
  ["while", "there are no loops: `sum(x, 5)`, or a family: `let lag[k in 1..5] = close / close[k] - 1`"],
  ["var", "what is remembered from bar to bar is a state: `state name from 0 = prev + 1`"],
  ["varip", "what is remembered from bar to bar is a state: `state name from 0 = prev + 1`"],
  ["print", 'values are shown by `plot value`, messages by `alert when condition "text"`'],
  ["log", 'values are shown by `plot value`, messages by `alert when condition "text"`'],
  ["pyramiding", "it is a setting: `fills { pyramiding: 3 }`"],
  ["leverage", "it is a setting: `fills { leverage: 3 }`"],
  ["fee", "it is a setting: `costs { fee: 0.1% }`"],
  ["commission", "it is a setting: `costs { fee: 0.1% }`"],
  ["slippage", "it is a setting: `costs { slippage: 0.02% }`"],
  ["symbol", "it is a setting: `market { symbol: BTCUSDT }`"],
  ["strategy", "entries and exits are rules: `enter long when condition`, `exit long when condition`"],
]);

/** Names, blocks and the sentences about statements that are not understood. */
export abstract class StatementParser extends ExpressionParser {
  /** Reads a block with its braces. */
  protected block<T extends { readonly kind: string; readonly span: Span }>(
    options: BlockOptions<T>,
  ): (T | Damaged)[] {
    if (this.recording) {
      this.CONSUME(Signs.LeftBrace);
      this.MANY(options.read);
      this.CONSUME(Signs.RightBrace);
      return [];
    }
    const opener = this.openBrace(`${options.of} has its contents in braces: \`{ … }\``);
    return this.readBlock(options.kind, options.heading, opener, options.of, options.read);
  }

  /**
   * Reads the name that a statement declares: `of` and `example` are for the sentence when it is missing. A word of the language in
   * its place is reported and taken as the name, so that the rest is read as meant.
   */
  protected readonly declaredName: ParserMethod<[of: string, example: string], IdentifierNode> = this.rule(
    "declaredName",
    (of, example) => {
      this.ACTION(() => this.checkDeclaredName(of, example));
      return this.identifier(
        this.OR([{ ALT: () => this.CONSUME(Identifier) }, { ALT: () => this.CONSUME(ReservedWord) }]),
      );
    },
  );

  private checkDeclaredName(of: string, example: string): void {
    const word = this.LA(1);
    const reserved = this.matches(word, ReservedWord);
    const meant = reserved && !this.beginsLine() && !beginsValue(this.LA(2));
    const next = !reserved && !this.atStatementStart && this.atNextStatement();
    if ((!this.matches(word, Identifier) && !meant) || next) {
      this.fail(() => this.describeNoName(of, example));
    }
    const later = futureWords.has(word.image);
    if (reserved || later) this.note(() => this.describeReservedName(word, later));
  }

  protected describeNoName(of: string, example: string): Diagnostic {
    return nameExpected({ span: this.gap(), holes: { of, example } });
  }

  private describeReservedName(word: IToken, later: boolean): Diagnostic {
    const suggestion = `my_${word.image}`;
    const span = this.spanOf(word);
    return reservedName({
      span,
      holes: { name: word.image, later, suggestion },
      fixes: [{ title: `name it \`${suggestion}\``, edits: [{ span, text: suggestion }] }],
    });
  }

  /** The value of a statement whose name is known: when damaged the name lives on, with an unknown value. */
  protected boundValue(read: () => Expression): Expression {
    return this.attempt(read, () => false) ?? this.damagedExpression();
  }

  /** The sentence for a word that begins no statement of the open block. */
  protected describeUnknown(): Diagnostic {
    this.refuseDecimalComma();
    const token = this.LA(1);
    const span = this.spanOf(token);
    if (this.joinsPrevious(token)) return this.sideBySide(token);
    if (token.image === "import" && this.openBlock === blocks.file)
      return this.describeSynonym(token, span, "use");
    if (futureWords.has(token.image)) {
      return reservedName({ span, holes: { name: token.image, later: true, suggestion: undefined } });
    }
    const misplaced = this.describeMisplaced(token, span);
    if (misplaced !== undefined) return misplaced;
    return this.describeSynonym(token, span, this.suggestStatement(token, this.openBlock));
  }

  private describeSynonym(token: IToken, span: Span, suggestion: string | undefined): Diagnostic {
    const known = this.openBlock;
    const way = suggestion === undefined ? this.otherWay(token) : undefined;
    return unknownStatement({
      span,
      holes: { shown: quoteToken(token), place: known.name, suggestion, way, known: listWords(known) },
      fixes:
        suggestion === undefined
          ? []
          : [{ title: `write \`${suggestion}\``, edits: [{ span, text: suggestion }] }],
    });
  }

  /** How what the words say elsewhere is written here. */
  private otherWay(token: IToken): string | undefined {
    const next = this.LA(2);
    const { image } = token;
    if (image === "/" && next.image.startsWith("*"))
      return "a comment begins with `//`, on each of its lines";
    if (image === ":" && this.openBlock === blocks.settings)
      return "the exchange has a line of its own: `exchange: binance`";
    const place = this.openBlock === blocks.strategy || this.openBlock === blocks.file;
    return place ? otherWays.get(image.toLowerCase()) : undefined;
  }

  /** A value right after a finished statement, on its line: an operator is missing rather than a statement unknown. */
  private joinsPrevious(token: IToken): boolean {
    const last = this.LA(0);
    if (this.beginsLine() || !beginsValue(token)) return false;
    return beginsValueEnd(last) && this.LA(2).tokenType !== Signs.Colon;
  }

  private suggestStatement(token: IToken, block: BlockKind): string | undefined {
    if (!/^[A-Za-z_]/.test(token.image)) return undefined;
    const word = token.image.toLowerCase();
    if (word === "close" && this.is(SideWord, 2)) return "exit";
    if (block === blocks.strategy && otherWays.has(word)) return undefined;
    const synonym = synonyms.get(word);
    if (synonym !== undefined && block.words.includes(synonym.split(" ")[0] ?? ""))
      return this.is(Words.When, 2) ? synonym.replace(/ when$/, "") : synonym;
    if (
      this.is(Signs.Equal, 2) &&
      block.words.includes("let") &&
      suggest(token.image, block.words) === undefined
    ) {
      return `let ${token.image}`;
    }
    // A word of the language is hardly a slip for another one.
    return findWord(token.image) === undefined ? suggest(token.image, block.words) : undefined;
  }

  private describeMisplaced(token: IToken, span: Span): Diagnostic | undefined {
    const place = this.openBlock;
    if (place === blocks.file && token.image === "let") {
      return misplacedStatement({
        span,
        holes: {
          word: "let",
          place: place.name,
          belongs: "a strategy",
          help: "outside of a strategy write `const name = value`",
        },
      });
    }
    const order = [
      blocks.strategy,
      blocks.protections,
      blocks.model,
      blocks.file,
      blocks.function,
      blocks.test,
    ];
    const home = order.find((kind) => (kind.words as readonly string[]).includes(token.image));
    if (home === undefined || home.name === place.name) return undefined;
    return misplacedStatement({
      span,
      holes: { word: token.image, place: place.name, belongs: home.belongs, help: undefined },
    });
  }
}

function beginsValueEnd(token: IToken): boolean {
  if (Number.isNaN(token.startOffset)) return false;
  return beginsValue(token)
    ? token.tokenType !== Signs.LeftParen && token.tokenType !== Signs.LeftBrace
    : token.image === ")" || token.image === "]";
}

function listWords(block: BlockKind): string {
  if (block.words.length === 0) return "a name";
  return block.words.map((word) => `\`${word}\``).join(", ");
}
