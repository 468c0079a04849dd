import { defineDiagnostic } from "../../lang/diagnostics/define.js";

export const internalError = defineDiagnostic<{ readonly detail: string }>({
  code: "SAGE9001",
  severity: "error",
  summary: "internal error",
  message: "NailSage failed on this file; we are sorry",
  label: "while checking this",
  why: ({ detail }) => detail,
  help: () => ["please report it with the smallest file that shows it"],
  explanation:
    "This is a fault of NailSage, not of the strategy. Nothing was run. A report with the file that shows it gets it mended.",
  bad: "",
  good: "",
});
