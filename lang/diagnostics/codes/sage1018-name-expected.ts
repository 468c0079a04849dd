import { defineDiagnostic } from "../define.js";

export const nameExpected = defineDiagnostic<{
  /** What needs the name: "`let`", "a parameter of the function". */
  readonly of: string;
  readonly example: string;
}>({
  code: "SAGE1018",
  severity: "error",
  summary: "name expected",
  message: ({ of }) => `${of} needs a name here`,
  label: "a name belongs here",
  help: ({ example }) => [`for example \`${example}\``],
  explanation: "A name begins with a letter or _, and goes on with letters, digits and _.",
  bad: `sage 1

strategy demo {
  let[[]] = ema(close, 48)
}
`,
  good: `sage 1

strategy demo {
  let calm = ema(close, 48)
}
`,
});
