import { compilerCodes } from "../compiler/index.js";
import { allCodes as syntaxCodes } from "../lang/index.js";

/** Every diagnostic that a `.sage` file can cause, in the order of their numbers. */
export const diagnosticCodes = [...syntaxCodes, ...compilerCodes].toSorted((a, b) =>
  a.code < b.code ? -1 : 1,
);

/** Accepts `SAGE2104`, `sage2104` and `2104`. */
export function findDiagnosticCode(written: string) {
  const number = written.toUpperCase().replace(/^SAGE/, "");
  return diagnosticCodes.find(({ code }) => code === `SAGE${number}`);
}
