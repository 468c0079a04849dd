import { normalQuantile } from "../../kernels/catalog/normal.js";
import type { Source, Span } from "../../lang/source.js";
import type { Experiment, Setting } from "../../lang/tree.js";
import { sectionMissing } from "../diagnostics/sage1013-section-missing.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { windowsOverlap } from "../diagnostics/sage6008-windows-overlap.js";
import { manyTrials } from "../diagnostics/sage6009-many-trials.js";
import { windowsDoNotFit } from "../diagnostics/sage6013-windows-do-not-fit.js";
import type { ValidationPlan } from "../graph/experiment.js";
import { formatNumber } from "../passes/format.js";
import type { Reporter } from "../passes/pass.js";
import { textAt } from "../passes/program.js";
import { settingNames } from "../sections.js";
import { readSettings } from "../passes/settings.js";
import { settingValues, type SettingValues } from "./setting-values.js";

const methods = ["walk_forward", "purged", "combinatorial", "holdout", "none"] as const;
type Method = (typeof methods)[number];

/** The settings that mean something to a method. */
const settingsOf: Readonly<Record<Method, readonly string[]>> = {
  walk_forward: ["train", "test", "step", "folds", "window", "purge", "embargo"],
  purged: ["folds", "purge", "embargo"],
  combinatorial: ["groups", "test_groups", "purge", "embargo"],
  holdout: ["test", "purge"],
  none: [],
};

const year = 365 * 86_400_000;

/**
 * Reads `validate { … }`. Without it a choice is judged on the bars that it was made on. `bars`: how many the
 * experiment has, where that is known.
 */
export function readValidation(
  setting: Setting | undefined,
  source: Source,
  timeframe: number,
  bars: number | null,
  report: Reporter,
): ValidationPlan | undefined {
  if (setting === undefined) return { method: "none" };
  if (setting.value.kind !== "block") {
    const holes = {
      message: "`validate` has settings of its own",
      label: "settings in braces",
      help: ["`validate { train: 1y  test: 90d }`"],
    };
    if (setting.value.kind !== "damaged") report(typeDiffers({ span: setting.span, holes }));
    return undefined;
  }
  const settings = readSettings(
    { heading: setting.name, settings: setting.value.settings },
    settingNames("validate"),
    report,
  );
  const values = settingValues(settings, source, timeframe, report);
  const method = values.word("method", methods, "walk_forward");
  for (const [name, each] of settings) {
    if (name !== "method" && !settingsOf[method].includes(name)) reportUseless(each, method, report);
  }
  const context: Reading = { setting, values, source, timeframe, bars, report };
  return readMethod(method, context);
}

interface Reading {
  readonly setting: Setting;
  readonly values: SettingValues;
  readonly source: Source;
  readonly timeframe: number;
  readonly bars: number | null;
  readonly report: Reporter;
}

function readMethod(method: Method, context: Reading): ValidationPlan | undefined {
  const { values } = context;
  const purge = values.length("purge") ?? 0;
  const embargo = values.length("embargo") ?? 0;
  switch (method) {
    case "none":
      return { method };
    case "walk_forward":
      return walkForward(context, purge, embargo);
    case "holdout": {
      const test = needed(context, "test", "test: 1y", values.length);
      if (test !== undefined) checkFit(context, test + purge + 1, context.setting.name.span);
      return test === undefined ? undefined : { method, test, purge };
    }
    case "purged": {
      const folds = needed(context, "folds", "folds: 5", (name) => values.count(name, 2));
      return folds === undefined ? undefined : { method, folds, purge, embargo };
    }
    case "combinatorial": {
      const groups = needed(context, "groups", "groups: 8", (name) => values.count(name, 3));
      const test = values.count("test_groups", 1) ?? 2;
      if (groups === undefined) return undefined;
      if (test < groups) return { method, groups, test, splits: choose(groups, test), purge, embargo };
      const span = values.setting("test_groups")?.value.span ?? context.setting.name.span;
      const holes = {
        message: `${test} of ${groups} groups leave nothing to learn from`,
        label: `at most ${groups - 1}`,
      };
      context.report(typeDiffers({ span, holes }));
      return undefined;
    }
  }
}

function walkForward(context: Reading, purge: number, embargo: number): ValidationPlan | undefined {
  const { values, source, setting, report } = context;
  const train = needed(context, "train", "train: 1y", values.length);
  const test = needed(context, "test", "test: 90d", values.length);
  const window = values.word("window", ["rolling", "expanding"] as const, "rolling");
  const folds = values.count("folds", 1) ?? null;
  const step = values.length("step") ?? test;
  if (train === undefined || test === undefined || step === undefined) return undefined;
  if (step < test) {
    const [short, long] = [values.setting("step"), values.setting("test")];
    if (short === undefined || long === undefined) return undefined;
    const edits = [{ span: short.value.span, text: textAt(source, long.value.span) }];
    report(
      windowsOverlap({
        span: short.value.span,
        holes: { step: textAt(source, short.value.span), test: textAt(source, long.value.span) },
        related: [{ span: long.value.span, message: "the test window" }],
        fixes: [{ title: "Let the windows follow each other", edits }],
      }),
    );
  } else checkFit(context, train + purge + ((folds ?? 1) - 1) * step + test, setting.name.span);
  return { method: "walk_forward", window, train, test, step, folds, purge, embargo };
}

function needed(
  { values, setting, report }: Reading,
  name: string,
  example: string,
  read: (name: string) => number | undefined,
): number | undefined {
  if (values.has(name)) return read(name);
  const holes = {
    what: name,
    of: "`validate`",
    example,
    why: "nothing says on which bars the choice is judged",
  };
  report(sectionMissing({ span: setting.name.span, holes }));
  return undefined;
}

function checkFit({ bars, timeframe, report }: Reading, need: number, span: Span): void {
  if (bars === null || need <= bars) return;
  const holes = { need: inWords(need * timeframe), have: inWords(bars * timeframe) };
  report(windowsDoNotFit({ span, holes }));
}

function reportUseless({ name }: Setting, method: Method, report: Reporter): void {
  const holes = {
    message: `\`${name.text}\` means nothing to \`${method}\``,
    label: "has no effect",
    help: [
      `\`${method}\` knows ${settingsOf[method].map((each) => `\`${each}\``).join(", ") || "no settings"}`,
    ],
  };
  report(typeDiffers({ span: name.span, holes }));
}

/** "1.5 years", "90 days". */
function inWords(milliseconds: number): string {
  const years = milliseconds / year;
  if (years >= 1) return years === 1 ? "one year" : `${formatNumber(Number(years.toPrecision(2)))} years`;
  return `${formatNumber(Number((milliseconds / 86_400_000).toPrecision(2)))} days`;
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

/**
 * Yearly Sharpe ratio that the best of so many strategies without skill is expected to show after so many years
 * (Bailey, Borwein, López de Prado & Zhu 2014, "Pseudo-mathematics and financial charlatanism", proposition 1).
 */
export function sharpeByLuck(trials: number, years: number): number {
  if (trials < 2 || !(years > 0)) return 0;
  const euler = 0.5772156649015329;
  const best =
    (1 - euler) * normalQuantile(1 - 1 / trials) + euler * normalQuantile(1 - 1 / (trials * Math.E));
  return best / Math.sqrt(years);
}

/** Warns where so many trials find something good in the bars that they choose on, whatever they try. */
export function checkSample(
  { name }: Experiment,
  setting: Setting | undefined,
  validation: ValidationPlan,
  trials: number | null,
  bars: number | null,
  timeframe: number,
  report: Reporter,
): void {
  const seen = sampleOf(validation, bars);
  if (trials === null || seen === null) return;
  const duration = seen * timeframe;
  const luck = sharpeByLuck(trials, duration / year);
  if (luck <= (validation.method === "none" ? 1 : 3)) return;
  report(
    manyTrials({
      span: setting?.name.span ?? name.span,
      holes: { trials: trials.toLocaleString("en-US"), years: inWords(duration), luck: luck.toFixed(1) },
    }),
  );
}

/** Bars on which a choice is made. */
function sampleOf(validation: ValidationPlan, bars: number | null): number | null {
  switch (validation.method) {
    case "walk_forward":
      return validation.train;
    case "none":
      return bars;
    case "holdout":
      return bars === null ? null : Math.max(0, bars - validation.test);
    case "purged":
      return bars === null ? null : bars * (1 - 1 / validation.folds);
    case "combinatorial":
      return bars === null ? null : bars * (1 - validation.test / validation.groups);
  }
}
