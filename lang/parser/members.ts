import type { ParserMethod } from "chevrotain";
import { frameInFrame, missingPart } from "../diagnostics/codes/index.js";
import { AnyText, Identifier, SectionWord, Signs, Words } from "../tokens.js";
import type {
  Alert,
  Damaged,
  Expression,
  Family,
  Feed,
  Frame,
  Gaps,
  Let,
  Parameter,
  Plot,
  Require,
  Section,
  State,
  StateGroup,
} from "../tree.js";
import { beginsValue, blocks } from "./blocks.js";
import { SettingsParser } from "./settings.js";

/** The statements of a strategy that name values: sections, `param`, `let`, `state`, `frame`, `feed`, and what is shown. */
export abstract class MemberParser extends SettingsParser {
  protected readonly section: ParserMethod<[], Section> = this.rule("section", () => {
    const first = this.LA(1);
    const heading = this.CONSUME(SectionWord);
    const settings = this.SUBRULE(this.settings, { ARGS: [first, this.quoted(heading.image)] });
    const documentation = this.documentationOf(first);
    return {
      kind: "section",
      heading: this.identifier(heading),
      settings,
      documentation,
      span: this.since(first),
    };
  });

  protected readonly parameter: ParserMethod<[], Parameter> = this.rule("parameter", () => {
    const shape = "`param name = value in low..high`";
    const first = this.CONSUME(Words.Param);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`param`", "param length = 14 bars in 7..28"] });
    const value = this.boundValue(() => {
      this.need(Signs.Equal, shape);
      this.CONSUME(Signs.Equal);
      return this.SUBRULE(this.parameterValue);
    });
    const { range, step } = this.readRange(() => this.SUBRULE(this.parameterRange));
    const documentation = this.documentationOf(first);
    return { kind: "parameter", name, value, range, step, documentation, span: this.since(first) };
  });

  /** The range is damaged on its own, so that the name and the value live on. */
  private readRange(read: () => Pick<Parameter, "range" | "step">): Pick<Parameter, "range" | "step"> {
    const none = { range: undefined, step: undefined };
    const found = this.OPTION({ GATE: () => this.is(Words.In), DEF: () => this.attempt(read, () => false) });
    return found ?? none;
  }

  /** A value that ends before `in`: the range belongs to the parameter. */
  private readonly parameterValue: ParserMethod<[], Expression> = this.rule("parameterValue", () =>
    this.SUBRULE(this.expression, { ARGS: [4] }),
  );

  private readonly parameterRange: ParserMethod<[], Pick<Parameter, "range" | "step">> = this.rule(
    "parameterRange",
    () => {
      const first = this.CONSUME(Words.In);
      const low = this.SUBRULE(this.expression, { ARGS: [4] });
      this.need(Signs.DotDot, "`param name = value in low..high`");
      this.CONSUME(Signs.DotDot);
      const high = this.SUBRULE2(this.expression, { ARGS: [4] });
      const range = { low, high, span: this.since(first) };
      const step = this.OPTION(() => {
        this.CONSUME(Words.Step);
        return this.SUBRULE3(this.expression, { ARGS: [4] });
      });
      return { range, step };
    },
  );

  protected readonly require: ParserMethod<[], Require> = this.rule("require", () => {
    const first = this.CONSUME(Words.Require);
    const condition = this.SUBRULE(this.expression);
    return {
      kind: "require",
      condition,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly letStatement: ParserMethod<[], Let> = this.rule("letStatement", () => {
    const first = this.CONSUME(Words.Let);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`let`", "let calm = ema(close, 48)"] });
    const family = this.OPTION(() => this.SUBRULE(this.family));
    const value = this.boundValue(() => {
      this.need(Signs.Equal, "`let name = value`");
      this.CONSUME(Signs.Equal);
      return this.SUBRULE(this.expression);
    });
    return {
      kind: "let",
      name,
      family,
      value,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  /** `[k in 1..5]` behind a name. */
  protected readonly family: ParserMethod<[], Family> = this.rule("family", () => {
    const shape = "`name[k in 1..5] = value`";
    const first = this.CONSUME(Signs.LeftBracket);
    const index = this.SUBRULE(this.declaredName, { ARGS: ["the family", "let lag[k in 1..5] = close[k]"] });
    this.need(Words.In, shape);
    this.CONSUME(Words.In);
    const low = this.SUBRULE(this.expression, { ARGS: [4] });
    this.need(Signs.DotDot, shape);
    this.CONSUME(Signs.DotDot);
    const high = this.SUBRULE2(this.expression, { ARGS: [4] });
    this.needCloser(first, Signs.RightBracket);
    this.CONSUME(Signs.RightBracket);
    return { index, low, high, span: this.since(first) };
  });

  /** A single `state name from start = value`, or a group of them in braces. */
  protected readonly stateStatement: ParserMethod<[], State | StateGroup> = this.rule(
    "stateStatement",
    () => {
      const first = this.CONSUME(Words.State);
      const documentation = this.documentationOf(first);
      if (!this.is(Signs.LeftBrace) && !this.isName()) {
        this.fail(() => this.describeNoName("`state`", "state level from 0 = max(prev, close)"));
      }
      return this.OR<State | StateGroup>([
        {
          ALT: () => {
            const kind = blocks.stateGroup;
            const members = this.block({
              kind,
              heading: first,
              of: "`state`",
              read: () => this.SUBRULE(this.groupedState),
            });
            return { kind: "state group", members, documentation, span: this.since(first) };
          },
        },
        {
          ALT: () => {
            const parts = this.SUBRULE(this.stateParts);
            return { kind: "state", ...parts, documentation, span: this.since(first) };
          },
        },
      ]);
    },
  );

  private readonly groupedState: ParserMethod<[], State> = this.rule("groupedState", () => {
    const first = this.LA(1);
    const parts = this.SUBRULE(this.stateParts);
    return { kind: "state", ...parts, documentation: this.documentationOf(first), span: this.since(first) };
  });

  private readonly stateParts: ParserMethod<[], Pick<State, "name" | "start" | "value">> = this.rule(
    "stateParts",
    () => {
      const shape = "`state name from start = value`";
      const name = this.SUBRULE(this.declaredName, {
        ARGS: ["`state`", "state level from 0 = max(prev, close)"],
      });
      const start = this.beforeEqual(() => {
        this.need(Words.From, shape);
        this.CONSUME(Words.From);
        return this.SUBRULE(this.expression);
      });
      const value = this.boundValue(() => {
        this.need(Signs.Equal, shape);
        this.CONSUME(Signs.Equal);
        return this.SUBRULE2(this.expression);
      });
      return { name, start, value };
    },
  );

  protected readonly frame: ParserMethod<[], Frame> = this.rule("frame", () => {
    const first = this.CONSUME(Words.Frame);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`frame`", "frame h4 every 4h { … }"] });
    const every =
      this.attempt(
        () => {
          this.need(Words.Every, "`frame name every 4h { … }`");
          this.CONSUME(Words.Every);
          return this.SUBRULE(this.expression);
        },
        () => this.is(Signs.LeftBrace),
      ) ?? this.damagedExpression();
    const kind = blocks.frame;
    const members = this.block({
      kind,
      heading: first,
      of: this.quoted(name.text),
      read: () => this.SUBRULE(this.frameStep),
    });
    return {
      kind: "frame",
      name,
      every,
      members,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  /** What may stand in a frame. A frame may not, but is read, so that it is told as what it is and hides nothing else. */
  private readonly frameStep: ParserMethod<[], Let | State | StateGroup | Damaged> = this.rule(
    "frameStep",
    () => {
      const known = [Words.Let, Words.State, Words.Frame];
      if (!known.some((word) => this.is(word))) this.fail(() => this.describeUnknown());
      return this.OR<Let | State | StateGroup | Damaged>([
        { ALT: () => this.SUBRULE(this.letStatement) },
        { ALT: () => this.SUBRULE(this.stateStatement) },
        { ALT: () => this.SUBRULE(this.nestedFrame) },
      ]);
    },
  );

  private readonly nestedFrame: ParserMethod<[], Damaged> = this.rule("nestedFrame", () => {
    const word = this.LA(1);
    this.note(() => frameInFrame({ span: this.spanOf(word), holes: {} }));
    const { span } = this.SUBRULE(this.frame);
    return { kind: "damaged", span };
  });

  /** A named value inside a function. */
  protected readonly step: ParserMethod<[], Let | State | StateGroup> = this.rule("step", () => {
    if (!this.is(Words.Let) && !this.is(Words.State)) this.fail(() => this.describeUnknown());
    return this.OR<Let | State | StateGroup>([
      { ALT: () => this.SUBRULE(this.letStatement) },
      { ALT: () => this.SUBRULE(this.stateStatement) },
    ]);
  });

  protected readonly feed: ParserMethod<[], Feed> = this.rule("feed", () => {
    const first = this.CONSUME(Words.Feed);
    const name = this.SUBRULE(this.declaredName, { ARGS: ["`feed`", 'feed eth { symbol: "ETH/USDT" }'] });
    const file = this.OPTION(() => {
      this.CONSUME(Words.From);
      this.need(AnyText, '`feed name from "file.csv" { … }`');
      return this.readTextToken(this.CONSUME(AnyText));
    });
    const settings = this.SUBRULE(this.settings, { ARGS: [first, this.quoted(name.text)] });
    return {
      kind: "feed",
      name,
      file,
      settings,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly gaps: ParserMethod<[], Gaps> = this.rule("gaps", () => {
    const first = this.CONSUME(Words.Gaps);
    if (!this.is(Identifier) || this.beginsLine()) this.fail(() => this.describeGaps());
    const policy = this.identifier(this.CONSUME(Identifier));
    return { kind: "gaps", policy, documentation: this.documentationOf(first), span: this.since(first) };
  });

  private describeGaps(): ReturnType<typeof missingPart> {
    const span = this.gap();
    const fixes = [{ title: "add `hold`", edits: [{ span, text: " hold" }] }];
    return missingPart({
      span,
      holes: { missing: "`hold`", after: "`gaps`", hint: "`gaps hold`, `gaps fill` or `gaps stop`" },
      fixes,
    });
  }

  protected readonly plot: ParserMethod<[], Plot> = this.rule("plot", () => {
    const first = this.CONSUME(Words.Plot);
    const value = this.SUBRULE(this.expression);
    const label = this.OPTION(() => {
      this.CONSUME(Words.As);
      this.need(AnyText, '`plot value as "label"`');
      return this.readTextToken(this.CONSUME(AnyText));
    });
    return {
      kind: "plot",
      value,
      label,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });

  protected readonly alert: ParserMethod<[], Alert> = this.rule("alert", () => {
    const shape = '`alert when condition "message"`';
    const first = this.CONSUME(Words.Alert);
    this.need(Words.When, shape);
    this.CONSUME(Words.When);
    const condition = this.SUBRULE(this.expression);
    if (!this.is(AnyText) && beginsValue(this.LA(1)) && !this.beginsLine())
      this.fail(() => this.sideBySide(this.LA(1)));
    this.need(AnyText, shape);
    const message = this.readTextToken(this.CONSUME(AnyText));
    return {
      kind: "alert",
      condition,
      message,
      documentation: this.documentationOf(first),
      span: this.since(first),
    };
  });
}
