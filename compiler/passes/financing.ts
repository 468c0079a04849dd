import type { Setting } from "../../lang/tree.js";
import type { CheckedBorrow, CheckedFunding } from "../checked.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { textAt } from "./program.js";
import type { Resolving } from "./resolving.js";
import type { Ask } from "./rules.js";
import { oneOf, wordOf } from "./words.js";

// What holding a position costs while time passes, and the finer bars that say in which order things happened.

const day = 86_400_000;
const year = 365 * day;

/** `funding: data`, `funding: 0.01% every 8h`, with `missing_funding: warn` or `stop`. */
export function readFunding(
  settings: ReadonlyMap<string, Setting>,
  ask: Ask,
  resolving: Resolving,
): CheckedFunding | undefined {
  const setting = settings.get("funding");
  const missing = oneOf(
    wordOf(settings.get("missing_funding")),
    ["warn", "stop"] as const,
    "warn",
    resolving.report,
  );
  if (setting === undefined) return undefined;
  const { value } = setting;
  if (value.kind === "name" || value.kind === "text") {
    oneOf(wordOf(setting), ["data"] as const, "data", resolving.report);
    return { kind: "data", missing, setting };
  }
  if (value.kind === "damaged") return undefined;
  if (value.kind !== "rate") {
    const text = textAt(resolving.source, value.span);
    const whole = value.kind === "percent" ? `${text} every 8h` : "0.01% every 8h";
    reportRate(
      setting,
      "how often is it paid?",
      [`\`funding: ${whole}\``, "from the data: `funding: data`"],
      resolving,
    );
    return undefined;
  }
  const amount = ask(value.amount, { what: "`funding`", stage: "parameter", low: -1, high: 1 });
  const every = value.period.kind === "duration" ? value.period.milliseconds : 0;
  if (every >= 60_000) return { kind: "constant", amount, every, missing, setting };
  if (value.period.kind !== "damaged")
    reportRate(setting, "not a duration of at least a minute", ["`funding: 0.01% every 8h`"], resolving);
  return undefined;
}

const periods: Readonly<Record<string, number>> = { year, month: year / 12, day, hour: day / 24 };

/** `borrow: 5% per year`: what borrowed money and borrowed units cost. */
export function readBorrow(
  setting: Setting | undefined,
  ask: Ask,
  resolving: Resolving,
): CheckedBorrow | undefined {
  if (setting === undefined || setting.value.kind === "damaged") return undefined;
  const { value } = setting;
  if (value.kind !== "rate") {
    const text = value.kind === "percent" ? textAt(resolving.source, value.span) : "5%";
    reportRate(setting, "in what time?", [`\`borrow: ${text} per year\``], resolving);
    return undefined;
  }
  const amount = ask(value.amount, { what: "`borrow`", stage: "parameter", low: 0, high: 10 });
  const { period } = value;
  const length =
    period.kind === "duration"
      ? period.milliseconds
      : period.kind === "name"
        ? (periods[period.text] ?? 0)
        : 0;
  if (length > 0) return { amount, perYear: year / length, setting };
  if (period.kind !== "damaged")
    reportRate(setting, "not a length of time", ["`borrow: 5% per year`"], resolving);
  return undefined;
}

/** `magnify: 1m`: how long the finer bars are. */
export function readMagnify(
  setting: Setting | undefined,
  resolving: Resolving,
): { readonly interval: number; readonly setting: Setting } | undefined {
  if (setting === undefined || setting.value.kind === "damaged") return undefined;
  const { value } = setting;
  if (value.kind === "duration" && value.milliseconds > 0) return { interval: value.milliseconds, setting };
  reportRate(setting, "not the length of a bar", ["`magnify: 1m`"], resolving);
  return undefined;
}

function reportRate(setting: Setting, label: string, help: readonly string[], resolving: Resolving): void {
  const { name, value } = setting;
  const text = textAt(resolving.source, value.span);
  const shown = text.length > 24 ? `${text.slice(0, 23)}…` : text;
  resolving.report(
    typeDiffers({
      span: value.span,
      holes: { message: `\`${name.text}\` cannot be \`${shown}\``, label, help },
    }),
  );
}
