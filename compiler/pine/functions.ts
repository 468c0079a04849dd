import { formOf } from "./names.js";
import { NotTranslated } from "./notes.js";
import type { PathCondition } from "./orders.js";
import { isLength, Scope, type Script } from "./scope.js";
import type { PineExpression, PineStatement } from "./tree.js";

type PineFunction = Extract<PineStatement, { kind: "function" }>;

/** A function of the script as one of the file, which the script knows from then on. @throws NotTranslated */
export function writeFunction(statement: PineFunction, script: Script, outer: Scope): string {
  const { name, parameters, body, line } = statement;
  const inner = new Scope(script, body, refuseSecurity, outer);
  const declared = parameters.map((each) => inner.addParameter(each.name, undefined));
  const last = body.at(-1);
  for (const [index, step] of body.slice(0, -1).entries()) {
    readStep(step, [], inner, name);
    inner.settle(index);
  }
  if (last?.kind !== "expression")
    throw new NotTranslated(line, `\`${name}\``, "its last line is not its value");
  const { text: result, fields } = writeResult(last.value, inner);
  const captured = [...inner.parameters.values()].filter((each) => !declared.includes(each));
  const list = [...declared, ...captured].map((parameter, index) => {
    const type = isLength(parameter) ? "bars" : "any";
    const fallback = parameters[index]?.fallback;
    return `${parameter.name}: ${type}${fallback === undefined ? "" : ` = ${inner.write(fallback).text}`}`;
  });
  const own = script.names.create(name);
  script.functions.set(name, { name: own, parameters: declared, fields, captured });
  const head = `fn ${own}(${list.join(", ")})`;
  return inner.lines.length === 0
    ? `${head} = ${result}`
    : `${head} {\n${inner.lines.join("\n")}\nreturn ${result}\n}`;
}

function refuseSecurity(callee: string, _given: unknown, line: number): undefined {
  if (!/^(?:request\.)?security$/.test(callee)) return undefined;
  throw new NotTranslated(
    line,
    "`request.security` in a function",
    "a slower timeframe belongs to the strategy",
  );
}

/** Several values are a record, its fields named as the values are. */
function writeResult(
  value: PineExpression,
  inner: Scope,
): { readonly text: string; readonly fields: string[] } {
  if (value.kind !== "list") return { text: inner.write(value).text, fields: [] };
  const fields = value.items.map((item, index) =>
    item.kind === "name" ? formOf(item.name) : `value_${index + 1}`,
  );
  const written = value.items.map((item, index) => `${fields[index] ?? ""}: ${inner.write(item).text}`);
  return { text: `{ ${written.join(", ")} }`, fields };
}

function readStep(step: PineStatement, path: readonly PathCondition[], inner: Scope, name: string): void {
  switch (step.kind) {
    case "declare":
      return inner.declare(step, path);
    case "assign":
      return inner.assign(step.name, step.value, path, step.line);
    case "if": {
      const { condition } = step;
      const read = (branch: readonly PineStatement[], holds: boolean) => () => {
        for (const each of branch) readStep(each, [...path, { condition, holds }], inner, name);
      };
      return inner.branch(condition, read(step.whenTrue, true), read(step.whenFalse, false));
    }
    default:
      throw new NotTranslated(step.line, `a step of \`${name}\``, "only values are named inside a function");
  }
}
