import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { experimentExample } from "./study-example.js";

export const windowsDoNotFit = defineDiagnostic<{ readonly need: string; readonly have: string }>({
  code: "SAGE6013",
  severity: "error",
  summary: "validation does not fit into the data",
  message: ({ need, have }) => `the windows need ${need}; the experiment has ${have}`,
  label: "longer than the time from `from` to `to`",
  why: "there would be no bars left to judge the choice on",
  help: () => ["shorter windows, fewer folds, or an earlier `from`"],
  explanation:
    "The training window and the test windows behind it lie between `from` and `to`. With `folds` there are as many test windows as it says.",
  bad: experimentExample(`
optimise: sharpe
from: 2015-01-01
to: 2023-01-01
[[validate]] {
train: 6y
test: 180d
folds: 9
}`),
  good: experimentExample(`
optimise: sharpe
from: 2015-01-01
to: 2023-01-01
validate {
train: 5y
test: 180d
folds: 6
}`),
});
