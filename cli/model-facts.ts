import type { ModelRecord } from "../runtime/models/registry/index.js";
import { decimal, interval, time } from "../runtime/report/format.js";
import { metricText, table } from "./model-list.js";

type Fact = readonly [string, string];

/** All that is known of a model, for people. */
export function showModel(record: ModelRecord, isChampion: boolean, file: string): readonly string[] {
  const { id, created, artefact, tags, notes } = record;
  const facts: readonly Fact[] = [
    ["model", `${id}${isChampion ? "  (champion)" : ""}`],
    ["trained", `${time(Date.parse(created))} UTC`],
    ...ofOrigin(record),
    ...ofTraining(record),
    ...ofValidation(record),
    ["thresholds", pairs(record.thresholds)],
    ["versions", pairs(record.versions)],
    ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] as const]),
    ...(notes === "" ? [] : [["notes", notes] as const]),
    ["artefact", `${file}, ${decimal(artefact.bytes, 0)} bytes`],
  ];
  return table(facts, ["left", "left"]);
}

function ofOrigin({ strategy, model, data, features, target }: ModelRecord): readonly Fact[] {
  const named = features.features.map(({ name, type }) => (type === "number" ? name : `${name} (${type})`));
  const bars = `${decimal(data.bars, 0)} bars, ${dates(data.from, data.to)}`;
  return [
    ["strategy", `${strategy.name}.${model}${strategy.path === null ? "" : ` (${strategy.path})`}`],
    ["values", pairs(strategy.parameters)],
    ["data", `${data.symbol ?? data.source} ${interval(data.interval)}, ${bars}`],
    ["from", data.path ?? data.source],
    ["features", named.join(", ")],
    ["target", `${target.name}, ${target.kind}, looks ${target.reach} bars ahead`],
  ];
}

function ofTraining({ learner, training, importance }: ModelRecord): readonly Fact[] {
  const { settings, rounds, settled } = learner;
  const best = importance.toSorted((a, b) => (b.gain ?? 0) - (a.gain ?? 0)).slice(0, 5);
  const matters = best.map(({ feature, gain }) => `${feature} ${metricText(gain)}`).join(", ");
  const rows = `${decimal(training.rows, 0)} rows, ${dates(training.from, training.to)}`;
  return [
    ["learner", `${learner.name}: ${pairs(settings)}; ${rounds} rounds${settled ? "" : ", not settled"}`],
    ["training", `${rows}, seed ${training.seed}`],
    ["answers from", `${time(training.knownUntil)} UTC on`],
    ["on its rows", measured(training.metrics)],
    ...(best.length === 0 ? [] : [["matters most", matters] as const]),
  ];
}

function ofValidation({ validation, calibration }: ModelRecord): readonly Fact[] {
  const { kind, brier } = calibration;
  const mended = ["calibration", `${kind}${brier === null ? "" : `, Brier ${metricText(brier)}`}`] as const;
  if (validation === null) return [["validation", "none"], mended];
  const { scheme, folds, metrics } = validation;
  const each = folds.map(({ number, test, testRows, metrics: own }): Fact => {
    const [first] = test;
    const last = test.at(-1);
    const when = first === undefined || last === undefined ? "" : `${dates(first.from, last.to)}, `;
    return [`training ${number}`, `${when}${decimal(testRows, 0)} rows: ${measured(own, foldFigures)}`];
  });
  return [
    [
      "validation",
      `${scheme}, ${folds.length} ${folds.length === 1 ? "training" : "trainings"}: ${measured(metrics)}`,
    ],
    ...each,
    mended,
  ];
}

const dates = (from: number, to: number): string => `${time(from)} to ${time(to)} UTC`;

/** What a line for each fold has room for. */
const foldFigures: readonly string[] = ["auc", "log_loss", "accuracy", "rank_correlation", "rmse"];

const measured = (metrics: Readonly<Record<string, number | null>>, only?: readonly string[]): string =>
  Object.entries(metrics)
    .filter(([name]) => only?.includes(name) ?? true)
    .map(([name, value]) => `${name} ${metricText(value)}`)
    .join(", ") || "none";

const pairs = (of: Readonly<Record<string, unknown>>): string =>
  Object.entries(of)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(" ") : String(value)}`)
    .join(", ") || "none";
