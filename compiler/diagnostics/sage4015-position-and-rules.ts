import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const positionAndRules = defineDiagnostic<{ readonly what: string }>({
  code: "SAGE4015",
  severity: "error",
  summary: "target position and rules together",
  message: ({ what }) => `\`position\` decides already, so \`${what}\` has nothing to say`,
  label: "the target position is what is held",
  why: "two statements would move the same money, and each would undo what the other does",
  help: ({ what }) => [`take \`${what}\` away`, "or `enter`, `exit` and `size` instead of `position`"],
  explanation:
    "`position` says on every bar which share of equity is held; it needs no way in, no way out and no size. A strategy is written either " +
    "with `position`, or with `enter`, `exit` and `size`.",
  bad: example(
    `
position clamp(close / ema(close, 48) - 1, 0, 1)
[[exit]] long when close < ema(close, 200)`,
    { rest: "costs {\n  fee: 0.04%\n}" },
  ),
  good: example(
    `
position if close < ema(close, 200) then 0 else clamp(close / ema(close, 48) - 1, 0, 1)`,
    { rest: "costs {\n  fee: 0.04%\n}" },
  ),
});
