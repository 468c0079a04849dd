import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const familySize = defineDiagnostic<{
  readonly name: string;
  /** What is wrong with its bounds, as the end of "its bounds …". */
  readonly found: string;
  readonly better: string;
}>({
  code: "SAGE2013",
  severity: "error",
  summary: "bounds of a family",
  message: ({ name }) => `the family \`${name}\` cannot have these members`,
  label: ({ found }) => found,
  why: "each member is computed on every bar, so their number is known and small before the first one",
  help: ({ better }) => [`\`${better}\``],
  explanation:
    "A family has at least one and at most 200 members, numbered by whole numbers from the lower bound to the upper one, both " +
    "included. The bounds are literals, `const`s or arithmetic of those.",
  bad: example(`
let lag[k in [[5..1]] ] = close / close[k] - 1
enter long when lag[1] > 0
exit  long when lag[1] < 0`),
  good: example(`
let lag[k in 1..5] = close / close[k] - 1
enter long when lag[1] > 0
exit  long when lag[1] < 0`),
});
