import { evaluateScalars, kernelParameters, type Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { AnswerLog } from "../engine/answer-log.js";
import { RunError } from "../engine/error.js";
import { metricDefinitions } from "../metrics/catalog.js";
import type { BarRange } from "../models/fold.js";
import type { ColumnCache } from "../models/rows/index.js";
import { nodesBehind } from "../models/rows/subgraph.js";
import { planTraining, train, type JudgedFold } from "../models/train/index.js";
import { backtest } from "../modes/backtest.js";
import type { BacktestOptions } from "../modes/options.js";
import { trainAll, type TrainingJob } from "../parallel/train-all.js";
import type { Workforce } from "../parallel/workforce.js";
import type { BacktestResult } from "../result.js";
import { blockEdges, blockWidth } from "./blocks.js";
import type { SearchOptions } from "./request.js";
import { rowNames, type SetRows } from "./run-sets.js";

/**
 * Sets of a strategy that asks models. A model is trained once for all sets that give it the same features, target and
 * settings; sets that differ only in what is decided share its answers. Every answer is out of sample: of the folds of the
 * model's own validation.
 */
export class TrainedSets {
  readonly #graph: Graph;
  readonly #feed: BarFeed;
  readonly #options: SearchOptions;
  readonly #cache = new ColumnsInMemory();
  readonly #answers = new Map<string, AnswerLog>();
  readonly #columns: readonly number[];
  /** Open time of the first bar that models say something of. */
  readonly first: number;

  private constructor(graph: Graph, feed: BarFeed, options: SearchOptions, first: number) {
    this.#graph = graph;
    this.#feed = feed;
    this.#options = options;
    this.first = first;
    this.#columns = nodesBehind(
      graph,
      graph.models.flatMap(({ features, target }) => [
        ...features.map(({ series }) => series),
        target.series,
        ...(target.lives === undefined ? [] : [target.lives]),
      ]),
    );
  }

  /** @throws RunError those of rows and folds; SAGE8400 where folds are combinatorial */
  static async open(graph: Graph, feed: BarFeed, options: SearchOptions): Promise<TrainedSets> {
    const { models, time } = await planTraining(graph, feed, planned(options, options.parameters));
    const folds = models.flatMap((model) => model.folds.folds);
    if (models.some((model) => model.folds.paths.length > 1))
      throw new RunError(
        "SAGE8400",
        `The folds of the models of \`${graph.strategy}\` are combinatorial: several models say something of the same bar.`,
        "Search with `validation: walk_forward` or `purged_kfold` in `train`, and validate the result combinatorially.",
      );
    const begin = Math.min(...folds.flatMap(({ test }) => test.map(({ from }) => from)));
    return new TrainedSets(graph, feed, options, time[begin] ?? Number.NaN);
  }

  /** Sets of values that models were trained for. */
  get trainings(): number {
    return this.#answers.size;
  }

  /** Runs sets over ranges of bars. */
  async run(
    sets: readonly (readonly number[])[],
    ranges: readonly BarRange[],
    times: Float64Array,
    keepsBlocks: boolean,
  ): Promise<SetRows> {
    const width = ranges.length * rowNames.length;
    const rows = new Float64Array(sets.length * width).fill(Number.NaN);
    const [first] = ranges;
    const edges = keepsBlocks && first !== undefined ? blockEdges(first.to - first.from) : null;
    const blocks = edges === null ? null : new Float64Array(sets.length * blockWidth);
    const refused: { set: number; reason: string }[] = [];
    for (const [k, set] of sets.entries()) {
      this.#options.signal?.throwIfAborted();
      try {
        const answers = await this.answersOf(set);
        for (const [r, range] of ranges.entries()) {
          const limits = { from: times[range.from] ?? 0, to: times[range.to] ?? null };
          const keeps = edges !== null && r === 0;
          const keep = {
            equity: keeps ? ("full" as const) : ("none" as const),
            orders: false,
            signals: false,
            plots: false,
          };
          const result = backtest(this.#graph, this.#feed, {
            ...this.backtestOptions(),
            ...limits,
            parameters: this.#named(set),
            answers,
            keep,
          });
          rows.set(rowOf(result), k * width + r * rowNames.length);
          if (keeps) blocks?.set(blocksOf(result, edges), k * blockWidth);
        }
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        refused.push({ set: k, reason: error.message });
      }
    }
    return { rows, blocks, refused };
  }

  /** What models say for a set; they are trained where no set has asked for the same ones. */
  async answersOf(set: readonly number[]): Promise<AnswerLog> {
    const key = this.#keyOf(set);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const { models } = await train(this.#graph, this.#feed, {
      ...planned(this.#options, this.#named(set)),
      cache: this.#cache,
      finishes: false,
      signal: this.#options.signal,
    });
    const log = logOf(models);
    this.#answers.set(key, log);
    return log;
  }

  /** Has the models of these sets trained by others, all at once. What they cannot train is tried again here, and said. */
  async trainElsewhere(sets: readonly (readonly number[])[], pool: Workforce): Promise<void> {
    const open = new Map(sets.map((set) => [this.#keyOf(set), set]));
    for (const key of this.#answers.keys()) open.delete(key);
    const { signal, onNote } = this.#options;
    const jobs = [...open.values()].map((set): TrainingJob => ({
      graph: this.#graph,
      feed: this.#feed,
      options: { ...planned(this.#options, this.#named(set)), finishes: false },
    }));
    const outcomes = await trainAll(jobs, {
      pool,
      progress: (done, total) => {
        const tenths = (count: number): number => Math.floor((10 * count) / total);
        if (tenths(done) > tenths(done - 1)) onNote?.(`${done} of ${total} trainings are done.`);
      },
      ...(signal !== undefined && { signal }),
      ...(onNote !== undefined && { onNote }),
    });
    for (const [k, key] of [...open.keys()].entries()) {
      const outcome = outcomes[k];
      if (outcome !== undefined && !(outcome instanceof Error)) this.#answers.set(key, logOf(outcome.models));
    }
  }

  backtestOptions(): BacktestOptions {
    const { capital, endOfData, feeds, calendar, riskFree } = this.#options;
    return {
      ...(capital !== undefined && { capital }),
      ...(endOfData !== undefined && { endOfData }),
      ...(feeds !== undefined && { feeds }),
      ...(calendar !== undefined && { calendar }),
      ...(riskFree !== undefined && { riskFree }),
    };
  }

  #named(set: readonly number[]): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#graph.parameters.map(({ name }, k) => [name, set[k] ?? Number.NaN]));
  }

  /** All that models learn from and how, for a set: equal keys are equal trainings. */
  #keyOf(set: readonly number[]): string {
    const graph = this.#graph;
    const scalars = evaluateScalars(graph, set);
    const columns = this.#columns.map((number) => {
      const node = graph.nodes[number];
      return node === undefined ? [] : kernelParameters(node, scalars);
    });
    const settings = graph.models.map(({ algorithm, train: how, target }) => [
      scalars[target.delay],
      ...[...algorithm.options, ...how].map(({ scalar }) => (scalar === undefined ? null : scalars[scalar])),
    ]);
    return JSON.stringify([columns, settings]);
  }
}

/** The limits of time cut what is traded, not what may be learned from before it. */
function planned({ feeds, to }: SearchOptions, parameters: Readonly<Record<string, number>> | undefined) {
  return {
    ...(parameters !== undefined && { parameters }),
    ...(feeds !== undefined && { feeds }),
    ...(to !== undefined && { to }),
  };
}

/** What models said on the tests of their folds, in the order of time. */
function logOf(models: readonly { readonly folds: readonly Pick<JudgedFold, "answers">[] }[]): AnswerLog {
  const log = new AnswerLog();
  for (const [place, { folds }] of models.entries()) {
    const ranges = folds.flatMap(({ answers }) => answers);
    for (const { from, outputs } of ranges.toSorted((a, b) => a.from - b.from))
      log.keep(place, from, outputs);
  }
  return log;
}

function rowOf({ metrics, account, counts }: BacktestResult): Float64Array {
  const row = new Float64Array(rowNames.length).fill(Number.NaN);
  for (const [k, { name }] of metricDefinitions.entries()) row[k] = metrics[name] ?? Number.NaN;
  row[metricDefinitions.length] = account.end;
  row[metricDefinitions.length + 1] = counts.rejected;
  return row;
}

/** Σ r and Σ (r − mean)² of each block of the returns. */
function blocksOf({ equity: curve }: BacktestResult, edges: readonly number[]): Float64Array {
  const sums = new Float64Array(blockWidth);
  const equity = curve?.equity ?? new Float64Array(0);
  for (let block = 0; block + 1 < edges.length; block++) {
    const from = Math.max(1, edges[block] ?? 1);
    const to = edges[block + 1] ?? from;
    let [sum, squares] = [0, 0];
    for (let bar = from; bar < to; bar++) sum += (equity[bar] ?? 0) / (equity[bar - 1] ?? 1) - 1;
    for (let bar = from; bar < to; bar++)
      squares += ((equity[bar] ?? 0) / (equity[bar - 1] ?? 1) - 1 - sum / (to - from)) ** 2;
    sums.set([sum, squares], 2 * block);
  }
  return sums;
}

type Columns = Parameters<ColumnCache["write"]>[1];

/** Features and labels of a search: what several trainings have in common is computed once. */
class ColumnsInMemory implements ColumnCache {
  readonly #columns = new Map<string, Columns>();

  read(key: string): Promise<Columns | null> {
    return Promise.resolve(this.#columns.get(key) ?? null);
  }

  write(key: string, values: Columns): Promise<void> {
    this.#columns.set(key, values);
    return Promise.resolve();
  }
}
