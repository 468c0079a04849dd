import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const familyMember = defineDiagnostic<{
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** The member that was asked for; undefined where none was. */
  readonly asked: number | undefined;
  /** A member that is there. */
  readonly near: string;
}>({
  code: "SAGE2012",
  severity: "error",
  summary: "no such member of a family",
  message: ({ name, asked }) =>
    asked === undefined
      ? `\`${name}\` is a family: which of its members?`
      : `there is no \`${name}[${asked}]\``,
  label: ({ name, low, high }) => `\`${name}[${low}]\` to \`${name}[${high}]\``,
  why: "each member of a family is a series of its own, and the family itself has no value",
  help: ({ near }) => [`\`${near}\``],
  explanation:
    "`let lag[k in 1..5] = close / close[k] - 1` declares five series, `lag[1]` to `lag[5]`. The number in the brackets chooses one of " +
    "them; to look back at a member's own past, index once more: `lag[2][3]` is `lag[2]` three bars ago.",
  bad: example(`
let lag[k in 1..5] = close / close[k] - 1
enter long when [[lag[6]]] > 0
exit  long when lag[1] < 0`),
  good: example(`
let lag[k in 1..6] = close / close[k] - 1
enter long when lag[6] > 0
exit  long when lag[1] < 0`),
});
