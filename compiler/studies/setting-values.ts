import type { Setting } from "../../lang/tree.js";
import type { Source } from "../../lang/source.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { textAt } from "../passes/program.js";
import type { Reporter } from "../passes/pass.js";
import { oneOf, wordOf } from "../passes/words.js";

/** Reads the values of settings by name; what is not of the right kind is reported, and counts as left out. */
export interface SettingValues {
  readonly has: (name: string) => boolean;
  readonly setting: (name: string) => Setting | undefined;
  readonly word: <Word extends string>(name: string, words: readonly Word[], fallback: Word) => Word;
  /** A whole number of at least `least`. */
  readonly count: (name: string, least: number) => number | undefined;
  /** Bars, or a duration turned into bars. */
  readonly length: (name: string) => number | undefined;
  /** A percentage above 0 %. */
  readonly share: (name: string) => number | undefined;
  /** A plain number above zero. */
  readonly amount: (name: string) => number | undefined;
  readonly moment: (name: string) => number | undefined;
}

export function settingValues(
  settings: ReadonlyMap<string, Setting>,
  source: Source,
  timeframe: number,
  report: Reporter,
): SettingValues {
  const read =
    (take: (value: Setting["value"]) => number | undefined, what: string, example: string) =>
    (name: string): number | undefined => {
      const setting = settings.get(name);
      if (setting === undefined || setting.value.kind === "damaged") return undefined;
      const value = take(setting.value);
      if (value === undefined) reportValue(setting, what, example, source, report);
      return value;
    };
  return {
    has: (name) => settings.has(name),
    setting: (name) => settings.get(name),
    word: (name, words, fallback) => {
      const setting = settings.get(name);
      const word = wordOf(setting);
      if (setting !== undefined && word === undefined && setting.value.kind !== "damaged")
        reportValue(setting, "a word", fallback, source, report);
      return oneOf(word, words, fallback, report);
    },
    count: (name, least) =>
      read(
        (value) =>
          value.kind === "number" &&
          value.suffix === undefined &&
          Number.isInteger(value.value) &&
          value.value >= least
            ? value.value
            : undefined,
        least > 0 ? `a whole number of at least ${least}` : "a whole number",
        String(Math.max(least, 7)),
      )(name),
    length: read((value) => lengthOf(value, timeframe), "a duration or whole bars", "90d"),
    share: read(
      (value) => (value.kind === "percent" && value.value > 0 ? value.value : undefined),
      "a percentage above 0%",
      "50%",
    ),
    amount: read(
      (value) =>
        value.kind === "number" && value.suffix === undefined && value.value > 0 ? value.value : undefined,
      "a number above zero",
      "10_000",
    ),
    moment: read((value) => (value.kind === "date" ? value.milliseconds : undefined), "a date", "2021-01-01"),
  };
}

function lengthOf(value: Setting["value"], timeframe: number): number | undefined {
  if (value.kind === "number" && value.suffix === "bars" && Number.isInteger(value.value)) return value.value;
  if (value.kind !== "duration") return undefined;
  const bars = value.milliseconds / timeframe;
  return bars >= 1 ? Math.round(bars) : undefined;
}

function reportValue(
  setting: Setting,
  what: string,
  example: string,
  source: Source,
  report: Reporter,
): void {
  const { value, name } = setting;
  const text = textAt(source, value.span);
  const shown = text.length > 24 ? `${text.slice(0, 23)}…` : text;
  report(
    typeDiffers({
      span: value.span,
      holes: {
        message: `\`${name.text}\` cannot be \`${shown}\``,
        label: `not ${what}`,
        help: [`${what}: \`${name.text}: ${example}\``],
      },
    }),
  );
}
