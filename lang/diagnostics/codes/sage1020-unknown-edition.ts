import { defineDiagnostic } from "../define.js";

export const unknownEdition = defineDiagnostic<{ readonly written: string }>({
  code: "SAGE1020",
  severity: "error",
  summary: "unknown edition",
  message: ({ written }) => `edition ${written} is not known to this version`,
  label: "the newest is 1",
  why: "a later edition may read the same words differently",
  help: () => ["write `sage 1`, or install a newer NailSage"],
  explanation: "This version of NailSage reads edition 1. Files of later editions need a later version.",
  bad: `sage [[2]]

strategy demo {
  let calm = ema(close, 48)
}
`,
  good: `sage 1

strategy demo {
  let calm = ema(close, 48)
}
`,
});
