import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example, feature, model, modelRules } from "./example.js";

export const shortEmbargo = defineDiagnostic<{
  readonly setting: "embargo" | "purge";
  readonly bars: number;
  readonly target: string;
  readonly reach: number;
}>({
  code: "SAGE5005",
  severity: "error",
  summary: "embargo shorter than the target's reach",
  message: ({ setting, target }) => `the ${setting} is shorter than \`${target}\` looks ahead`,
  label: ({ bars, reach }) => `${bars} ${bars === 1 ? "bar" : "bars"}; the target needs ${reach}`,
  why: "rows of the training would share prices with those that test it, and the test would flatter",
  help: ({ setting, reach }) => [
    `\`${setting}: ${reach} bars\``,
    "or leave it out: the least that is right is taken",
  ],
  explanation:
    "The target of a row is made of the bars that follow. Rows so close to a test fold that these bars lie in it are left out of the " +
    "training: `purge` before the fold, `embargo` after it. Where the target depends on a parameter, its longest reach counts.",
  bad: example(`
${model(feature, { train: "train {\n  window: 2y\n  embargo: [[6 bars]]\n}" })}
${modelRules}`),
  good: example(`
${model(feature, { train: "train {\n  window: 2y\n  embargo: 12 bars\n}" })}
${modelRules}`),
});
