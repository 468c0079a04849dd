import { defineDiagnostic } from "../define.js";

export const closesNothing = defineDiagnostic<{ readonly sign: string; readonly early: string | undefined }>({
  code: "SAGE1016",
  severity: "error",
  summary: "closes nothing",
  message: ({ sign, early }) =>
    early === undefined ? `this \`${sign}\` closes nothing` : `this \`${sign}\` ends ${early} too early`,
  label: "one too many",
  why: "what follows would be cut off from what it belongs to",
  help: () => ["remove it"],
  explanation:
    "There is one closing sign more than there are opening ones. Remove it, or add the opening one it was meant for.",
  bad: `sage 1

strategy demo {
  let calm = ema(close, 48)
}
[[}]]
`,
  good: `sage 1

strategy demo {
  let calm = ema(close, 48)
}
`,
});
