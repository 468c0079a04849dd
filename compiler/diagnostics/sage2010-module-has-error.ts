import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, rules } from "./example.js";

export const moduleHasError = defineDiagnostic<{
  readonly module: string;
  readonly path: string;
  /** Where its first error stands, and what it says. */
  readonly place: string;
  readonly code: string;
  readonly first: string;
}>({
  code: "SAGE2010",
  severity: "error",
  summary: "the module has an error",
  message: ({ module }) => `\`${module}\` has an error of its own`,
  label: ({ code, first }) => `${code}: ${first}`,
  why: "a function that is half understood could trade something else than what is written",
  help: ({ path, place }) => [`mend ${place}; \`sage check ${path}\` shows all of them`],
  explanation:
    "A file that is used by others is checked on its own. As long as something is wrong in its functions or constants, none of them can be " +
    "used, and this one message stands for all of it. Mistakes in a strategy of that file do not matter here.",
  bad: example(`plot broken.middle(high, low)\n${rules}`, { before: 'use [["./broken.sage"]]' }),
  good: example(`plot mine.middle(high, low)\n${rules}`, { before: 'use "./mine.sage"' }),
});
