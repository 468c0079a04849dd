import { fold, findForm, whyForeign, write, writeLength, type Environment } from "./expressions.js";
import { readInput, type PineInput } from "./inputs.js";
import { formOf, type Names } from "./names.js";
import { NotTranslated, type PineNote } from "./notes.js";
import type { PathCondition } from "./orders.js";
import { allOf, atom, conditional, placed, tightness, type Written } from "./text.js";
import type { PineArgument, PineExpression, PineStatement } from "./tree.js";
import { findMutables, isFixed, type Mutable } from "./variables.js";

/** What a name of the script stands for. */
type Binding =
  | { readonly kind: "value"; readonly written: Written; readonly definition: PineExpression | undefined }
  | { readonly kind: "parameter"; readonly written: Written }
  | { readonly kind: "fixed"; readonly value: PineExpression }
  | { readonly kind: "lost"; readonly line: number };

/** A parameter of the strategy or of a function, and how it is used. */
export interface UsedParameter {
  readonly name: string;
  /** What the script calls it. */
  readonly original: string;
  readonly input: Extract<PineInput, { kind: "parameter" | "truth" }> | undefined;
  asLength: boolean;
  asValue: boolean;
}

/** A function of the script that was translated. */
export interface OwnFunction {
  readonly name: string;
  readonly parameters: readonly UsedParameter[];
  /** Of one that gives several values: their names. */
  readonly fields: readonly string[];
  /** Names of the whole script that its body reads: they are handed to it. */
  readonly captured: readonly UsedParameter[];
}

/** What all scopes of a script share. */
export interface Script {
  readonly version: number;
  readonly names: Names;
  readonly notes: PineNote[];
  readonly functions: Map<string, OwnFunction>;
}

/** What only the whole program can answer. */
export type CallHook = (
  callee: string,
  given: readonly PineArgument[],
  line: number,
  scope: Scope,
) => Written | undefined;

/**
 * The names of one body, a script's or a function's, while its statements are read in order. A variable that is
 * assigned again is followed from value to value; what it is at the end of the bar becomes one `let` or `state`.
 */
export class Scope implements Environment {
  readonly lines: string[] = [];
  readonly parameters = new Map<string, UsedParameter>();
  readonly #bindings = new Map<string, Binding>();
  readonly #current = new Map<string, Written>();
  readonly #mutables: ReadonlyMap<string, Mutable>;
  /** The variable whose new value is being read: only there its last value is `prev`. */
  #chain: string | undefined;
  /** The name that is being declared: what a frame calls its value. */
  declaring: string | undefined;
  /** Whether a price level is being read, where the price paid is `entry`. */
  inLevel = false;

  /** @param outer of a function: the script around it, whose names it may read */
  constructor(
    readonly script: Script,
    statements: readonly PineStatement[],
    private readonly hook: CallHook,
    private readonly outer?: Scope,
  ) {
    this.#mutables = findMutables(statements);
  }

  get version(): number {
    return this.script.version;
  }

  // ------------------------------------------------------------------------------------ what expressions ask

  look(name: string, line: number): Written | undefined {
    if (name === "strategy.position_avg_price" && this.inLevel) return atom("entry");
    const current = this.#current.get(name);
    if (current !== undefined) {
      if (name !== this.#chain && /\bprev\b/.test(current.text))
        throw new NotTranslated(line, `\`${name}\``, "it is read between two changes of its value");
      return current;
    }
    const binding = this.#bindings.get(name);
    if (binding === undefined) return this.#capture(name, line);
    if (binding.kind === "lost")
      throw new NotTranslated(
        line,
        `\`${name}\``,
        `line ${binding.line}, which gives its value, was not translated`,
      );
    return binding.kind === "fixed" ? undefined : binding.written;
  }

  /** A function sees no names of a strategy: what it reads of them becomes one more parameter. */
  #capture(name: string, line: number): Written | undefined {
    if (this.outer?.look(name, line) === undefined) return undefined;
    return atom(this.addParameter(name, undefined).name);
  }

  fixed(name: string): PineExpression | undefined {
    const binding = this.#bindings.get(name);
    if (binding === undefined) return this.outer?.fixed(name);
    return binding.kind === "fixed" ? binding.value : undefined;
  }

  call(callee: string, given: readonly PineArgument[], line: number): Written | undefined {
    const own = this.script.functions.get(callee);
    return own === undefined ? this.hook(callee, given, line, this) : writeOwnCall(own, given, line, this);
  }

  past(name: string, offset: number, line: number): Written | undefined {
    if (!this.#current.has(name) || name !== this.#chain) return undefined;
    if (offset !== 1)
      throw new NotTranslated(
        line,
        `\`${name}[${offset}]\``,
        "a value remembers its last one only, as `prev`",
      );
    return atom("prev");
  }

  uses(name: string, as: "length" | "value"): void {
    const parameter = this.parameters.get(name);
    if (parameter === undefined) return;
    if (as === "length") parameter.asLength = true;
    else parameter.asValue = true;
  }

  differs(line: number, what: string, reason: string): void {
    this.note(line, "differs", what, reason);
  }

  note(line: number, kind: PineNote["kind"], what: string, reason: string): void {
    const { notes } = this.script;
    if (!notes.some((each) => each.line === line && each.what === what))
      notes.push({ line, kind, what, reason });
  }

  write(expression: PineExpression): Written {
    return write(expression, this);
  }

  /** Whether an expression is the same on every bar, the price paid apart. */
  isFixed(expression: PineExpression): boolean {
    return isFixed(expression, (name) => {
      if (name === "strategy.position_avg_price" || name === "syminfo.mintick") return true;
      const binding = this.#bindings.get(name);
      if (binding?.kind === "value")
        return binding.definition !== undefined && this.isFixed(binding.definition);
      return binding?.kind === "parameter" || binding?.kind === "fixed";
    });
  }

  /** How a name was defined, where it is defined once. */
  definitionOf(name: string): PineExpression | undefined {
    const binding = this.#bindings.get(name);
    return binding?.kind === "value" ? binding.definition : undefined;
  }

  isParameter(name: string): boolean {
    return this.#bindings.get(name)?.kind === "parameter";
  }

  // -------------------------------------------------------------------------------------------- statements

  bind(name: string, written: Written, definition?: PineExpression): void {
    this.#bindings.set(name, { kind: "value", written, definition });
  }

  addParameter(name: string, input: UsedParameter["input"]): UsedParameter {
    const own = this.outer === undefined ? this.script.names.create(name) : formOf(name);
    const parameter: UsedParameter = { name: own, original: name, input, asLength: false, asValue: false };
    this.parameters.set(name, parameter);
    this.#bindings.set(name, { kind: "parameter", written: atom(parameter.name) });
    return parameter;
  }

  lose(names: readonly string[], line: number): void {
    for (const name of names) {
      this.#current.delete(name);
      this.#bindings.set(name, { kind: "lost", line });
    }
  }

  declare(statement: Extract<PineStatement, { kind: "declare" }>, path: readonly PathCondition[]): void {
    const { names, value, keeps, line } = statement;
    const [name = ""] = names;
    const input = readInput(value);
    if (input !== undefined) return this.#declareInput(name, input, line);
    if (path.length > 0) this.#refuseHistory(value, name, line);
    const mutable = this.#mutables.get(name);
    if (mutable !== undefined) return this.#begin(name, mutable, line);
    if (keeps === "varip") throw new NotTranslated(line, "`varip`", "a value that changes inside a bar");
    if (names.length > 1) return this.#declareSeveral(statement);
    const folded = fold(value, this);
    if (folded.kind === "text") return void this.#bindings.set(name, { kind: "fixed", value: folded });
    if (keeps === "var" && !this.isFixed(value))
      throw new NotTranslated(
        line,
        `\`var ${name}\``,
        "its value is that of the first bar, whichever that is",
      );
    this.declaring = name;
    const written = this.write(value);
    this.declaring = undefined;
    // A value of a frame has its name there.
    if (/^\w+\.\w+$/.test(written.text)) return this.bind(name, written);
    this.#let(name, written, value);
  }

  #let(name: string, written: Written, definition: PineExpression | undefined): void {
    const own = this.script.names.create(name);
    this.lines.push(`let ${own} = ${written.text}`);
    this.bind(name, atom(own), definition);
  }

  #declareInput(name: string, input: PineInput, line: number): void {
    switch (input.kind) {
      case "parameter":
      case "truth":
        this.addParameter(name, input);
        return;
      case "series":
        this.note(
          line,
          "assumed",
          `input \`${name}\``,
          "a choice of series has no counterpart; its default is taken",
        );
        return this.#let(name, this.write(input.value), input.value);
      case "fixed":
        this.note(
          line,
          "assumed",
          `input \`${name}\``,
          "a choice of words has no counterpart; its default is taken",
        );
        this.#bindings.set(name, { kind: "fixed", value: input.value });
        return;
      case "decoration":
        this.note(line, "decoration", `input \`${name}\``, "a colour");
        this.lose([name], line);
    }
  }

  /** `[a, b] = f(…)`: a field of the record for each name that is not `_`. */
  #declareSeveral({ names, value, line }: Extract<PineStatement, { kind: "declare" }>): void {
    if (value.kind !== "call")
      throw new NotTranslated(line, "several values at once", "they come from no call");
    const own = this.script.functions.get(value.callee);
    const fields = own?.fields ?? findForm(value.callee, this.version)?.fields ?? [];
    if (fields.length === 0)
      throw new NotTranslated(
        line,
        `\`${value.callee}\``,
        own ? "it gives one value" : whyForeign(value.callee),
      );
    const record = this.write(value);
    for (const [index, name] of names.entries()) {
      const field = fields[index];
      if (name === "_" || field === undefined) continue;
      this.#let(name, atom(`${placed(record, tightness.postfix)}.${field}`), undefined);
    }
  }

  /** What is computed in a branch is computed on every bar here: the same only if it remembers nothing. */
  #refuseHistory(value: PineExpression, name: string, line: number): void {
    if (!remembers(value)) return;
    const reason =
      "in a branch Pine computes it on some bars only, so its memory differs: move it before the `if`";
    throw new NotTranslated(line, `\`${name}\``, reason);
  }

  #begin(name: string, { keeps, start }: Mutable, line: number): void {
    if (keeps === "varip") throw new NotTranslated(line, "`varip`", "a value that changes inside a bar");
    if (keeps === "var" && start.kind !== "missing" && !this.isFixed(start))
      throw new NotTranslated(line, `\`var ${name}\``, "it starts from the first bar, whichever that is");
    this.#chain = name;
    this.#current.set(name, keeps === "var" ? atom("prev") : this.write(start));
    this.#chain = undefined;
  }

  assign(name: string, value: PineExpression, path: readonly PathCondition[], line: number): void {
    const before = this.#current.get(name);
    if (before === undefined) {
      const lost = this.#bindings.get(name);
      if (lost?.kind === "lost") this.look(name, line);
      throw new NotTranslated(line, `\`${name}\``, "it changes where it was not declared");
    }
    if (path.length > 0) this.#refuseHistory(value, name, line);
    this.#chain = name;
    try {
      const next = this.write(value);
      this.#current.set(name, next);
    } finally {
      this.#chain = undefined;
    }
  }

  /** Reads both branches of an `if`; a variable that either changes is chosen by the condition after it. */
  branch(condition: PineExpression, then: () => void, otherwise: () => void): void {
    const before = new Map(this.#current);
    then();
    const changed = new Map(this.#current);
    for (const [name, value] of before) if (this.#current.has(name)) this.#current.set(name, value);
    otherwise();
    for (const [name, unchanged] of this.#current) {
      const changedTo = changed.get(name);
      if (changedTo === undefined || changedTo.text === unchanged.text) continue;
      this.#chain = name;
      try {
        this.#current.set(name, conditional(this.write(condition), changedTo, unchanged));
      } catch (error) {
        if (!(error instanceof NotTranslated)) throw error;
        this.note(error.line, "not translated", error.what, error.reason);
        this.lose([name], error.line);
      } finally {
        this.#chain = undefined;
      }
    }
  }

  conditions(path: readonly PathCondition[]): Written {
    return allOf(
      path.map(({ condition, holds }) => {
        const written = this.write(condition);
        if (holds) return written;
        return { text: `not ${placed(written, tightness.not)}`, tightness: tightness.not };
      }),
    );
  }

  /** After the top-level statement of this index: variables that do not change any more get their name. */
  settle(index: number): void {
    for (const [name, { settledAfter, keeps, start }] of this.#mutables) {
      const value = this.#current.get(name);
      if (settledAfter !== index || value === undefined) continue;
      this.#current.delete(name);
      if (!/\bprev\b/.test(value.text)) {
        this.#let(name, value, undefined);
        continue;
      }
      const own = this.script.names.create(name);
      const from = keeps === "var" ? this.write(start).text : "na";
      this.lines.push(`state ${own} from ${from} = ${value.text}`);
      this.bind(name, atom(own));
    }
  }
}

/** Whether a parameter counts bars and is nothing else. */
export const isLength = (parameter: UsedParameter | undefined): boolean =>
  parameter?.asLength === true && !parameter.asValue;

/** A call of one of the script's own functions. */
export function writeOwnCall(
  own: OwnFunction,
  given: readonly PineArgument[],
  line: number,
  environment: Environment,
): Written {
  const texts = given.map(({ name, value }, index) => {
    const parameter = own.parameters.find((each) => each.original === name) ?? own.parameters[index];
    const { text } = isLength(parameter) ? writeLength(value, environment) : write(value, environment);
    return name === undefined ? text : `${formOf(name)}: ${text}`;
  });
  for (const parameter of own.captured) {
    const { name, original } = parameter;
    const value = environment.look(original, line);
    if (value === undefined) throw new NotTranslated(line, `\`${original}\``, "it has no value here");
    environment.uses(original, isLength(parameter) ? "length" : "value");
    texts.push(`${name}: ${value.text}`);
  }
  return atom(`${own.name}(${texts.join(", ")})`);
}

/** Whether a value depends on bars before this one in a way that which bars it is computed on matters. */
function remembers(value: PineExpression): boolean {
  if (value.kind === "call" && !/^(?:math\.|na$|nz$|int$|float$|bool$|timestamp$)/.test(value.callee))
    return true;
  switch (value.kind) {
    case "call":
      return value.arguments.some((each) => remembers(each.value));
    case "unary":
      return remembers(value.operand);
    case "binary":
      return remembers(value.left) || remembers(value.right);
    case "conditional":
      return [value.condition, value.whenTrue, value.whenFalse].some(remembers);
    default:
      return false;
  }
}
