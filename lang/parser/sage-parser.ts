import type { ParserMethod } from "chevrotain";
import {
  misplacedStatement,
  missingOperator,
  missingPart,
  noEdition,
  unknownEdition,
} from "../diagnostics/codes/index.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Reading } from "../lexer.js";
import { newestEdition } from "../newest-edition.js";
import { AnyText, Identifier, Literals, Signs, Words } from "../tokens.js";
import type { Damaged, Declaration, Expression, File, Use } from "../tree.js";
import { quoteToken } from "./fault.js";
import { TestParser } from "./tests.js";

/** The whole grammar; `docs/language` describes it for people. */
export class SageParser extends TestParser {
  constructor(strict: boolean) {
    super(strict);
    this.performSelfAnalysis();
    this.recording = false;
  }

  readFile(reading: Reading): { file: File; diagnostics: Diagnostic[] } {
    this.begin(reading);
    const file = this.file();
    const diagnostics = this.collectDiagnostics();
    this.forget();
    return { file, diagnostics };
  }

  readExpression(reading: Reading): { expression: Expression; diagnostics: Diagnostic[] } {
    this.begin(reading);
    const expression = this.lonelyExpression();
    const diagnostics = this.collectDiagnostics();
    this.forget();
    return { expression, diagnostics };
  }

  private readonly lonelyExpression: ParserMethod<[], Expression> = this.rule("lonelyExpression", () => {
    const read = () => {
      const value = this.SUBRULE(this.expression);
      if (!this.recording && !this.atEnd) this.fail(() => this.describeLeftover());
      return value;
    };
    return this.attempt(read, () => false) ?? this.damagedExpression();
  });

  private describeLeftover(): Diagnostic {
    const next = this.LA(1);
    const holes = { first: this.previous() ?? "", second: quoteToken(next) };
    return missingOperator({ span: this.spanOf(next), holes });
  }

  private readonly file: ParserMethod<[], File> = this.rule("file", () => {
    const edition = this.OPTION({ GATE: () => this.isEditionLine(), DEF: () => this.SUBRULE(this.edition) });
    if (edition === undefined) this.ACTION(() => this.reportNoEdition());
    const uses: Use[] = [];
    const declarations: (Declaration | Damaged)[] = [];
    if (this.recording) this.MANY(() => this.SUBRULE(this.declaration));
    else this.readDeclarations(uses, declarations);
    const { source, comments } = this.reading;
    return {
      kind: "file",
      edition,
      uses,
      declarations,
      comments,
      span: { start: 0, end: source.text.length },
    };
  });

  private readDeclarations(uses: Use[], declarations: (Declaration | Damaged)[]): void {
    while (!this.atEnd) {
      if (this.is(Signs.RightBrace)) {
        this.reportExtra(this.take(), undefined);
        continue;
      }
      const statement = this.readStatement<Declaration | Use>(() => this.SUBRULE(this.declaration));
      if (statement.kind === "use") {
        if (declarations.length > 0) this.note(() => this.describeLateUse(statement));
        uses.push(statement);
      } else declarations.push(statement);
    }
  }

  private describeLateUse({ span }: Use): Diagnostic {
    const word = { start: span.start, end: span.start + "use".length };
    const belongs = "the top of the file";
    return misplacedStatement({
      span: word,
      holes: {
        word: "use",
        place: "the middle of a file",
        belongs,
        help: "move it above the first declaration",
      },
    });
  }

  private isEditionLine(): boolean {
    return this.is(Words.Sage);
  }

  private reportNoEdition(): void {
    const span = { start: 0, end: 0 };
    const fixes = [{ title: "add `sage 1`", edits: [{ span, text: "sage 1\n\n" }] }];
    this.note(() => noEdition({ span, holes: {}, fixes }));
  }

  private readonly edition: ParserMethod<[], File["edition"]> = this.rule("edition", () => {
    const first = this.CONSUME(Words.Sage);
    const number = this.OPTION(() => this.CONSUME(Literals.Number));
    return this.ACTION(() => this.checkEdition(first, number));
  });

  private checkEdition(
    first: ReturnType<SageParser["LA"]>,
    number: typeof first | undefined,
  ): File["edition"] {
    if (number === undefined) {
      const span = this.gap();
      const fixes = [{ title: "write `sage 1`", edits: [{ span, text: " 1" }] }];
      this.note(() =>
        missingPart({ span, holes: { missing: "`1`", after: "`sage`", hint: undefined }, fixes }),
      );
      return { number: newestEdition, span: this.since(first) };
    }
    const value = Number(number.image);
    if (value !== newestEdition) {
      const span = this.spanOf(number);
      const fixes = [{ title: "write `sage 1`", edits: [{ span, text: "1" }] }];
      this.note(() => unknownEdition({ span, holes: { written: number.image }, fixes }));
    }
    return { number: value, span: this.since(first) };
  }

  private readonly declaration: ParserMethod<[], Declaration | Use> = this.rule("declaration", () => {
    this.ACTION(() => {
      const known = [
        Words.Strategy,
        Words.Fn,
        Words.Const,
        Words.Experiment,
        Words.Portfolio,
        Words.Test,
        Words.Use,
      ];
      if (!known.some((word) => this.is(word))) this.fail(() => this.describeUnknown());
    });
    return this.OR<Declaration | Use>([
      { ALT: () => this.SUBRULE(this.strategy) },
      { ALT: () => this.SUBRULE(this.functionDeclaration) },
      { ALT: () => this.SUBRULE(this.constant) },
      { ALT: () => this.SUBRULE(this.experiment) },
      { ALT: () => this.SUBRULE(this.portfolio) },
      { ALT: () => this.SUBRULE(this.test) },
      { ALT: () => this.SUBRULE(this.use) },
    ]);
  });

  private readonly use: ParserMethod<[], Use> = this.rule("use", () => {
    const shape = '`use std.trend` or `use "./mine.sage" as mine`';
    const first = this.CONSUME(Words.Use);
    if (!this.is(AnyText) && (!this.is(Identifier) || this.beginsLine()))
      this.fail(() => this.missing("a module", shape));
    const path = this.OR<Use["path"]>([
      { ALT: () => this.SUBRULE(this.modulePath) },
      {
        ALT: () => {
          const text = this.readTextToken(this.CONSUME(AnyText));
          return { kind: "file", text: text.value, span: text.span };
        },
      },
    ]);
    const alias = this.OPTION(() => {
      this.CONSUME(Words.As);
      return this.SUBRULE(this.declaredName, { ARGS: ["the module", 'use "./mine.sage" as mine'] });
    });
    return { kind: "use", path, alias, span: this.since(first) };
  });

  private readonly modulePath: ParserMethod<[], Use["path"]> = this.rule("modulePath", () => {
    const first = this.CONSUME(Identifier);
    const segments = [this.identifier(first)];
    this.MANY(() => {
      this.CONSUME(Signs.Dot);
      this.need(Identifier, "`use std.trend`");
      segments.push(this.identifier(this.CONSUME2(Identifier)));
    });
    return { kind: "module", segments, span: this.since(first) };
  });
}
