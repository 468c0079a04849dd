import { backtest } from "../modes/backtest.js";
import { summarizeRun } from "../result.js";
import { TileMemory } from "../search/memory.js";
import { runSets } from "../search/run-sets.js";
import { feedOfShared, sourceOf } from "./shared-data.js";
import type {
  BacktestSetup,
  BacktestTask,
  SearchSetup,
  SearchTask,
  TrainingSummary,
  TrainingTask,
  WorkKind,
  WorkKinds,
} from "./protocol.js";

/** What a worker does for a kind of work once it is opened. */
type Open<Kind extends WorkKind> = (
  setup: WorkKinds[Kind]["setup"],
  module: WebAssembly.Module,
) => (task: WorkKinds[Kind]["task"]) => WorkKinds[Kind]["result"] | Promise<WorkKinds[Kind]["result"]>;

let memory: TileMemory | undefined;

function openSearch({ graph, bars, passes, settings, budget }: SearchSetup, module: WebAssembly.Module) {
  const own = (memory ??= new TileMemory(module));
  const sources = {
    feeds: bars.feeds.map(sourceOf),
    funding: bars.funding === null ? undefined : sourceOf(bars.funding),
    magnify: bars.magnify === null ? undefined : sourceOf(bars.magnify),
  };
  return ({ pass, sets }: SearchTask) => {
    const way = passes[pass];
    if (way === undefined) throw new RangeError(`a search asks for pass ${pass}`);
    const { ranges, keepsBlocks } = way;
    const along = { columns: bars.columns, ...sources, ranges };
    return runSets({ graph, settings, budget, keepsBlocks, bars: along }, sets, own);
  };
}

/** The data of a task among those that were sent with the setup. */
function dataOf(setup: BacktestSetup) {
  const opened = setup.feeds.map(feedOfShared);
  const feedAt = (place: number) => {
    const feed = opened[place];
    if (feed === undefined) throw new RangeError(`a task asks for data set ${place}`);
    return feed;
  };
  return ({ feed, feeds }: Pick<BacktestTask, "feed" | "feeds">) => {
    const beside = feeds.map(({ name, bars, values }) => {
      if (values === undefined) return [name, feedAt(bars ?? -1)] as const;
      const { information, rows } = values;
      const [value = new Float64Array(0)] = rows.columns;
      return [name, { information, values: () => [{ time: rows.time, value }] }] as const;
    });
    return { feed: feedAt(feed), feeds: Object.fromEntries(beside) };
  };
}

function openBacktests(setup: BacktestSetup, module: WebAssembly.Module) {
  const data = dataOf(setup);
  return (task: BacktestTask) => {
    const { feed, feeds } = data(task);
    return summarizeRun(backtest(task.graph, feed, { ...task.options, feeds, module }));
  };
}

/** Each training on one thread: there are as many trainings at a time as there are workers. */
function openTrainings(setup: BacktestSetup) {
  const data = dataOf(setup);
  return async (task: TrainingTask): Promise<TrainingSummary> => {
    const { train } = await import("../models/train/index.js");
    const { feed, feeds } = data(task);
    const { models, traded } = await train(task.graph, feed, { ...task.options, feeds, threads: 1 });
    for (const { final } of models) await final?.predictor.close();
    return {
      models: models.map(({ planned, folds, together, final }) => ({
        name: planned.trainee.model.name,
        metrics: together?.metrics ?? null,
        folds: folds.map(({ fold, rounds, judgement, answers }) => ({
          number: fold.number,
          rounds,
          metrics: judgement.metrics,
          answers,
        })),
        file: final?.bytes ?? null,
      })),
      run: traded === null ? null : summarizeRun(traded.result),
    };
  };
}

/** Every kind of work; both a worker and a caller without workers do it by these. */
export const workKinds = {
  search: openSearch,
  backtest: openBacktests,
  training: openTrainings,
} satisfies { readonly [Kind in WorkKind]: Open<Kind> };
