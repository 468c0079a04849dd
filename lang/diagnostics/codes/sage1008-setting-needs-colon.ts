import { defineDiagnostic } from "../define.js";

export const settingNeedsColon = defineDiagnostic<{ readonly name: string; readonly written: string }>({
  code: "SAGE1008",
  severity: "error",
  summary: "setting needs a colon",
  message: ({ name }) => `\`${name}\` needs a colon before its value`,
  label: ({ written }) => `\`${written}\``,
  help: ({ written }) => [`write \`${written}\``],
  explanation:
    "Settings are written `name: value`, with a colon; `=` gives a name to a value that changes from bar to bar. " +
    "So one sees at a glance what is fixed and what is computed.",
  bad: `sage 1

strategy demo {
  costs {
    fee[[]] 0.04%
  }
}
`,
  good: `sage 1

strategy demo {
  costs {
    fee: 0.04%
  }
}
`,
});
