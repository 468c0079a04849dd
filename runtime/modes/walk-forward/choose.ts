import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import type { Metrics } from "../../metrics/catalog.js";
import type { BarRange } from "../../models/fold.js";
import { evaluateMetrics, holds, type MetricOf } from "../../search/objective.js";
import type { SearchOptions } from "../../search/request.js";
import type { SearchResult } from "../../search/result.js";
import { search } from "../../search/search.js";
import type { TrialSpread } from "../../statistics/trials.js";
import { backtest } from "../backtest.js";
import type { KeepOptions } from "../options.js";
import { combineMetrics } from "./combine.js";

/** What the training bars of a fold said was best. */
export interface Choice {
  readonly parameters: Readonly<Record<string, number>>;
  /** What is optimised, on the training bars; null where nothing was searched. */
  readonly objective: number | null;
  /** Of the chosen set on the training bars. */
  readonly metrics: Metrics;
}

/** A choice, and how many sets it was made among. */
export interface Chosen {
  /** Null: no set met every constraint. */
  readonly choice: Choice | null;
  /** Searches that were made, each with the spread of its trials. */
  readonly searches: readonly { readonly id: string; readonly spread: TrialSpread }[];
  /** Sets that were tried. */
  readonly tried: number;
}

/** Options of a search, besides which bars it looks at. */
export interface ChoiceOptions extends Omit<
  SearchOptions,
  "from" | "to" | "journal" | "progress" | "quick" | "top"
> {
  /** Told of every search that is done: the bars it looked at, as places in the data. */
  readonly onSearch?: (bars: BarRange, result: SearchResult) => void;
}

/** Tells of sets done on a fold's training bars. */
export type ChoiceProgress = (done: number, total: number) => void;

/** Searches stretches of bars, each once, however many folds ask for it. */
export class Chooser {
  readonly #graph: Graph;
  readonly #feed: BarFeed;
  readonly #times: Float64Array;
  readonly #options: ChoiceOptions;
  readonly #known = new Map<string, SearchResult>();

  /** @param times open times of the bars of the data */
  constructor(graph: Graph, feed: BarFeed, times: Float64Array, options: ChoiceOptions) {
    this.#graph = graph;
    this.#feed = feed;
    this.#times = times;
    this.#options = options;
  }

  /** The best set on these bars. A position is never carried from one stretch into the next. */
  async choose(train: readonly BarRange[], progress?: ChoiceProgress): Promise<Chosen> {
    if (train.length > 1) refuseLearning(this.#options);
    const results: SearchResult[] = [];
    const searches: { id: string; spread: TrialSpread }[] = [];
    for (const [k, range] of train.entries()) {
      const key = `${range.from} ${range.to}`;
      let found = this.#known.get(key);
      if (found === undefined) {
        found = await this.#search(range, (done, total) =>
          progress?.(k * total + done, train.length * total),
        );
        this.#known.set(key, found);
        this.#options.onSearch?.(range, found);
        searches.push({ id: found.id, spread: found.trials.spread() });
      }
      results.push(found);
    }
    const [first] = results;
    if (first === undefined) return { choice: null, searches, tried: 0 };
    const best = results.length === 1 ? bestOf(first) : bestTogether(results, train);
    return { choice: best, searches, tried: first.counts.trials };
  }

  /** What the given values did on these bars, where there is nothing to choose. */
  judge(train: readonly BarRange[]): Chosen {
    const { capital, feeds, calendar, riskFree, parameters = {} } = this.#options;
    const stretches = train.map((range) => {
      const { metrics } = backtest(this.#graph, this.#feed, {
        ...this.#limits(range),
        parameters,
        keep: keepNothing,
        ...(capital !== undefined && { capital }),
        ...(feeds !== undefined && { feeds }),
        ...(calendar !== undefined && { calendar }),
        ...(riskFree !== undefined && { riskFree }),
      });
      return { metrics, bars: range.to - range.from };
    });
    return {
      choice: { parameters, objective: null, metrics: combineMetrics(stretches) },
      searches: [],
      tried: 1,
    };
  }

  #search(range: BarRange, progress: ChoiceProgress): Promise<SearchResult> {
    return search(this.#graph, this.#feed, {
      ...this.#options,
      ...this.#limits(range),
      top: 1,
      progress: ({ done, total }) => progress(done, total),
    });
  }

  #limits({ from, to }: BarRange): { readonly from: number; readonly to: number } {
    const last = this.#times[to - 1] ?? Number.NaN;
    return { from: this.#times[from] ?? Number.NaN, to: this.#times[to] ?? last + 1 };
  }
}

const keepNothing: KeepOptions = {
  equity: "none",
  trades: false,
  orders: false,
  signals: false,
  plots: false,
  alerts: false,
};

function bestOf({ best: [first] }: SearchResult): Choice | null {
  if (first === undefined || first.objective === null) return null;
  return { parameters: first.parameters, objective: first.objective, metrics: first.metrics };
}

/** The best set on all stretches together. */
function bestTogether(results: readonly SearchResult[], train: readonly BarRange[]): Choice | null {
  const [first] = results;
  if (first === undefined) return null;
  const { objective, constraints } = first;
  const sign = objective.direction === "minimise" ? -1 : 1;
  let best: Choice | null = null;
  for (let place = 0; place < first.trials.count; place++) {
    if (results.some(({ trials }) => trials.refused.has(place))) continue;
    const metrics = combineMetrics(
      results.map(({ trials }, k) => ({
        metrics: trials.trial(place).metrics,
        bars: (train[k]?.to ?? 0) - (train[k]?.from ?? 0),
      })),
    );
    const values = new Map<string, number | null>(Object.entries(metrics));
    const metricOf: MetricOf = (name) => values.get(name) ?? Number.NaN;
    const value = evaluateMetrics(objective.value, metricOf);
    if (Number.isNaN(value) || !constraints.every((each) => holds(each, metricOf))) continue;
    if (best === null || sign * value > sign * (best.objective ?? Number.NaN))
      best = { parameters: first.trials.parameters(place), objective: value, metrics };
  }
  return best;
}

/** @throws RunError SAGE8382 for samplers whose sets depend on the bars */
function refuseLearning({ sampler }: ChoiceOptions): void {
  if (sampler !== "tpe" && sampler !== "halving") return;
  throw new RunError(
    "SAGE8382",
    `The sampler \`${sampler}\` learns from results, so it tries other sets on each stretch of bars; this validation chooses on bars on both sides of a test.`,
    "Use the sampler grid, random or latin, or `method: walk_forward`.",
  );
}
