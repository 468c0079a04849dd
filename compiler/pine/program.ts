import { Names } from "./names.js";
import { NotTranslated, type PineNote } from "./notes.js";
import {
  conjuncts,
  takeOrder,
  textOf,
  argumentsByName,
  type OrderBook,
  type PathCondition,
} from "./orders.js";
import { parsePine } from "./parser.js";
import { writeFrame, type Frames } from "./frames.js";
import { writeRules } from "./rules.js";
import { writeFunction } from "./functions.js";
import { isLength, Scope, type Script, type UsedParameter } from "./scope.js";
import { readSettings, type ScriptSettings } from "./settings.js";
import type { PineArgument, PineStatement } from "./tree.js";

/** The pieces of a translated script, each a list of statements. */
export interface Pieces {
  readonly title: string;
  readonly parameters: readonly string[];
  readonly lines: readonly string[];
  readonly functions: readonly string[];
  readonly frames: readonly string[];
  readonly rules: readonly string[];
  readonly size: string;
  readonly costs: readonly string[];
  readonly ignoresOpposite: boolean;
  /** How many entries one position may have; 0 and 1 are one. */
  readonly pyramiding: number;
  /** Whether a short side is traded. */
  readonly sells: boolean;
  readonly shown: readonly string[];
  readonly notes: readonly PineNote[];
}

const decorations =
  /^(?:bgcolor|barcolor|fill|hline|plotbar|plotcandle|plotarrow|color\.\w+|label\.\w+|line\.\w+|box\.\w+|table\.\w+|linefill\.\w+|max_bars_back|runtime\.\w+|log\.\w+)$/;

const plots = /^plot(?:shape|char)?$/;

/** Reads a script and says it in the language, as far as it can be said. Never throws. */
export function translate(text: string): Pieces {
  return new Program(text).pieces();
}

class Program {
  readonly #script: Script;
  readonly #scope: Scope;
  readonly #statements: readonly PineStatement[];
  readonly #functions: string[] = [];
  readonly #frames: Frames = new Map();
  readonly #book: OrderBook = { entries: [], closes: [], exits: [] };
  readonly #shown: string[] = [];
  #settings: ScriptSettings | undefined;

  constructor(text: string) {
    const { version = 1, statements } = parsePine(text);
    this.#statements = statements;
    this.#script = { version, names: new Names(), notes: [], functions: new Map() };
    this.#scope = new Scope(this.#script, statements, (callee, given, line, scope) =>
      /^(?:request\.)?security$/.test(callee) ? writeFrame(given, line, scope, this.#frames) : undefined,
    );
  }

  pieces(): Pieces {
    const top = {};
    for (const [index, statement] of this.#statements.entries()) {
      this.#read(statement, [], top);
      this.#scope.settle(index);
    }
    const settings = this.#settings ?? readSettings([], 1, this.#scope);
    const rules = writeRules(this.#book, this.#scope);
    const sells = rules.statements.some((text) => text.startsWith("enter short"));
    this.#noteMarket(settings, sells);
    return {
      title: settings.title,
      parameters: [...this.#scope.parameters.values()].map(writeParameter),
      lines: this.#scope.lines,
      functions: this.#functions,
      frames: [...this.#frames.values()].map(
        ({ name, duration, lines }) => `frame ${name} every ${duration} {\n${lines.join("\n")}\n}`,
      ),
      rules: rules.statements,
      size: rules.size ?? settings.size,
      costs: settings.costs,
      ignoresOpposite: rules.ignoresOpposite,
      pyramiding: settings.pyramiding,
      sells,
      shown: this.#shown,
      notes: this.#script.notes.toSorted((a, b) => a.line - b.line),
    };
  }

  #noteMarket({ pyramiding, line }: ScriptSettings, sells: boolean): void {
    if (pyramiding > 1 && this.#book.exits.length > 0)
      this.#scope.differs(
        line,
        `\`pyramiding = ${pyramiding}\``,
        "the protections of the newest entry hold for all of the position",
      );
    if (sells)
      this.#scope.note(
        line,
        "assumed",
        "short entries",
        "`type: perpetual`, since spot cannot be sold short",
      );
  }

  /** One statement under the conditions of the `if`s around it. What cannot be translated becomes a note. */
  #read(statement: PineStatement, path: readonly PathCondition[], branch: object): void {
    try {
      this.#translate(statement, path, branch);
    } catch (error) {
      if (!(error instanceof NotTranslated)) throw error;
      const names = namesGiven(statement);
      this.#scope.note(statement.line, "not translated", error.what, error.reason);
      this.#scope.lose(names, statement.line);
    }
  }

  #translate(statement: PineStatement, path: readonly PathCondition[], branch: object): void {
    const { line } = statement;
    switch (statement.kind) {
      case "declare": {
        const { value } = statement;
        // `p = plot(x)` gives the drawing a name that only `fill` reads.
        if (value.kind === "call" && (plots.test(value.callee) || decorations.test(value.callee)))
          return this.#call(value.callee, value.arguments, { line, path, branch });
        return this.#scope.declare(statement, path);
      }
      case "assign":
        return this.#scope.assign(statement.name, statement.value, path, line);
      case "function":
        this.#functions.push(writeFunction(statement, this.#script, this.#scope));
        return;
      case "if": {
        const { condition } = statement;
        const read = (inside: readonly PineStatement[], holds: boolean) => () => {
          const own = {};
          for (const each of inside) this.#read(each, [...path, { condition, holds }], own);
        };
        return this.#scope.branch(
          condition,
          read(statement.whenTrue, true),
          read(statement.whenFalse, false),
        );
      }
      case "foreign":
        throw new NotTranslated(
          line,
          statement.what,
          "there is no such statement: every name is a value for each bar",
        );
      case "expression": {
        const { value } = statement;
        if (value.kind !== "call")
          throw new NotTranslated(line, "an expression alone", "nothing reads its value");
        return this.#call(value.callee, value.arguments, { line, path, branch });
      }
    }
  }

  #call(
    callee: string,
    given: readonly PineArgument[],
    place: { readonly line: number; readonly path: readonly PathCondition[]; readonly branch: object },
  ): void {
    const { line, path } = place;
    if (/^(?:strategy|indicator|study)$/.test(callee)) {
      this.#settings = readSettings(given, line, this.#scope);
      if (callee !== "strategy")
        this.#scope.note(
          line,
          "assumed",
          "an indicator",
          "it orders nothing: add `enter` and `exit` to trade it",
        );
      return;
    }
    if (decorations.test(callee)) {
      this.#scope.note(line, "decoration", `\`${callee}\``, "it only draws");
      return;
    }
    if (takeOrder(this.#book, callee, given, place)) return;
    if (plots.test(callee)) return this.#plot(given, line);
    if (callee === "alertcondition" || callee === "alert") return this.#alert(callee, given, path, line);
    throw new NotTranslated(line, `\`${callee}\``, "a call whose value nothing reads");
  }

  #plot(given: readonly PineArgument[], line: number): void {
    const known = argumentsByName(given, ["series", "title"]);
    const series = known.get("series");
    if (series === undefined) throw new NotTranslated(line, "`plot`", "it names no series");
    const title = textOf(known.get("title"));
    const value = this.#scope.write(series).text;
    this.#shown.push(`plot ${value}${title ? ` as ${quoted(title)}` : ""}`);
  }

  #alert(callee: string, given: readonly PineArgument[], path: readonly PathCondition[], line: number): void {
    const names = callee === "alert" ? ["message"] : ["condition", "title", "message"];
    const known = argumentsByName(given, names);
    const condition = known.get("condition");
    const whole = condition === undefined ? path : [...path, { condition, holds: true }];
    const message = textOf(known.get("message")) ?? textOf(known.get("title"));
    if (message === undefined)
      throw new NotTranslated(line, `\`${callee}\``, "its message is not a fixed text");
    const when = this.#scope.conditions(conjuncts(whole)).text;
    const written = message.replace(/\{\{(\w+)\}\}/g, (_, name: string) => `{${name}}`);
    this.#shown.push(`alert when ${when} ${quoted(written)}`);
  }
}

function namesGiven(statement: PineStatement): readonly string[] {
  switch (statement.kind) {
    case "declare":
    case "foreign":
      return statement.names;
    case "assign":
    case "function":
      return [statement.name];
    default:
      return [];
  }
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

function writeParameter(parameter: UsedParameter): string {
  const { name, input } = parameter;
  if (input === undefined) return "";
  if (input.kind === "truth") return `param ${name} = ${input.value}`;
  const { value, low, high, step, whole } = input;
  const unit = whole && isLength(parameter) ? " bars" : "";
  const range = low !== undefined && high !== undefined ? ` in ${low}..${high}` : "";
  return `param ${name} = ${value}${unit}${range}${step !== undefined && range !== "" ? ` step ${step}` : ""}`;
}
