import type {
  Champion,
  LineageStep,
  ModelComparison,
  ModelFamily,
  ModelRecord,
} from "../runtime/models/registry/index.js";
import { decimal, interval, noNumber, percent, time } from "../runtime/report/format.js";
import { alignColumns } from "./columns.js";

/** A stored model in one line, for machines. */
export function listingOf(record: ModelRecord, champions: readonly Champion[]) {
  const { id, created, strategy, model, learner, data, training, validation, tags } = record;
  return {
    id,
    created,
    strategy: strategy.name,
    model,
    learner: learner.name,
    data: data.symbol ?? data.source,
    interval: data.interval,
    rows: training.rows,
    champion: champions.some((champion) => champion.id === id),
    metrics: validation?.metrics ?? null,
    tags,
  };
}

/** A number of a metric as people read it: four decimals, more where it is small. */
export function metricText(value: number | null | undefined): string {
  if (value === null || value === undefined) return noNumber;
  const size = Math.abs(value);
  return size !== 0 && size < 0.001 ? value.toExponential(2) : decimal(value, size >= 1000 ? 1 : 4);
}

/** Metrics that a list shows where the models have them; of more than these it shows those that it has room for. */
const mostMetrics = 3;

/** The models as a table for a terminal. @param metric what it is sorted by, shown first */
export function showModels(
  models: readonly ModelRecord[],
  champions: readonly Champion[],
  metric: string | undefined,
): readonly string[] {
  const known = new Set(models.flatMap(({ validation }) => Object.keys(validation?.metrics ?? {})));
  if (metric !== undefined) known.delete(metric);
  const shown = [...(metric === undefined ? [] : [metric]), ...known].slice(0, mostMetrics);
  const head = ["id", "trained (UTC)", "model", "learner", "data", "", "rows", ...shown, ""];
  const rows = models.map((record) => {
    const { id, created, strategy, model, learner, data, training, validation } = record;
    const value = (name: string) => {
      const [, ofTraining] = /^training\.(.+)$/.exec(name) ?? [];
      return ofTraining === undefined ? validation?.metrics[name] : training.metrics[ofTraining];
    };
    return [
      id,
      time(Date.parse(created)),
      `${strategy.name}.${model}`,
      learner.name,
      data.symbol ?? data.source,
      interval(data.interval),
      decimal(training.rows, 0),
      ...shown.map((name) => metricText(value(name))),
      champions.some((champion) => champion.id === id) ? "champion" : "",
    ];
  });
  const left = (["left", "left", "left", "left", "left", "right", "right"] as const).map((side) => side);
  return table([head, ...rows], [...left, ...shown.map(() => "right" as const), "left"]);
}

export function showFamilies(families: readonly ModelFamily[]): readonly string[] {
  const head = ["family", "model", "learner", "data", "models", "first (UTC)", "last (UTC)", "latest"];
  const rows = families.map(({ family, strategy, model, learner, data, count, first, last, latest }) => [
    family,
    `${strategy}.${model}`,
    learner,
    data,
    String(count),
    time(Date.parse(first)),
    time(Date.parse(last)),
    latest,
  ]);
  return table([head, ...rows], ["left", "left", "left", "left", "right", "left", "left", "left"]);
}

export function showComparison({ first, second, differences, metrics }: ModelComparison): readonly string[] {
  const facts = differences.map(({ name, values }) => [name, ...values]);
  const rows = metrics.map((metric) => [
    metric.name,
    metricText(metric.first),
    metricText(metric.second),
    metric.difference === null ? noNumber : signedText(metric.difference),
    metric.percentChange === null ? noNumber : percent(metric.percentChange / 100, 1),
  ]);
  const right = "right" as const;
  return [
    `first   ${first}`,
    `second  ${second}`,
    "",
    ...(facts.length === 0
      ? ["They were meant and made alike."]
      : table([["not alike", "first", "second"], ...facts], ["left", "left", "left"])),
    "",
    ...table(
      [["metric", "first", "second", "difference", "change"], ...rows],
      ["left", right, right, right, right],
    ),
  ];
}

const signedText = (value: number): string => (value > 0 ? `+${metricText(value)}` : metricText(value));

export function showLineage(steps: readonly LineageStep[]): readonly string[] {
  return table(
    steps.map(({ what, text, hash, state }) => [
      what,
      hash === null ? "" : hash.slice(0, 16),
      state === "unchecked" ? "" : state,
      text,
    ]),
    ["left", "left", "left", "left"],
  );
}

export function table(
  rows: readonly (readonly string[])[],
  alignment: readonly ("left" | "right")[],
): readonly string[] {
  return alignColumns(
    rows.map((row) => row.map((cell) => cell.replaceAll("−", "-").replaceAll("–", "-"))),
    alignment,
  );
}
