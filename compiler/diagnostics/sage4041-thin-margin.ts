import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, rules } from "./example.js";

export const thinMargin = defineDiagnostic<{
  /** As they are shown: "200", "0.5%". */
  readonly leverage: string;
  readonly margin: string;
  readonly maintenance: string;
  /** The highest leverage that leaves something. */
  readonly most: string;
}>({
  code: "SAGE4041",
  severity: "error",
  summary: "leverage that leaves no margin",
  message: ({ leverage }) => `with leverage ${leverage} each position is liquidated at once`,
  label: ({ margin, maintenance }) => `${margin} of margin, and ${maintenance} have to stay`,
  why: "a position whose margin is not above the maintenance margin is lost with the fill that opens it",
  help: ({ most }) => [`\`leverage: ${most}\` or less`],
  explanation:
    "A position with leverage L is opened with 1/L of its value as margin, and is liquidated when what is left of it falls to the " +
    "maintenance margin: `maintenance`, 0.5% where nothing is said. So 1/L has to be larger. For a `param` the whole range must be sound, because a search goes there.",
  bad: example(
    `
${rules}
fills {
  leverage: [[250]]
}`,
    { rest: "size 25% of equity\ncosts {\n  fee: 0.04%\n}" },
  ),
  good: example(
    `
${rules}
fills {
  leverage: 20
}`,
    { rest: "size 25% of equity\ncosts {\n  fee: 0.04%\n}" },
  ),
});
