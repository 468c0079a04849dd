import { defineDiagnostic } from "../../lang/diagnostics/define.js";
import { example } from "./example.js";

export const shortOnSpot = defineDiagnostic({
  code: "SAGE4014",
  severity: "warning",
  summary: "short on a spot market",
  message: "a spot market cannot be sold short",
  label: "short",
  why: "the backtest would earn from falling prices in a way that the exchange does not offer",
  note: "harmless as a study of the rule itself",
  help: () => ["`type: perpetual` in `market`"],
  explanation:
    "On a spot market only what one owns can be sold. Perpetual and dated futures can be sold short; say so with `type: perpetual`.",
  bad: example(`
[[enter short]] when close crosses below ema(close, 48)
exit  short when close crosses above ema(close, 48)`),
  good: example(`
enter short when close crosses below ema(close, 48)
exit  short when close crosses above ema(close, 48)`).replace(
    "timeframe: 1h",
    "timeframe: 1h\n    type: perpetual",
  ),
});
