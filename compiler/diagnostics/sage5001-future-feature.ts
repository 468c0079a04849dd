import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, model, modelRules } from "./example.js";

export const futureFeature = defineDiagnostic<{
  readonly feature: string;
  readonly bars: number | undefined;
  /** Names and functions on the way from the feature to what looks ahead. */
  readonly via: readonly string[];
  readonly past: string | undefined;
}>({
  code: "SAGE5001",
  severity: "error",
  summary: "feature uses the future",
  message: ({ feature, bars }) =>
    bars === undefined
      ? `feature \`${feature}\` uses prices from the future`
      : `feature \`${feature}\` uses prices from ${bars} ${bars === 1 ? "bar" : "bars"} in the future`,
  label: ({ bars }) =>
    bars === undefined ? "not known yet" : `not known until ${bars} ${bars === 1 ? "bar" : "bars"} later`,
  why: "the model would train on the answer and fail live, where this value does not exist yet",
  note: ({ via }) =>
    via.length === 0 ? undefined : `through ${via.map((name) => `\`${name}\``).join(", then ")}`,
  help: ({ past }) => (past === undefined ? [] : [`use what has happened: \`${past}\``]),
  explanation:
    "A feature is what the model sees when it decides, so it can only use what has happened. What looks ahead belongs into `target`, " +
    "which the model sees in training and never in a decision. The way from a name or a function to the future is followed however long it is.",
  bad: example(`
${model("momentum = [[ahead(close, 3)]] / close - 1")}
${modelRules}`),
  good: example(`
${model("momentum = close / close[3] - 1")}
${modelRules}`),
});
