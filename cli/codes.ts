import { compilerCodes } from "../compiler/index.js";
import { graphErrorCodes } from "../compiler/graph/index.js";
import { allCodes as syntaxCodes } from "../lang/index.js";
import { dataErrorCodes, runErrorCodes, runWarningCodes } from "../runtime/index.js";
import { storeErrorCodes } from "../runtime/live/store/store-error.js";
import { compareErrorCodes } from "../runtime/live/compare/compare-error.js";
import { serveErrorCodes } from "../runtime/serve/serve-error.js";
import { studioErrorCodes } from "../runtime/serve/studio/studio-error.js";
import { feedErrorCodes } from "../runtime/live/feeds/feed-error.js";
import { watchErrorCodes } from "../runtime/live/watch/watch-error.js";
import { commandCodes } from "./failure.js";

/** Every diagnostic that a `.sage` file can cause, in the order of their numbers. */
export const diagnosticCodes = [...syntaxCodes, ...compilerCodes].toSorted((a, b) =>
  a.code < b.code ? -1 : 1,
);

/** Accepts `SAGE2104`, `sage2104` and `2104`. */
export function findDiagnosticCode(written: string) {
  const number = written.toUpperCase().replace(/^SAGE/, "");
  return diagnosticCodes.find(({ code }) => code === `SAGE${number}`);
}

/** What can go wrong outside a program: data, runs, compiled files, commands. */
export const failureCodes: Readonly<Record<string, string>> = {
  ...runErrorCodes,
  ...runWarningCodes,
  ...compareErrorCodes,
  ...dataErrorCodes,
  ...feedErrorCodes,
  ...graphErrorCodes,
  ...serveErrorCodes,
  ...storeErrorCodes,
  ...studioErrorCodes,
  ...watchErrorCodes,
  ...commandCodes,
};

/** The sentence behind a code of `failureCodes`, written in any of the three ways. */
export function findFailureCode(
  written: string,
): { readonly code: string; readonly meaning: string } | undefined {
  const code = `SAGE${written.toUpperCase().replace(/^SAGE/, "")}`;
  const meaning = failureCodes[code];
  return meaning === undefined ? undefined : { code, meaning };
}
