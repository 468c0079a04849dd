import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, rules } from "./example.js";

/** Functions that call each other twice, so that a call of the last one is as many calls as `2 ** count`. */
function doubled(count: number, inner: (before: string) => string): string {
  const lines = Array.from({ length: count }, (_, level) =>
    level === 0 ? "fn f0(x: price) = x" : `fn f${level}(x: price) = ${inner(`f${level - 1}`)}`,
  );
  return lines.join("\n");
}

export const tooManyCalls = defineDiagnostic<{ readonly limit: string }>({
  code: "SAGE2014",
  severity: "error",
  summary: "too many calls of functions",
  message: ({ limit }) => `more than ${limit} calls of functions in one strategy`,
  label: "calls that call others",
  why: "every call has its own copy of the function and its own states, and each of them is computed on every bar",
  help: () => ["give a name to what is used often: `let line = …`, and use the name"],
  explanation:
    "A function is copied wherever it is called, with all the functions that it calls in turn, so calls within calls multiply. A `let` is " +
    "computed once, however often its name is used.",
  bad: example(`let line = [[f15]](close)\nplot line\n${rules}`, {
    before: doubled(16, (before) => `${before}(x) + ${before}(x)`),
  }),
  good: example(`let line = f15(close)\nplot line\n${rules}`, {
    before: doubled(16, (before) => `2 * ${before}(x)`),
  }),
});
