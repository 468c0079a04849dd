import { quoteText } from "../literals.js";
import type {
  Binding,
  Damaged,
  Declaration,
  Enter,
  Expect,
  Expected,
  Expression,
  Family,
  FunctionDeclaration,
  Let,
  Member,
  ModelPart,
  Parameter,
  Protection,
  Setting,
  Size,
  State,
  StateGroup,
  TestStep,
  TypeAnnotation,
  Use,
} from "../tree.js";
import { brackets, layOut, layOutRange, layOutRecord, layOutSum } from "./expressions.js";
import { group, indent, join, line, sequence, type Layout } from "./layout.js";
import type { Block, Piece } from "./writer.js";

type Statement = {
  readonly span: { readonly start: number; readonly end: number };
  readonly documentation?: string;
};

/** A statement without columns. */
function plain(statement: Statement, body: Layout, block?: Block): Piece {
  const { span, documentation = "" } = statement;
  return block === undefined
    ? { span, documentation, head: "", body }
    : { span, documentation, head: "", body, block };
}

/** A statement that lines up with its neighbours of the same kind. */
function columned(statement: Statement, columns: string, head: string, body: Layout): Piece {
  return { span: statement.span, documentation: statement.documentation ?? "", columns, head, body };
}

function blockOf(statement: Statement, start: number, pieces: readonly Piece[]): Block {
  return { pieces, start, end: statement.span.end };
}

function damaged(): never {
  throw new Error("a damaged statement has no text");
}

// --------------------------------------------------------------------------------------------- declarations

export function pieceOfUse(use: Use): Piece {
  const path =
    use.path.kind === "file" ? quoteText(use.path.text) : use.path.segments.map(({ text }) => text).join(".");
  return plain(use, `use ${path}${use.alias === undefined ? "" : ` as ${use.alias.text}`}`);
}

export function pieceOfDeclaration(declaration: Declaration): Piece {
  switch (declaration.kind) {
    case "strategy": {
      const { name, members } = declaration;
      const block = blockOf(declaration, name.span.end, members.map(pieceOfMember));
      return plain(declaration, `strategy ${name.text}`, block);
    }
    case "constant":
      return columned(
        declaration,
        "const",
        `const ${declaration.name.text}`,
        equals(layOut(declaration.value)),
      );
    case "function":
      return pieceOfFunction(declaration);
    case "experiment": {
      const { name, of, settings } = declaration;
      const block = blockOf(declaration, of.span.end, settings.map(pieceOfSetting));
      return plain(declaration, `experiment ${name.text} of ${of.text}`, block);
    }
    case "portfolio": {
      const { name, settings } = declaration;
      return plain(
        declaration,
        `portfolio ${name.text}`,
        blockOf(declaration, name.span.end, settings.map(pieceOfSetting)),
      );
    }
    case "test": {
      const { title, of, steps } = declaration;
      const block = blockOf(declaration, of.span.end, steps.map(pieceOfTestStep));
      return plain(declaration, `test ${quoteText(title.value)} for ${of.text}`, block);
    }
    case "damaged":
      return damaged();
  }
}

function equals(value: Layout): Layout {
  return group("= ", indent(value));
}

function pieceOfFunction(declaration: FunctionDeclaration): Piece {
  const { name, parameters, result, steps, body } = declaration;
  const items = parameters.map((parameter) => {
    const fallback = parameter.fallback === undefined ? "" : sequence(" = ", layOut(parameter.fallback));
    return sequence(parameter.name.text, ": ", layOutType(parameter.type), fallback);
  });
  const type = result === undefined ? "" : sequence(" -> ", layOutType(result));
  const head = sequence("fn ", name.text, brackets("(", items, ")"), type);
  if (steps.length === 0) return plain(declaration, sequence(head, " =", below(body)));
  const start = Math.max(name.span.end, parameters.at(-1)?.span.end ?? 0, result?.span.end ?? 0);
  const last = plain({ span: body.span }, group("return ", hung(body)));
  return plain(declaration, head, blockOf(declaration, start, [...steps.map(pieceOfStep), last]));
}

/** What has brackets of its own stays on the line; everything else that is too long goes below it. */
function below(body: Expression): Layout {
  return body.kind === "record" ? sequence(" ", layOut(body)) : group(indent(line, layOut(body)));
}

/** The lines that follow are indented, but not those of a record, whose braces do that. */
function hung(body: Expression): Layout {
  return body.kind === "record" ? layOut(body) : indent(layOut(body));
}

function layOutType(type: TypeAnnotation): Layout {
  if (type.kind === "named type") return `${type.name.text}${type.optional ? "?" : ""}`;
  return layOutRecord(type.fields.map((field) => sequence(field.name.text, ": ", layOutType(field.type))));
}

// -------------------------------------------------------------------------------------------------- members

function pieceOfMember(member: Member): Piece {
  switch (member.kind) {
    case "section": {
      const { heading, settings } = member;
      return plain(member, heading.text, blockOf(member, heading.span.end, settings.map(pieceOfSetting)));
    }
    case "parameter":
      return pieceOfParameter(member);
    case "require":
      return plain(member, group("require ", indent(layOut(member.condition))));
    case "let":
    case "state":
    case "state group":
      return pieceOfStep(member);
    case "frame": {
      const { name, every, members } = member;
      const block = blockOf(member, every.span.end, members.map(pieceOfStep));
      return plain(member, sequence(`frame ${name.text} every `, layOut(every)), block);
    }
    case "feed": {
      const { name, file, settings } = member;
      const from = file === undefined ? "" : ` from ${quoteText(file.value)}`;
      const block = blockOf(
        member,
        Math.max(name.span.end, file?.span.end ?? 0),
        settings.map(pieceOfSetting),
      );
      return plain(member, `feed ${name.text}${from}`, block);
    }
    case "model": {
      const { name, parts } = member;
      return plain(member, `model ${name.text}`, blockOf(member, name.span.end, parts.map(pieceOfModelPart)));
    }
    default:
      return pieceOfRule(member);
  }
}

function pieceOfParameter(parameter: Parameter): Piece {
  const { name, value, range, step } = parameter;
  const within = range === undefined ? "" : sequence(" in ", layOutRange(range.low, range.high));
  const by = step === undefined ? "" : sequence(" step ", layOutSum(step));
  return columned(parameter, "param", `param ${name.text}`, sequence("= ", layOutSum(value), within, by));
}

function layOutFamily(family: Family | undefined): string {
  if (family === undefined) return "";
  return `[${flatten(sequence(`${family.index.text} in `, layOutRange(family.low, family.high)))}]`;
}

/** A layout as one line. */
function flatten(layout: Layout): string {
  if (typeof layout === "string") return layout;
  if (layout.kind === "line") return layout.flat;
  return layout.kind === "sequence" ? layout.parts.map(flatten).join("") : flatten(layout.inner);
}

function pieceOfStep(step: Let | State | StateGroup | Damaged): Piece {
  switch (step.kind) {
    case "let":
      return columned(
        step,
        "let",
        `let ${step.name.text}${layOutFamily(step.family)}`,
        equals(layOut(step.value)),
      );
    case "state":
      return plain(step, sequence("state ", layOutState(step)));
    case "state group": {
      const pieces = step.members.map((member) =>
        member.kind === "damaged" ? damaged() : plain(member, layOutState(member)),
      );
      return plain(step, "state", blockOf(step, step.span.start + "state".length, pieces));
    }
    case "damaged":
      return damaged();
  }
}

/** Without the word, as it stands in a group. The start ends before `=`, which no comparison does. */
function layOutState({ name, start, value }: State): Layout {
  return group(`${name.text} from `, layOut(start), " = ", indent(layOut(value)));
}

// --------------------------------------------------------------------------------------------------- orders

type Rule = Exclude<
  Member,
  { kind: "section" | "parameter" | "require" | "let" | "state" | "state group" | "frame" | "feed" | "model" }
>;

function pieceOfRule(rule: Rule): Piece {
  switch (rule.kind) {
    case "enter":
      return pieceOfEnter(rule);
    case "exit":
      return columned(rule, "rule", "exit", group(`${rule.side} when `, indent(layOut(rule.condition))));
    case "position": {
      const body = group("position ", indent(layOut(rule.target)));
      if (rule.settings.length === 0) return plain(rule, body);
      return plain(rule, body, blockOf(rule, rule.target.span.end, rule.settings.map(pieceOfSetting)));
    }
    case "size":
      return plain(rule, layOutSize(rule));
    case "cooldown":
      return plain(rule, sequence("cooldown ", layOut(rule.length), optional(" after ", rule.after?.text)));
    case "halt":
      return plain(
        rule,
        sequence("halt when ", layOut(rule.condition), optional(" for ", rule.length && layOut(rule.length))),
      );
    case "gaps":
      return plain(rule, `gaps ${rule.policy.text}`);
    case "plot":
      return plain(
        rule,
        sequence("plot ", layOut(rule.value), optional(" as ", rule.label && quoteText(rule.label.value))),
      );
    case "alert":
      return plain(
        rule,
        group("alert when ", indent(layOut(rule.condition), line, quoteText(rule.message.value))),
      );
    case "damaged":
      return damaged();
  }
}

function optional(word: string, layout: Layout | undefined): Layout {
  return layout === undefined ? "" : sequence(word, layout);
}

function layOutSize(size: Size): Layout {
  const { mode, amount, of, over, beginning, scale, limit } = size;
  const word = mode === "plain" ? "" : `${mode} `;
  const most = limit && sequence(layOut(limit.amount), ` of ${limit.of.text}`);
  const amountLayout = layOut(amount);
  // A series called `risk` must not be taken for the word.
  const ambiguous = mode === "plain" && /^(?:risk|fixed|volatility|kelly)\b/.test(flatten(amountLayout));
  const alone = [over, beginning, scale, limit].every((part) => part === undefined);
  const clear = !ambiguous || (amount.kind === "name" && alone);
  const shown = clear ? amountLayout : sequence("(", amountLayout, ")");
  const begun = beginning && sequence(layOut(beginning.trades), " trades else ", layOut(beginning.otherwise));
  return sequence(
    "size ",
    word,
    shown,
    optional(" of ", of?.text),
    optional(" over ", over && layOut(over)),
    optional(" after ", begun),
    optional(" scaled by ", scale && layOut(scale)),
    optional(" max ", most),
  );
}

function pieceOfEnter(enter: Enter): Piece {
  const { side, condition, order, protections } = enter;
  const price =
    order &&
    sequence(
      `${order.type} at `,
      layOut(order.price),
      optional(" limit ", order.limit && layOut(order.limit)),
      optional(" for ", order.validity && layOut(order.validity)),
    );
  const body = group(
    `${side} when `,
    indent(layOut(condition), price === undefined ? "" : sequence(line, price)),
  );
  if (protections.length === 0) return columned(enter, "rule", "enter", body);
  const start = Math.max(condition.span.end, order?.span.end ?? 0);
  const block = blockOf(enter, start, protections.map(pieceOfProtection));
  return { ...plain(enter, body, block), head: "enter" };
}

function pieceOfProtection(protection: Protection): Piece {
  const row = (word: string, body: Layout) => columned(protection, "protection", word, group(indent(body)));
  switch (protection.kind) {
    case "stop":
      return row(
        "stop",
        sequence(layOut(protection.price), optional(" after ", protection.after && layOut(protection.after))),
      );
    case "take":
      return row(
        "take",
        sequence(
          layOut(protection.price),
          optional(" for ", protection.portion && layOut(protection.portion)),
        ),
      );
    case "trail":
      return row(
        "trail",
        sequence(
          layOut(protection.distance),
          optional(" after ", protection.after && layOut(protection.after)),
        ),
      );
    case "expire":
      return row("expire", layOut(protection.after));
    case "damaged":
      return damaged();
  }
}

// --------------------------------------------------------------------------------- settings, models and tests

function pieceOfSetting(setting: Setting): Piece {
  const { name, value } = setting;
  switch (value.kind) {
    case "block":
      return plain(setting, name.text, blockOf(setting, name.span.end, value.settings.map(pieceOfSetting)));
    case "range":
      return plain(setting, sequence(`${name.text}: `, layOutRange(value.low, value.high)));
    case "list":
      return plain(
        setting,
        sequence(
          `${name.text}: `,
          brackets(
            "[",
            value.items.map((item) => layOut(item)),
            "]",
          ),
        ),
      );
    case "rate": {
      const amount = indent(layOut(value.amount));
      return plain(setting, group(`${name.text}: `, amount, ` ${value.word} `, indent(layOut(value.period))));
    }
    default:
      return plain(setting, group(`${name.text}: `, indent(layOut(value))));
  }
}

function pieceOfModelPart(part: ModelPart): Piece {
  switch (part.kind) {
    case "features":
    case "target":
      return plain(
        part,
        part.kind,
        blockOf(part, part.span.start + part.kind.length, part.bindings.map(pieceOfBinding)),
      );
    case "algorithm": {
      const { name, settings } = part;
      return plain(
        part,
        `algorithm ${name.text}`,
        blockOf(part, name.span.end, settings.map(pieceOfSetting)),
      );
    }
    case "train":
      return plain(
        part,
        "train",
        blockOf(part, part.span.start + "train".length, part.settings.map(pieceOfSetting)),
      );
    case "damaged":
      return damaged();
  }
}

function pieceOfBinding(binding: Binding | Damaged): Piece {
  if (binding.kind === "damaged") return damaged();
  const { name, family, value, as } = binding;
  const body = group("= ", indent(layOut(value)), optional(" as ", as?.text));
  return columned(binding, "binding", `${name.text}${layOutFamily(family)}`, body);
}

function pieceOfTestStep(step: TestStep): Piece {
  switch (step.kind) {
    case "with": {
      const values = step.values.map(({ name, value }) => sequence(`${name.text} = `, layOut(value)));
      return plain(step, group("with ", indent(join(values, sequence(",", line)))));
    }
    case "row":
      return plain(
        step,
        group(
          `${step.of === undefined ? "" : `${step.of.text}.`}${step.name.text}: `,
          indent(
            join(
              step.values.map((value) => layOut(value)),
              sequence(",", line),
            ),
          ),
        ),
      );
    case "expect":
      return plain(step, layOutExpect(step));
    case "damaged":
      return damaged();
  }
}

function layOutExpect({ negated, what, at }: Expect): Layout {
  const bar = at === undefined ? "" : ` at bar ${at.bar}`;
  return group(negated ? "expect no " : "expect ", layOutExpected(what), bar);
}

function layOutExpected(what: Expected): Layout {
  switch (what.kind) {
    case "rule":
      return `${what.action} ${what.side}`;
    case "protection":
      return what.protection;
    case "nothing":
      return "nothing";
    case "value":
      return sequence(layOut(what.name), " = ", layOut(what.value));
  }
}
