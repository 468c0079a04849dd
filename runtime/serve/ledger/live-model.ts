import { parameterValues } from "../../engine/parameters.js";
import type { StoreDatabase } from "../../live/store/database.js";
import type { StoredStrategy } from "../../live/store/read/index.js";
import { driftOf, type FeatureDrift } from "../../models/explain/index.js";
import type { FeatureProfile } from "../../models/explain/profile.js";
import { reliabilityCurve, type ReliabilityCurve } from "../../models/judge/calibration-curve.js";
import { openModels } from "../../models/open-models.js";
import type { ModelRecord } from "../../models/registry/index.js";
import { modelTable, type ModelTable } from "../../models/rows/index.js";
import { barsOfSteps, otherMarkets, othersTurn } from "./stored-bars.js";
import type { StrategyTexts } from "./text.js";

/** The newest bars that are looked at: enough to tell drift from chance, and computed in a moment. */
const mostBars = 3000;
/** Bars before them, so that slow features have settled. */
const mostWarmup = 2000;
/** Fewer rows than this in all tell nothing of calibration. */
const leastRows = 30;

export interface LiveModel {
  readonly from: number | null;
  readonly to: number | null;
  readonly bars: number;
  readonly drift: Pick<FeatureDrift, "feature" | "psi" | "noise" | "level" | "rows">[];
  readonly judged: number;
  readonly calibration: {
    readonly class_name: string;
    readonly error: number;
    readonly bins: {
      readonly said: number;
      readonly came: number;
      readonly low: number;
      readonly high: number;
      readonly rows: number;
    }[];
  }[];
}

/**
 * How a model does on the bars that its strategy traded: its features against those of training, and what it says against
 * what came. A sentence where that cannot be told.
 * @throws ServeError SAGE8577, RunError
 */
export async function liveModel(
  database: StoreDatabase,
  texts: StrategyTexts,
  strategy: StoredStrategy,
  name: string,
  record: ModelRecord | null,
): Promise<LiveModel | string> {
  const { standing, tradedFrom } = strategy;
  if (standing === null || tradedFrom === null) return "No bar has been traded yet.";
  const graph = await texts.asTraded(strategy);
  const to = standing.number + 1;
  const feed = await barsOfSteps(database, strategy, Math.max(0, to - mostBars - mostWarmup), to);
  const feeds = await otherMarkets(database, strategy, graph);
  await othersTurn();
  const { parameters } = strategy;
  const table = await modelTable(graph, name, feed, { parameters, feeds });
  await othersTurn();
  const since = Math.max(tradedFrom, record?.training.knownUntil ?? tradedFrom);
  const settled = table.time.findIndex((time, bar) => bar >= table.first && time >= since);
  const first = settled === -1 ? table.time.length : Math.max(settled, table.time.length - mostBars);
  const bars = table.time.length - first;
  if (bars === 0) return "None of its features has settled on a traded bar yet.";
  const source = strategy.models.find((model) => model.name === name);
  const opened = await openModels(graph, parameterValues(graph, parameters), {
    ...(source !== undefined && { [name]: source.id }),
  });
  try {
    const [schedule] = opened.schedules.values();
    const predictor = schedule?.periods[0]?.predictor;
    const columns = table.features.map(({ values }) => values.slice(first));
    const answers = predictor === undefined ? [] : await predictor.predict(columns, bars);
    const { curves, judged } = calibrationOf(table, first, answers);
    return {
      from: table.time[first] ?? null,
      to: table.time.at(-1) ?? null,
      bars,
      drift: record === null ? [] : driftFrom(record, table, first),
      judged,
      calibration: curves.map(({ className, error, bins }) => ({
        class_name: className,
        error,
        bins: bins.map(({ said, came, low, high, rows }) => ({ said, came, low, high, rows })),
      })),
    };
  } finally {
    await opened.close();
  }
}

/** The most shifted first. */
function driftFrom(record: ModelRecord, table: ModelTable, first: number): LiveModel["drift"] {
  const drifts = record.distributions.flatMap((distribution) => {
    const column = table.features.find(({ name }) => name === distribution.feature);
    if (column === undefined || column.type === "category") return [];
    const { feature, edges, shares, missing } = distribution;
    const rows = record.training.rows;
    const profile: FeatureProfile = {
      kind: "numbers",
      name: feature,
      rows,
      missing,
      shares,
      edges,
      mean: null,
      low: null,
      high: null,
    };
    const { psi, noise, level, rows: compared } = driftOf(profile, column.values.slice(first));
    return [{ feature, psi, noise, level, rows: compared }];
  });
  return drifts.toSorted((one, other) => other.psi - one.psi);
}

/** Of rows whose outcome is known by now. A regression says no probability. */
function calibrationOf(
  { target }: ModelTable,
  first: number,
  answers: readonly Float64Array[],
): { readonly curves: readonly ReliabilityCurve[]; readonly judged: number } {
  const truth = target.values.slice(first);
  const isKnown = (row: number): boolean =>
    !Number.isNaN(truth[row] ?? NaN) && answers.every((values) => !Number.isNaN(values[row] ?? NaN));
  const rows = [...truth.keys()].filter(isKnown);
  const names = target.kind === "binary" ? [target.name] : target.classes;
  const curves =
    target.kind === "regression" || answers.length === 0 || rows.length < leastRows
      ? []
      : names.map((className, k) => {
          // Of classes the first answer is the class itself.
          const said = answers[target.kind === "binary" ? 0 : k + 1];
          const wanted = target.kind === "binary" ? 1 : k;
          const judgedRows = { truth, answers: [], weights: null };
          return reliabilityCurve(
            className,
            Float64Array.from(rows, (row) => said?.[row] ?? NaN),
            Uint8Array.from(rows, (row) => Number(truth[row] === wanted)),
            judgedRows,
          );
        });
  return { curves, judged: rows.length };
}
