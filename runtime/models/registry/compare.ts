import type { ModelRecord } from "./record.js";

/** A metric of two models. */
export interface MetricComparison {
  /** As in the record; those of the training rows have `training.` before them. */
  readonly name: string;
  readonly first: number | null;
  readonly second: number | null;
  /** Second less first; null where one has no value. */
  readonly difference: number | null;
  /** 100 × difference / first; null where first is 0 or has no value. */
  readonly percentChange: number | null;
}

export interface ModelComparison {
  readonly first: string;
  readonly second: string;
  /** What was meant, learned from and made otherwise, as text. */
  readonly differences: readonly { readonly name: string; readonly values: readonly [string, string] }[];
  readonly metrics: readonly MetricComparison[];
}

export function compareModels(first: ModelRecord, second: ModelRecord): ModelComparison {
  const facts = [factsOf(first), factsOf(second)] as const;
  const names = [...new Set(facts.flatMap((each) => [...each.keys()]))];
  const differences = names.flatMap((name) => {
    const [a, b] = [facts[0].get(name) ?? "none", facts[1].get(name) ?? "none"];
    return a === b ? [] : [{ name, values: [a, b] as const }];
  });
  const metrics = [metricsOf(first), metricsOf(second)] as const;
  const all = [...new Set(metrics.flatMap((each) => [...each.keys()]))];
  return {
    first: first.id,
    second: second.id,
    differences,
    metrics: all.map((name) => compareMetric(name, metrics[0].get(name), metrics[1].get(name))),
  };
}

function compareMetric(
  name: string,
  first: number | null = null,
  second: number | null = null,
): MetricComparison {
  const difference = first === null || second === null ? null : second - first;
  const percentChange =
    difference === null || first === null || first === 0 ? null : (100 * difference) / first;
  return { name, first, second, difference, percentChange };
}

function metricsOf({ training, validation }: ModelRecord): ReadonlyMap<string, number | null> {
  const ofTraining = Object.entries(training.metrics).map(
    ([name, value]) => [`training.${name}`, value] as const,
  );
  return new Map([...Object.entries(validation?.metrics ?? {}), ...ofTraining]);
}

function factsOf(record: ModelRecord): ReadonlyMap<string, string> {
  const { strategy, model, data, features, target, learner, intent, training, validation, versions } = record;
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const settings = (of: Readonly<Record<string, unknown>>, what: string) =>
    Object.entries(of).map(([name, value]) => [`${what} ${name}`, text(value)] as const);
  return new Map([
    ["strategy", strategy.name],
    ["strategy graph", strategy.graphHash.slice(0, 16)],
    ["model", model],
    ["data", `${data.symbol ?? data.source} ${data.hash.slice(0, 16)}`],
    ["features", features.features.map(({ name }) => name).join(", ")],
    ["feature computation", features.graphHash.slice(0, 16)],
    ["target", `${target.name} ${intent.target.slice(0, 16)}`],
    ["learner", learner.name],
    ...settings(learner.settings, "setting"),
    ...settings(intent.training, "training"),
    ...settings(strategy.parameters, "parameter"),
    ["rows", String(training.rows)],
    ["trained from", iso(training.from)],
    ["trained to", iso(training.to)],
    ["validation", validation === null ? "none" : `${validation.scheme}, ${validation.folds.length} folds`],
    ["seed", String(training.seed)],
    ...settings(versions, "version of"),
  ]);
}

const iso = (time: number): string => new Date(time).toISOString().slice(0, 16).replace("T", " ");
