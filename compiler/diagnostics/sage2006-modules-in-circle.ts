import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, rules } from "./example.js";

export const modulesInCircle = defineDiagnostic<{
  /** Names of files; the first is also the last. */
  readonly circle: readonly string[];
}>({
  code: "SAGE2006",
  severity: "error",
  summary: "modules in a circle",
  message: ({ circle }) =>
    circle.length === 2 ? "this file uses itself" : `${circle.length - 1} files use one another in a circle`,
  label: ({ circle }) =>
    circle.length > 6
      ? `${circle.slice(0, 3).join(" → ")} → … → ${circle.slice(-2).join(" → ")}`
      : circle.join(" → "),
  why: "none of them could be read before the others, so a name in them could mean two things",
  help: ({ circle }) =>
    circle.length === 2
      ? ["leave the `use` out: what the file declares needs no prefix in it"]
      : ["move what both sides need into a file of its own that uses neither"],
  explanation:
    "A module may use other modules, but the way from file to file must not come back to where it began. What two files need from each " +
    "other belongs into a third one, which both use.",
  bad: example(`plot middle(high, low)\n${rules}`, {
    before: 'use [["./bad.sage"]]\n\nfn middle(a: price, b: price) = (a + b) / 2',
  }),
  good: example(`plot middle(high, low)\n${rules}`, {
    before: "fn middle(a: price, b: price) = (a + b) / 2",
  }),
});
