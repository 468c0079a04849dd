import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source, Span } from "../../lang/source.js";
import type { Experiment, Expression, File, Setting } from "../../lang/tree.js";
import type { CheckedParameter, CheckedStrategy } from "../checked.js";
import { sectionMissing } from "../diagnostics/sage1013-section-missing.js";
import { nameTaken } from "../diagnostics/sage2002-name-taken.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { unknownObjective } from "../diagnostics/sage6007-unknown-objective.js";
import { nothingSearched } from "../diagnostics/sage6014-nothing-searched.js";
import { samplers, type ExperimentPlan } from "../graph/experiment.js";
import type { Pass, Reporter } from "../passes/pass.js";
import { textAt } from "../passes/program.js";
import { settingNames } from "../sections.js";
import { readSettings } from "../passes/settings.js";
import type { CheckAgain, CheckedExperiment } from "./checked.js";
import { reportParameter, strategyNamed } from "./given.js";
import { metricAlone, readConstraint, readMetrics } from "./metric-expressions.js";
import { settingValues, type SettingValues } from "./setting-values.js";
import { checkSample, readValidation } from "./validation.js";

/** Checks every `experiment` of a file, and counts what each will try. */
export function checkExperiments(
  file: File,
  source: Source,
  strategies: readonly CheckedStrategy[],
  again: CheckAgain,
): Pass<readonly CheckedExperiment[]> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const seen = new Map<string, Span>();
  const out = file.declarations.flatMap((each) => {
    if (each.kind !== "experiment") return [];
    const first = seen.get(each.name.text);
    if (first !== undefined) {
      const related = [{ span: first, message: "the first" }];
      report(nameTaken({ span: each.name.span, holes: { name: each.name.text, first: undefined }, related }));
    }
    seen.set(each.name.text, each.name.span);
    return [checkExperiment(each, source, strategies, again, diagnostics)];
  });
  return { out, diagnostics };
}

function checkExperiment(
  declaration: Experiment,
  source: Source,
  strategies: readonly CheckedStrategy[],
  again: CheckAgain,
  diagnostics: Diagnostic[],
): CheckedExperiment {
  const before = diagnostics.length;
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const strategy = strategyNamed(declaration.of, strategies, report);
  const heading = { text: "experiment", span: declaration.name.span };
  const settings = readSettings(
    { heading, settings: declaration.settings },
    settingNames("experiment"),
    report,
  );
  const timeframe = strategy?.market.timeframe ?? 3_600_000;
  const values = settingValues(settings, source, timeframe, report);
  const search =
    strategy?.sound === true ? readSearch(settings.get("search"), strategy, declaration, report) : undefined;
  const objective = readObjective(declaration, settings.get("optimise"), source, report);
  const constraints = itemsOf(settings.get("constraints")).flatMap(
    (each) => readConstraint(each, source, report) ?? [],
  );
  const [from, to] = [values.moment("from") ?? null, values.moment("to") ?? null];
  if (from !== null && to !== null && from >= to) reportReversed(settings, report);
  const bars = from !== null && to !== null && from < to ? (to - from) / timeframe : null;
  const validation = readValidation(settings.get("validate"), source, timeframe, bars, report);
  const sampler = values.word("sampler", samplers, "grid");
  const trials =
    strategy?.sound === true && search !== undefined
      ? countTrials(sampler, values, strategy, search, declaration, again, report)
      : null;
  const seed = values.count("seed", 0) ?? 0;
  if (strategy && validation)
    checkSample(declaration, settings.get("validate"), validation, trials, bars, timeframe, report);
  const failed = diagnostics.slice(before).some((each) => each.severity === "error");
  const plan: ExperimentPlan | undefined =
    failed || !strategy?.sound || search === undefined || objective === undefined || validation === undefined
      ? undefined
      : {
          schema: "sage.experiment/1",
          name: declaration.name.text,
          documentation: declaration.documentation,
          strategy: strategy.name,
          search: search.map(({ name, low, high, step, count }) => ({ name, low, high, step, count })),
          sampler,
          trials,
          seed,
          from,
          to,
          validation,
          objective,
          constraints,
        };
  return { name: declaration.name.text, declaration, strategy, plan };
}

/** One expression, or those of a list. */
function itemsOf(setting: Setting | undefined): readonly Expression[] {
  const value = setting?.value;
  if (value === undefined || value.kind === "block" || value.kind === "range" || value.kind === "rate")
    return [];
  return value.kind === "list" ? value.items : [value];
}

/** The parameters that are searched: those named, or every one with more than one value. */
function readSearch(
  setting: Setting | undefined,
  strategy: CheckedStrategy,
  { name }: Experiment,
  report: Reporter,
): readonly CheckedParameter[] {
  const free = strategy.parameters.filter((each) => each.count > 1);
  const items = itemsOf(setting);
  const isAll = items.length === 1 && items[0]?.kind === "name" && items[0].text === "all";
  if (setting === undefined || isAll) {
    if (free.length === 0)
      report(nothingSearched({ span: name.span, holes: { strategy: strategy.name, name: undefined } }));
    return free;
  }
  return items.flatMap((item): readonly CheckedParameter[] => {
    if (item.kind === "damaged") return [];
    if (item.kind !== "name") {
      const holes = {
        message: "`search` names parameters",
        label: "not a name",
        help: ["`search: [fast, slow]`, or `search: all`"],
      };
      report(typeDiffers({ span: item.span, holes }));
      return [];
    }
    const parameter = strategy.parameters.find((each) => each.name === item.text);
    if (parameter === undefined) reportParameter(item, strategy, report);
    else if (parameter.count === 1)
      report(nothingSearched({ span: item.span, holes: { strategy: strategy.name, name: parameter.name } }));
    else return [parameter];
    return [];
  });
}

function readObjective(
  { name, settings }: Experiment,
  setting: Setting | undefined,
  source: Source,
  report: Reporter,
): ExperimentPlan["objective"] | undefined {
  const [expression, ...more] = itemsOf(setting);
  if (expression === undefined || more.length > 0) {
    const [first] = settings;
    const at = first?.span.start;
    const missing = setting === undefined;
    report(
      sectionMissing({
        span: setting?.span ?? name.span,
        holes: {
          what: missing ? "optimise" : "one thing to optimise",
          of: missing ? `\`${name.text}\`` : "`optimise`",
          example: "optimise: sharpe",
          why: "a search needs to know which result is the better one",
        },
        fixes:
          at === undefined || !missing
            ? []
            : [
                {
                  title: "Optimise the Sharpe ratio",
                  edits: [{ span: { start: at, end: at }, text: "optimise: sharpe\n  " }],
                },
              ],
      }),
    );
    return undefined;
  }
  const value = readMetrics(expression, report);
  if (value === undefined) return undefined;
  const alone = metricAlone(expression);
  if (alone?.better === null) {
    report(
      unknownObjective({
        span: expression.span,
        holes: { name: alone.word, suggestion: undefined, isNeutral: true },
      }),
    );
    return undefined;
  }
  const direction = alone?.better === "less" ? "minimise" : "maximise";
  return { text: textAt(source, expression.span), value, direction };
}

function countTrials(
  sampler: ExperimentPlan["sampler"],
  values: SettingValues,
  strategy: CheckedStrategy,
  search: readonly CheckedParameter[],
  { name }: Experiment,
  again: CheckAgain,
  report: Reporter,
): number | null {
  const given = values.count("trials", 1);
  if (sampler !== "grid") {
    if (given === undefined && !values.has("trials"))
      report(
        sectionMissing({
          span: values.setting("sampler")?.span ?? name.span,
          holes: {
            what: "trials",
            of: `the sampler \`${sampler}\``,
            example: "trials: 200",
            why: "only a grid ends by itself",
          },
        }),
      );
    return given ?? null;
  }
  const setting = values.setting("trials");
  if (setting !== undefined && given !== undefined) {
    const holes = {
      message: "a grid tries every combination",
      label: "has no say here",
      help: ["leave it out, or `sampler: random`"],
    };
    report(typeDiffers({ span: setting.span, holes }));
  }
  if (search.length === strategy.parameters.length) return strategy.searchSpace.valid ?? null;
  // Where no combination is forbidden they need not be tried out one by one.
  if (strategy.requirements.length === 0 && strategy.searchSpace.valid === strategy.searchSpace.cells)
    return search.reduce((product, { count }) => product * count, 1);
  const rest = strategy.parameters.filter((each) => !search.includes(each));
  const fixed = again(strategy, new Map(rest.map((each) => [each.name, each.value]))).strategy;
  return fixed?.searchSpace.valid ?? null;
}

function reportReversed(settings: ReadonlyMap<string, Setting>, report: Reporter): void {
  const to = settings.get("to");
  if (to === undefined) return;
  const holes = { message: "the experiment would end before it begins", label: "not after `from`" };
  report(typeDiffers({ span: to.value.span, holes }));
}
