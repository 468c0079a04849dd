import type { DiffReport } from "../runtime/live/compare/summary.js";
import { timeText } from "../runtime/live/compare/cause.js";
import { alignColumns } from "./columns.js";
import { plural } from "./diagnostics.js";

type Compared = DiffReport["strategies"][number];
type Value = Compared["configured"][number]["run"];

/** More values than that hide the first. */
const mostValues = 14;

/** A report as people read it. */
export function diffLines({ run, store, strategies }: DiffReport): readonly string[] {
  const named =
    run.form === "repeated"
      ? `its backtest over ${run.name === store ? "the bars that it saw" : run.name}`
      : `run ${run.name}`;
  return strategies.flatMap((one, k) => [...(k > 0 ? [""] : []), ...linesOf(one, named)]);
}

function linesOf(compared: Compared, run: string): readonly string[] {
  const { id, name, market, bars, traded, from, to, difference, configured } = compared;
  const head = `live ${name} (${id}, ${market}) and ${run}`;
  const span = `${timeText(from)} to ${timeText(to)} UTC`;
  if (difference === null)
    return [
      `${head}: the same.`,
      `${plural(bars, "bar")} the same, ${traded} of them traded; ${span}.`,
      ...(configured.length === 0
        ? []
        : ["They were configured otherwise, which made no difference:", ...table(configured)]),
    ];
  const { time, kind, isCertain, message, help, values, ledgerFrom, evidence } = difference;
  const shown = values.slice(0, mostValues);
  return [
    `${head} part at the bar of ${timeText(time)} UTC: ${kind}.`,
    "",
    ...table(shown),
    ...(shown.length < values.length ? [`  … ${values.length - shown.length} more; --json has all`] : []),
    "",
    `why: ${isCertain ? "" : "most likely: "}${message}`,
    ...(evidence === null
      ? []
      : [`told at ${timeText(evidence.time)} (${evidence.event}): ${evidence.message}`]),
    `do: ${help}`,
    "",
    `${plural(bars, "bar")} before it the same, ${traded} of them traded; both have ${span}.`,
    ...consequence(time, ledgerFrom),
    ...(configured.length === 0 ? [] : ["configured otherwise:", ...table(configured)]),
  ];
}

function consequence(time: number, ledgerFrom: number | null): readonly string[] {
  if (ledgerFrom === time) return [];
  return ledgerFrom === null
    ? ["It changed no signal, order, trade or equity of the bars that both have."]
    : [`What was decided and earned differs from the bar of ${timeText(ledgerFrom)} on.`];
}

function table(
  rows: readonly { readonly what: string; readonly run: Value; readonly live: Value }[],
): readonly string[] {
  return alignColumns(
    [["", "run", "live"], ...rows.map(({ what, run, live }) => [what, text(what, run), text(what, live)])],
    ["left", "right", "right"],
  ).map((line) => `  ${line}`.trimEnd());
}

function text(what: string, value: Value): string {
  if (value === null) return "none";
  if (typeof value === "string") return value;
  return what.endsWith("time") ? timeText(value) : String(value);
}
