import { quoted } from "./shell-words.js";
import { join, resolve } from "node:path";
import type { SearchFindings, SearchOverfitting, SearchResult, Trial } from "../runtime/index.js";
import { metricDefinitions } from "../runtime/metrics/catalog.js";
import { decimal, duration, metricValue, percent } from "../runtime/report/format.js";
import type { GraphParameter } from "../compiler/graph/index.js";
import { formOfPath } from "./report-forms.js";
import { showFindings } from "./findings-text.js";
import { showValidation } from "./validation-text.js";
import { settingText } from "./values.js";

/** What the lines of a search need to know besides its result. */
export interface SearchContext {
  readonly parameters: readonly GraphParameter[];
  /** A set of a strategy that asks models is trained, not only run. */
  readonly asksModels: boolean;
  /** Words of a `sage run` without the values: the file, data, range, money. */
  readonly rerun: readonly string[];
  readonly findings: SearchFindings;
  /** Whether machines of a queue did the work, of which nobody counts the threads. */
  readonly isQueued: boolean;
  readonly files: {
    readonly journal: string;
    readonly trials: string | null;
    readonly report: string | null;
  };
}

/** The command that shows a set with its whole ledger. */
export function commandOf(trial: Trial, { parameters, asksModels, rerun }: SearchContext): string {
  const values = parameters.flatMap((parameter) => {
    const value = trial.parameters[parameter.name];
    return value === undefined ? [] : ["--set", `${parameter.name}=${exactText(value, parameter)}`];
  });
  return ["sage", asksModels ? "train" : "run", ...rerun, ...values].map(quoted).join(" ");
}

/** Written so that reading gives the same number. */
function exactText(value: number, parameter: GraphParameter): string {
  const text = settingText(value, parameter);
  if (parameter.kind === "percent" && Number.parseFloat(text) / 100 !== value) return String(value);
  return text;
}

/** The machine-readable form of a search; every number in it is finite or `null`. */
export function searchToJson(result: SearchResult, context: SearchContext) {
  const { data, objective, constraints, counts, deflation } = result;
  return {
    schema: "sage.search/1",
    search: {
      id: result.id,
      strategy: result.strategy,
      graphHash: result.graphHash,
      dataHash: result.dataHash,
      program: result.program,
      sampler: result.sampler,
      seed: result.seed,
      searched: result.searched,
      optimise: objective.text,
      direction: objective.direction,
      constraints: constraints.map(({ text }) => text),
    },
    data: {
      source: data.source,
      symbol: data.symbol,
      bars: data.bars,
      from: data.from,
      to: data.to,
      interval: data.interval,
    },
    counts,
    refusals: result.trials.refusals,
    best: result.best.map((trial, rank) => ({
      rank: rank + 1,
      ...trial,
      metrics: { ...trial.metrics },
      command: commandOf(trial, context),
    })),
    validation: validationJson(result),
    rungs: result.rungs.map((rung) => ({ ...rung })),
    deflation,
    ...findingsJson(context.findings),
    files: context.files,
    trainings: result.trainings,
    workers: context.isQueued ? null : result.workers,
    elapsedMs: result.elapsedMs,
  };
}

function validationJson({ validation }: SearchResult) {
  if (validation === null) return null;
  const { folds, paths, ...rest } = validation;
  return {
    ...rest,
    folds: folds.map((fold) => ({
      ...fold,
      chosenOn: fold.chosenOn.map((range) => ({ ...range })),
      judgedOn: fold.judgedOn.map((range) => ({ ...range })),
    })),
    paths: paths.map((path) => ({ ...path })),
  };
}

function findingsJson({ overfitting, plateau, importance, heatMaps }: SearchFindings) {
  return {
    overfitting: overfitting === null ? null : overfittingJson(overfitting),
    plateau: plateau && { ...plateau },
    importance: importance && {
      method: importance.method,
      alone: importance.alone.map((each) => ({ ...each })),
      together: importance.together.map(({ names, share }) => ({ names: [...names], share })),
    },
    heatMaps: heatMaps.map(({ across, up, rows }) => ({
      across: { name: across.name, bins: across.bins.map((bin) => ({ ...bin })) },
      up: { name: up.name, bins: up.bins.map((bin) => ({ ...bin })) },
      rows: rows.map((row) => [...row]),
    })),
  };
}

function overfittingJson(found: SearchOverfitting) {
  const { probability, splits, blocks, bars, trials, meanLogit, lossProbability, degradation } = found;
  return { probability, splits, blocks, bars, trials, meanLogit, lossProbability, degradation };
}

const whole = (count: number): string => decimal(count, 0);

/** Reasons beyond these, why sets cannot be run, are in the machine-readable answer only. */
const shownReasons = 3;

/** The best sets as a table for a terminal, and what to make of them. */
export function showSearch(result: SearchResult, context: SearchContext): string {
  const { counts, data, objective, elapsedMs, best, searched } = result;
  const speed = result.evaluations / Math.max(elapsedMs, 1) / 1000;
  const left: string[] = [];
  if (counts.forbidden > 0) left.push(`${whole(counts.forbidden)} left out by a \`require\``);
  if (counts.resumed > 0) left.push(`${whole(counts.resumed)} taken over`);
  if (counts.refused > 0) left.push(`${whole(counts.refused)} that cannot be run`);
  if (counts.failing > 0) left.push(`${whole(counts.failing)} outside the constraints`);
  if (counts.valueless > 0) left.push(`${whole(counts.valueless)} without ${objective.text}`);
  if (counts.dropped > 0) left.push(`${whole(counts.dropped)} dropped at a rung`);
  return [
    `${result.strategy}: ${whole(counts.trials)} sets over ${whole(data.bars)} bars, ${result.sampler}, ${objective.direction} ${objective.text}`,
    `${duration(elapsedMs)} on ${whoOf(result, context)}, ${decimal(speed, 1)} M bars/s`,
    ...(result.trainings > 0 ? [`models trained for ${whole(result.trainings)} sets of values`] : []),
    ...(left.length > 0 ? [left.join(", ")] : []),
    ...result.trials.refusals.slice(0, shownReasons).map(({ reason, sets }) => `  ${whole(sets)}: ${reason}`),
    "",
    ...table(best, searched, objective.text, context.parameters),
    ...(best.length === 0 ? ["no set can be ranked"] : []),
    "",
    ...showValidation(result),
    ...rungs(result),
    ...luck(result),
    ...showFindings(result, context.findings),
    ...(best[0] === undefined
      ? []
      : ["", `the best with its whole ledger:`, `  ${commandOf(best[0], context)}`]),
    "",
    ...(context.files.report === null ? [] : [`report  ${resolve(context.files.report)}`]),
    ...(context.files.trials === null ? [] : [`trials  ${resolve(context.files.trials)}`]),
    `kept    ${resolve(context.files.journal)}`,
  ].join("\n");
}

/** How much of the best is the luck of having looked at so many. */
function luck({ deflation, counts }: SearchResult): readonly string[] {
  if (deflation === null) return [];
  const { expectedSharpe, deflatedSharpe, probabilisticSharpe } = deflation;
  if (deflatedSharpe === null || probabilisticSharpe === null) return [];
  return [
    `luck    the best of ${whole(counts.trials)} worthless sets would show a Sharpe ratio of ${decimal(expectedSharpe, 2)};`,
    `        that this one is better than that: ${percent(deflatedSharpe, 1)} (alone, above zero: ${percent(probabilisticSharpe, 1)})`,
  ];
}

/** What successive halving saw; who was dropped early was judged on those bars alone. */
function rungs({ rungs: all, objective, data }: SearchResult): readonly string[] {
  return all.map(({ bars, sets, promoted, last }, k) => {
    const seen = `${whole(sets)} sets over ${bars === data.bars ? "all" : `the first ${whole(bars)}`} bars`;
    const kept =
      k === all.length - 1
        ? ", ranked above"
        : `, ${whole(promoted)} went on${last === null ? "" : ` from ${objective.text} ${Number(last.toPrecision(4))} up`}`;
    return `${k === 0 ? "rungs   " : "        "}${seen}${kept}`;
  });
}

function table(
  best: readonly Trial[],
  searched: readonly string[],
  objective: string,
  parameters: readonly GraphParameter[],
): readonly string[] {
  if (best.length === 0) return [];
  const shown = parameters.filter(({ name }) => searched.includes(name));
  // What is optimised stands first; where that is the Sharpe ratio itself it stands once, and where none has one not at all.
  const hasSharpe = objective !== "sharpe" && best.some(({ metrics }) => metrics.sharpe !== null);
  const rows = [
    [
      "",
      ...shown.map(({ name }) => name),
      objective,
      "return",
      "drawdown",
      ...(hasSharpe ? ["Sharpe"] : []),
      "trades",
    ],
    ...best.map((trial, rank) => [
      String(rank + 1),
      ...shown.map((parameter) => exactText(trial.parameters[parameter.name] ?? Number.NaN, parameter)),
      trial.objective === null ? "–" : Number(trial.objective.toPrecision(6)).toString().replace("-", "−"),
      metricValue(trial.metrics.totalReturn, "fraction", 1),
      metricValue(trial.metrics.maxDrawdown, "fraction", 1),
      ...(hasSharpe ? [metricValue(trial.metrics.sharpe, "ratio", 1)] : []),
      whole(trial.metrics.tradeCount ?? 0),
    ]),
  ];
  const widths = rows[0]?.map((_, k) => Math.max(...rows.map((row) => (row[k] ?? "").length))) ?? [];
  return rows.map((row) => row.map((cell, k) => cell.padStart(widths[k] ?? 0)).join("  "));
}

/** Writes the report of a search in the form that the file's name asks for. */
export async function writeSearchReport(
  path: string,
  result: SearchResult,
  context: SearchContext,
): Promise<void> {
  const search = {
    result,
    findings: context.findings,
    commandOf: (trial: Trial) => commandOf(trial, context),
  };
  const { writeFile } = await import("../runtime/data/atomic-file.js");
  switch (formOfPath(path)) {
    case "html": {
      const { renderSearch } = await import("../runtime/report/search/page.js");
      return writeFile(path, renderSearch(search, Date.now()));
    }
    case "pdf": {
      const { renderSearchPdf } = await import("../runtime/report/search/pdf.js");
      return writeFile(path, await renderSearchPdf(search, Date.now()));
    }
    case "md": {
      const { renderSearchMarkdown } = await import("../runtime/report/search/markdown.js");
      return writeFile(path, renderSearchMarkdown(search));
    }
    case "json":
      return writeFile(path, `${JSON.stringify(searchToJson(result, context))}\n`);
  }
}

/** Every set as columns: its values, what is optimised, whether it is ranked, all metrics. */
export async function writeTrials(folder: string, { trials }: SearchResult, csv: boolean): Promise<string> {
  const { writeTable } = await import("../runtime/data/table/write-table.js");
  const places = Array.from({ length: trials.count }, (_none, place) => place);
  const column = (value: (place: number) => number): Float64Array => Float64Array.from(places, value);
  const names = Object.keys(trials.parameters(0));
  const columns = {
    trial: Int32Array.from(places),
    ...Object.fromEntries(
      names.map((name) => [name, column((at) => trials.parameters(at)[name] ?? Number.NaN)]),
    ),
    objective: column((at) => trials.objective(at)),
    ranked: places.map((at) => trials.rankOf(at) !== null),
    endEquity: column((at) => trials.metric(at)("endEquity")),
    rejected: column((at) => trials.metric(at)("rejected")),
    ...Object.fromEntries(
      metricDefinitions.map(({ name }) => [name, column((at) => trials.metric(at)(name))]),
    ),
  };
  const path = join(folder, "trials.parquet");
  await writeTable(path, columns);
  if (csv) await writeTable(join(folder, "trials.csv"), columns);
  return path;
}

function whoOf({ workers }: SearchResult, { isQueued }: SearchContext): string {
  if (isQueued) return "the workers of the queue";
  return workers === 0 ? "one thread" : `${workers} workers`;
}
