import { calls, foreign, variables, type CallForm } from "./calls.js";
import { NotTranslated } from "./notes.js";
import { atom, conditional, infix, placed, read, tightness, type Written } from "./text.js";
import type { PineArgument, PineExpression } from "./tree.js";

/** What the expressions of a place can name, and whom they tell what they need. */
export interface Environment {
  readonly version: number;
  /** What a name of the script is called here; undefined where the script does not declare it. */
  readonly look: (name: string, line: number) => Written | undefined;
  /** The value of a name that is fixed in the script: a choice of an input, a text. */
  readonly fixed: (name: string) => PineExpression | undefined;
  /** Calls of the script's own functions, and what only a whole program can answer (`request.security`). */
  readonly call: (callee: string, given: readonly PineArgument[], line: number) => Written | undefined;
  /** The text of `x[n]` where `x` is a variable that changes: undefined leaves it as it is. */
  readonly past: (name: string, offset: number, line: number) => Written | undefined;
  /** Told of every place where a name of the script is used. */
  readonly uses: (name: string, as: "length" | "value") => void;
  readonly differs: (line: number, what: string, reason: string) => void;
}

/** An expression of Pine as one of the language. @throws NotTranslated */
export function write(expression: PineExpression, environment: Environment): Written {
  const folded = fold(expression, environment);
  const inner = (each: PineExpression) => write(each, environment);
  switch (folded.kind) {
    case "number":
      return atom(folded.text);
    case "truth":
      return atom(String(folded.value));
    case "missing":
      return atom("na");
    case "text":
      throw new NotTranslated(folded.line, `"${folded.value}"`, "a text is no value here");
    case "list":
      throw new NotTranslated(
        folded.line,
        "a list of values",
        "it has a counterpart only as the result of a function",
      );
    case "foreign":
      throw new NotTranslated(folded.line, folded.what, "it has no counterpart");
    case "name":
      return writeName(folded.name, folded.line, environment);
    case "call":
      return writeCall(folded.callee, folded.arguments, folded.line, environment);
    case "history":
      return writeHistory(folded, environment);
    case "unary": {
      const operand = inner(folded.operand);
      if (folded.operator === "+") return operand;
      return folded.operator === "-"
        ? { text: `-${placed(operand, tightness.negation)}`, tightness: tightness.negation }
        : { text: `not ${placed(operand, tightness.not)}`, tightness: tightness.not };
    }
    case "binary": {
      const { operator, left, right } = folded;
      return infix(inner(left), operator === "%" ? "mod" : operator, inner(right));
    }
    case "conditional":
      return conditional(inner(folded.condition), inner(folded.whenTrue), inner(folded.whenFalse));
  }
}

/** Decides what the script's fixed texts and choices decide: `kind == "EMA" ? a : b`. */
export function fold(expression: PineExpression, environment: Environment): PineExpression {
  if (expression.kind === "name") return environment.fixed(expression.name) ?? expression;
  if (expression.kind === "conditional") {
    const condition = fold(expression.condition, environment);
    if (condition.kind !== "truth") return { ...expression, condition };
    return fold(condition.value ? expression.whenTrue : expression.whenFalse, environment);
  }
  if (expression.kind !== "binary") return expression;
  const { operator, line } = expression;
  const left = fold(expression.left, environment);
  const right = fold(expression.right, environment);
  const truth = (value: boolean): PineExpression => ({ kind: "truth", line, value });
  if (left.kind === "text" && right.kind === "text") {
    if (operator === "==") return truth(left.value === right.value);
    if (operator === "!=") return truth(left.value !== right.value);
  }
  for (const [known, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (known.kind !== "truth") continue;
    if (operator === "and") return known.value ? other : known;
    if (operator === "or") return known.value ? known : other;
  }
  return { ...expression, left, right };
}

function writeName(name: string, line: number, environment: Environment): Written {
  const own = environment.look(name, line);
  if (own !== undefined) {
    environment.uses(name, "value");
    return own;
  }
  const known = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (known === undefined) throw new NotTranslated(line, `\`${name}\``, whyForeign(name));
  return read(known);
}

export function whyForeign(name: string): string {
  const known = foreign.find(([prefix]) =>
    prefix.endsWith(".") ? name.startsWith(prefix) : name === prefix,
  );
  return known?.[1] ?? "the script does not declare it, and it has no counterpart";
}

function writeCall(
  callee: string,
  given: readonly PineArgument[],
  line: number,
  environment: Environment,
): Written {
  const own = environment.call(callee, given, line);
  if (own !== undefined) return own;
  const special = specialCall(callee, given, line, environment);
  if (special !== undefined) return special;
  const form = findForm(callee, environment.version);
  if (form === undefined) throw new NotTranslated(line, `\`${callee}\``, whyForeign(callee));
  if (form.differs !== undefined) environment.differs(line, `\`${callee}\``, form.differs);
  return fill(form, argumentsOf(form, given), callee, line, environment);
}

/** The form of a function; version 4 left out `ta.` and `math.`. */
export function findForm(callee: string, version: number): CallForm | undefined {
  const names = version < 5 ? [callee, `ta.${callee}`, `math.${callee}`] : [callee];
  const name = names.find((each) => Object.hasOwn(calls, each));
  return name === undefined ? undefined : calls[name];
}

function argumentsOf(form: CallForm, given: readonly PineArgument[]): ReadonlyMap<string, PineExpression> {
  const known = new Map<string, PineExpression>();
  let position = 0;
  for (const { name, value } of given) {
    const place = name ?? form.names[position++];
    if (place !== undefined) known.set(place, value);
  }
  return known;
}

const isFalse = (value: PineExpression | undefined) => value?.kind === "truth" && !value.value;

function fill(
  form: CallForm,
  given: ReadonlyMap<string, PineExpression>,
  callee: string,
  line: number,
  environment: Environment,
): Written {
  const { unless } = form;
  const template = unless !== undefined && isFalse(given.get(unless.argument)) ? unless.as : form.as;
  const bare = /^\{[^}]*\}$/.test(template);
  const text = template.replace(/\{(\w+)(:bars)?(?:\?([^}]*))?\}/g, (_, name: string, bars, fallback) => {
    const value = given.get(name);
    if (value === undefined) {
      if (typeof fallback === "string" && fallback !== "") return fallback;
      throw new NotTranslated(line, `\`${callee}\``, `its argument \`${name}\` is missing`);
    }
    const asArgument = new RegExp(`[(,] *\\{${name}[^}]*\\} *[,)]`).test(template);
    if (bars !== undefined) return writeLength(value, environment).text;
    return placed(write(value, environment), bare || asArgument ? 0 : tightness.add);
  });
  return read(text);
}

/** A number of bars. A name there is used as a length, which tells what kind of parameter it is. */
export function writeLength(value: PineExpression, environment: Environment): Written {
  if (value.kind === "number") return atom(/^\d+$/.test(value.text) ? `${value.text} bars` : value.text);
  if (value.kind !== "name") return write(value, environment);
  const own = environment.look(value.name, value.line);
  if (own === undefined) return writeName(value.name, value.line, environment);
  environment.uses(value.name, "length");
  return own;
}

/** Functions whose form depends on how many arguments they are given. */
function specialCall(
  callee: string,
  given: readonly PineArgument[],
  line: number,
  environment: Environment,
): Written | undefined {
  const name = callee.replace(/^(?:ta|math)\./, "");
  const values = given.map(({ value }) => value);
  const [first, second] = values;
  if ((name === "max" || name === "min") && values.length >= 2) {
    const [head = "", ...rest] = values.map((value) => write(value, environment).text);
    return atom(rest.reduce((all, each) => `${name}(${all}, ${each})`, head));
  }
  if (name === "avg" && values.length > 0) {
    const summed = values.map((value) => placed(write(value, environment), tightness.add)).join(" + ");
    return { text: `(${summed}) / ${values.length}`, tightness: tightness.multiply };
  }
  const oneSeries = /^(?:highest|lowest)(?:bars)?$/.test(name) && values.length === 1 && first !== undefined;
  if (oneSeries) {
    const series: PineExpression = { kind: "name", line, name: name.startsWith("highest") ? "high" : "low" };
    const whole = [series, first].map((value) => ({ name: undefined, value }));
    return writeCall(callee, whole, line, environment);
  }
  if (name === "round" && second !== undefined) {
    throw new NotTranslated(line, "`math.round` to decimals", "rounding a price to decimals is for display");
  }
  if (name === "valuewhen") {
    throw new NotTranslated(
      line,
      "`ta.valuewhen`",
      "write it as `state x from na = if condition then source else prev`",
    );
  }
  if (name === "linreg" && values.length === 3 && !(values[2]?.kind === "number" && values[2].text === "0")) {
    throw new NotTranslated(
      line,
      "`ta.linreg` with an offset",
      "take `linreg(x, n)` and its `value` and `slope`",
    );
  }
  if (callee === "timestamp") return timestamp(values, line);
  return undefined;
}

function timestamp(values: readonly PineExpression[], line: number): Written {
  const numbers = values.map((value) => (value.kind === "number" ? Number(value.text) : Number.NaN));
  const [year = Number.NaN, month = 1, day = 1, hour = 0, minute = 0] = numbers;
  const [only] = values;
  const two = (value: number) => String(value).padStart(2, "0");
  if (numbers.length >= 3 && numbers.every(Number.isInteger)) {
    const at = hour === 0 && minute === 0 ? "" : `T${two(hour)}:${two(minute)}`;
    return atom(`${year}-${two(month)}-${two(day)}${at}`);
  }
  const date = only?.kind === "text" ? /^(\d{4}-\d{2}-\d{2})/.exec(only.value)?.[1] : undefined;
  if (date === undefined)
    throw new NotTranslated(line, "`timestamp`", "only year, month and day are understood");
  return atom(date);
}

function writeHistory(
  expression: Extract<PineExpression, { kind: "history" }>,
  environment: Environment,
): Written {
  const { series, offset, line } = expression;
  const count = offset.kind === "number" ? Number(offset.text) : undefined;
  if (count === 0) return write(series, environment);
  if (series.kind === "name" && count !== undefined) {
    const past = environment.past(series.name, count, line);
    if (past !== undefined) return past;
  }
  const back = count === undefined ? writeLength(offset, environment).text : String(count);
  return atom(`${placed(write(series, environment), tightness.postfix)}[${back}]`);
}
