import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { portfolioExample } from "./study-example.js";

export const tooMuchMoney = defineDiagnostic<{
  readonly given: string;
  /** A member that is given nothing; undefined: more is given than there is. */
  readonly hungry: string | undefined;
}>({
  code: "SAGE6015",
  severity: "error",
  summary: "more money given than there is",
  message: ({ given, hungry }) =>
    hungry === undefined
      ? `the members have ${given} of the bankroll together`
      : `nothing of the bankroll is left for \`${hungry}\``,
  label: ({ given }) => `${given} given away`,
  why: "each member trades its own money, and a bankroll can be given away once only",
  help: () => ["shares of 100 % together; members without one divide what is left"],
  explanation:
    "Each member of a portfolio trades a part of the bankroll: a `share`, or a `bankroll` of its own. Members that name neither divide " +
    "what is left between them.",
  bad: portfolioExample(`
bankroll: 10_000
example {
share: 60%
}
[[second]] {
of: example
share: 50%
}`),
  good: portfolioExample(`
bankroll: 10_000
example {
share: 60%
}
second {
of: example
}`),
});
