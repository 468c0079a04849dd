import { defineDiagnostic } from "../define.js";

export const sideExpected = defineDiagnostic<{
  readonly action: string;
  readonly suggestion: string | undefined;
}>({
  code: "SAGE1022",
  severity: "error",
  summary: "side expected",
  message: ({ action }) => `\`${action}\` does not say which side`,
  label: ({ suggestion }) =>
    suggestion === undefined ? "`long` or `short` belongs here" : `did you mean \`${suggestion}\`?`,
  why: "a rule without a side could buy where it should sell",
  help: ({ action, suggestion }) =>
    suggestion === undefined
      ? [`\`${action} long when …\``, `\`${action} short when …\``]
      : [`\`${action} ${suggestion} when …\``],
  explanation:
    "`enter` and `exit` are followed by `long` or `short`; `exit all` closes whichever side is open.",
  bad: `sage 1

strategy demo {
  enter[[]] when close > open
}
`,
  good: `sage 1

strategy demo {
  enter long when close > open
}
`,
});
