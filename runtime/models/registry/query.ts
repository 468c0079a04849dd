import { RunError } from "../../engine/error.js";
import { parseModelId } from "./model-id.js";
import type { ModelRecord } from "./record.js";
import { newestFirst } from "./store.js";

/** What of the stored models is wanted; what is left out does not matter. */
export interface ModelFilter {
  /** Part of the strategy's name. */
  readonly strategy?: string | undefined;
  /** Its name in the strategy. */
  readonly model?: string | undefined;
  readonly learner?: string | undefined;
  /** Beginning of the hash of the strategy's graph. */
  readonly graph?: string | undefined;
  /** Milliseconds of a bar. */
  readonly interval?: number | undefined;
  /** Part of the symbol or file of the data. */
  readonly data?: string | undefined;
  readonly marketType?: string | undefined;
  /** Beginning of the hash of what was meant. */
  readonly family?: string | undefined;
  /** Trained at or after, and before; epoch milliseconds. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  /** All of these. */
  readonly tags?: readonly string[] | undefined;
}

const holds = (text: string | null, part: string | undefined): boolean =>
  part === undefined || (text ?? "").toLowerCase().includes(part.toLowerCase());

const equals = <Value>(value: Value, wanted: Value | undefined): boolean =>
  wanted === undefined || value === wanted;

export function filterModels(models: readonly ModelRecord[], filter: ModelFilter): readonly ModelRecord[] {
  const { after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY, tags = [] } = filter;
  return models.filter(({ id, created, strategy, model, learner, data, tags: own }) => {
    const time = Date.parse(created);
    return (
      holds(strategy.name, filter.strategy) &&
      equals(model, filter.model) &&
      equals(learner.name, filter.learner) &&
      strategy.graphHash.startsWith(filter.graph ?? "") &&
      equals(data.interval, filter.interval) &&
      (holds(data.symbol, filter.data) || holds(data.source, filter.data)) &&
      equals<string | null>(data.marketType, filter.marketType) &&
      id.startsWith(filter.family ?? "") &&
      time >= after &&
      time < before &&
      tags.every((tag) => own.includes(tag))
    );
  });
}

/** Metrics of which less is better; of all others more is. */
const lessIsBetter: ReadonlySet<string> = new Set([
  "logloss",
  "brier",
  "rmse",
  "mae",
  "mse",
  "pinball",
  "calibrationerror",
]);

const plain = (name: string): string => name.replaceAll(/[_\s-]/g, "").toLowerCase();

/** Whether more of a metric is better. */
export const isMoreBetter = (name: string): boolean => !lessIsBetter.has(plain(name.replace(/^.*\./, "")));

/**
 * A metric of a model: of its validation, or with `training.` before it of the rows it has learned from. `logLoss`,
 * `log_loss` and `log loss` are one. Null where it has no value; undefined where there is no such metric.
 */
export function metricOf({ training, validation }: ModelRecord, name: string): number | null | undefined {
  const [, where = "validation", metric = name] = /^(training|validation)\.(.+)$/.exec(name) ?? [];
  const metrics = where === "training" ? training.metrics : (validation?.metrics ?? {});
  const key = Object.keys(metrics).find((each) => plain(each) === plain(metric));
  return key === undefined ? undefined : metrics[key];
}

/**
 * Models by a metric, the best first; those without it come last.
 * @throws RunError SAGE8368 where no model has it
 */
export function rankModels(
  models: readonly ModelRecord[],
  metric: string,
  more: boolean = isMoreBetter(metric),
): readonly ModelRecord[] {
  if (models.length > 0 && models.every((model) => metricOf(model, metric) === undefined))
    throw unknownMetric(models, metric);
  const key = (model: ModelRecord): number => {
    const value = metricOf(model, metric) ?? null;
    return value === null ? Number.NEGATIVE_INFINITY : more ? value : -value;
  };
  return models.toSorted((a, b) => {
    const [one, two] = [key(a), key(b)];
    return one === two ? newestFirst(a, b) : one > two ? -1 : 1;
  });
}

/** The best model by a metric; null where none has it. @throws RunError SAGE8368 */
export function bestModel(
  models: readonly ModelRecord[],
  metric: string,
  more: boolean = isMoreBetter(metric),
): ModelRecord | null {
  const [best] = rankModels(models, metric, more);
  return best === undefined || (metricOf(best, metric) ?? null) === null ? null : best;
}

function unknownMetric(models: readonly ModelRecord[], metric: string): RunError {
  const names = models.flatMap(({ training, validation }) => [
    ...Object.keys(validation?.metrics ?? {}),
    ...Object.keys(training.metrics).map((name) => `training.${name}`),
  ]);
  const known = [...new Set(names)].toSorted();
  return new RunError(
    "SAGE8368",
    `No model has a metric "${metric}".`,
    known.length === 0 ? null : `There are ${known.join(", ")}.`,
  );
}

/** Models that were meant to be the same. */
export interface ModelFamily {
  /** 16 hex digits: the beginning of their ids. */
  readonly family: string;
  readonly strategy: string;
  readonly model: string;
  readonly learner: string;
  readonly data: string;
  readonly count: number;
  readonly latest: string;
  /** ISO times of the first and the last. */
  readonly first: string;
  readonly last: string;
}

/** Families, that of the newest model first. */
export function modelFamilies(models: readonly ModelRecord[]): readonly ModelFamily[] {
  const members = new Map<string, ModelRecord[]>();
  for (const model of models.toSorted(newestFirst)) {
    const family = familyOf(model.id);
    members.set(family, [...(members.get(family) ?? []), model]);
  }
  return [...members].flatMap(([family, all]) => {
    const [latest] = all;
    const first = all.at(-1);
    if (latest === undefined || first === undefined) return [];
    const { strategy, model, learner, data, id, created } = latest;
    return {
      family,
      strategy: strategy.name,
      model,
      learner: learner.name,
      data: data.symbol ?? data.source,
      count: all.length,
      latest: id,
      first: first.created,
      last: created,
    };
  });
}

/** A model of before there were families is one of its own. */
function familyOf(id: string): string {
  const parsed = parseModelId(id);
  return parsed?.kind === "hybrid" ? parsed.family : id;
}

/** The newest model of a family; null where there is none. @param family beginning of the hash of what was meant */
export function latestOfFamily(models: readonly ModelRecord[], family: string): ModelRecord | null {
  const [latest] = models.filter(({ id }) => familyOf(id).startsWith(family)).toSorted(newestFirst);
  return latest ?? null;
}
