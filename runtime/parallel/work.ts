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
  WorkKind,
  WorkKinds,
} from "./protocol.js";

/** What a worker does for a kind of work once it is opened. */
type Open<Kind extends WorkKind> = (
  setup: WorkKinds[Kind]["setup"],
  module: WebAssembly.Module,
) => (task: WorkKinds[Kind]["task"]) => WorkKinds[Kind]["result"];

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

function openBacktests(setup: BacktestSetup, module: WebAssembly.Module) {
  const opened = setup.feeds.map(feedOfShared);
  const feedAt = (place: number) => {
    const feed = opened[place];
    if (feed === undefined) throw new RangeError(`a backtest asks for data set ${place}`);
    return feed;
  };
  return ({ graph, feed, feeds, options }: BacktestTask) => {
    const beside = feeds.map(({ name, bars, values }) => {
      if (values === undefined) return [name, feedAt(bars ?? -1)] as const;
      const { information, rows } = values;
      const [value = new Float64Array(0)] = rows.columns;
      return [name, { information, values: () => [{ time: rows.time, value }] }] as const;
    });
    const result = backtest(graph, feedAt(feed), { ...options, feeds: Object.fromEntries(beside), module });
    return summarizeRun(result);
  };
}

/** Every kind of work; both a worker and a caller without workers do it by these. */
export const workKinds: { readonly [Kind in WorkKind]: Open<Kind> } = {
  search: openSearch,
  backtest: openBacktests,
};
