import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const circular = defineDiagnostic<{
  readonly name: string;
  readonly what: "value" | "function";
  /** The other names on the way round. */
  readonly via: readonly string[] | undefined;
  /** The `state` that does it. */
  readonly state: string | undefined;
}>({
  code: "SAGE3004",
  severity: "error",
  summary: "circular without `prev`",
  message: ({ name, what }) =>
    what === "function" ? `\`${name}\` calls itself` : `\`${name}\` needs its own value to compute itself`,
  label: ({ via, what }) => {
    if (what === "function") return "a function cannot call itself";
    return via === undefined || via.length === 0
      ? ""
      : `by way of ${via.map((name) => `\`${name}\``).join(", ")}`;
  },
  why: ({ what }) =>
    what === "function" ? "its work and memory for one bar could not be known before the run" : undefined,
  help: ({ state }) => (state === undefined ? [] : [`remember it from bar to bar: \`${state}\``]),
  explanation:
    "Every name has one value per bar, so it cannot depend on that same value. What is meant is nearly always the value of the bar " +
    "before: `state level from 0 = max(prev, close)` starts from 0 and has `prev` for its own last value.",
  bad: example(`
let reach = atr(14)
let [[level]] = max(level, close - reach)
enter long when close crosses above level
exit  long when close < ema(close, 48)`),
  good: example(`
let reach = atr(14)
let level = highest(close - reach, 96)
enter long when close crosses above level
exit  long when close < ema(close, 48)`),
});
