import { defineDiagnostic } from "../define.js";

export const noEdition = defineDiagnostic({
  code: "SAGE1011",
  severity: "warning",
  summary: "no edition line",
  message: "the file does not say which edition it is written in",
  label: "`sage 1` belongs here",
  why: "a later edition may read the same words differently",
  note: "harmless as long as only this version of NailSage reads the file",
  help: () => ["begin the file with `sage 1`"],
  explanation:
    "The first line `sage 1` fixes the edition of the language, so that the file keeps its meaning when the language grows. " +
    "`sage fmt --migrate` moves a file to the next edition.",
  bad: `[[]]strategy demo {
  let calm = ema(close, 48)
}
`,
  good: `sage 1

strategy demo {
  let calm = ema(close, 48)
}
`,
});
