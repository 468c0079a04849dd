import type { Graph } from "../compiler/graph/index.js";
import type { BacktestOptions, BarFeed, Feeds } from "../runtime/index.js";
import type { LiveSide, RunSide } from "../runtime/live/compare/index.js";
import type { SqlStore, StoredStrategy } from "../runtime/live/store/index.js";
import { openBars } from "./bars.js";
import { comparedModels, sourcesOf } from "./diff-live.js";
import { exitCodes, Failure, toFailure } from "./failure.js";
import { feedPaths, openFeeds } from "./feeds.js";
import { loadGraph } from "./graphs.js";
import { openModelsOf } from "./models.js";

/** Repeats a stored run as a side of a comparison. @throws CompareError SAGE8601 where its data is not what it was */
export async function sideOfRun(id: string, strategy: StoredStrategy): Promise<RunSide> {
  const [{ rerun }, { CompareError, runSideOf }] = await Promise.all([
    import("./rerun.js"),
    import("../runtime/live/compare/index.js"),
  ]);
  const repeated = await rerun(id, "mark").catch((error: unknown) => {
    const { code, message, exit } = toFailure(error);
    const isGone = code === "SAGE9512" || (code.startsWith("SAGE81") && exit === exitCodes.environment);
    if (!isGone) throw error;
    throw new CompareError(
      "SAGE8601",
      `The ledger of run ${id} cannot be made again: ${message}.`,
      `\`sage diff ${strategy.name}\` repeats the backtest over the bars that the live session saw, and \`sage diff ${strategy.name} --data FILE\` over other candles.`,
    );
  });
  const { stored, feed, result } = repeated;
  return runSideOf(stored.graph, feed, result, {
    to: stored.request.to,
    models: await comparedModels(stored.request.models ?? {}),
    isShared: false,
    onlyValues: await differsInValues(stored.graph, strategy),
  });
}

/** Whether a text is the live one but for the values that its parameters have where nothing is said. */
async function differsInValues(graph: Graph, { graphHash, parameters }: StoredStrategy): Promise<boolean> {
  if (graph.hash === graphHash) return true;
  const { semanticHash } = await import("../compiler/hash.js");
  const other = graph.parameters.map((parameter) => ({
    ...parameter,
    value: parameters[parameter.name] ?? parameter.value,
  }));
  return semanticHash({ ...graph, parameters: other }) === graphHash;
}

export interface RepeatFlags {
  /** Another text than the one that the live strategy was made from. */
  readonly file: string | undefined;
  /** Candles; undefined: the bars that the live session saw. */
  readonly data: string | undefined;
  readonly feeds: Readonly<Record<string, string>>;
  readonly quiet: boolean;
  readonly note: (sentence: string) => void;
}

/** Runs the backtest that a live ledger should be equal to: from where it began, with its values, money and models. */
export async function sideOfLive(
  store: SqlStore,
  strategy: StoredStrategy,
  live: LiveSide,
  flags: RepeatFlags,
): Promise<RunSide> {
  const { CompareError, runSideOf } = await import("../runtime/live/compare/index.js");
  const { name, tradedFrom, warmupFrom, parameters, capital } = strategy;
  if (tradedFrom === null || warmupFrom === null)
    throw new CompareError("SAGE8602", `${name} has traded no bar yet.`, "Compare it when it has.");
  const graph = await graphOf(strategy, flags);
  const feed = await barsFor(store, strategy, live, flags.data, graph);
  const feeds = await otherFeeds(store, strategy, graph, flags);
  // Another text may have other parameters; those that it lacks are told as a difference.
  const known = Object.entries(parameters).filter(([own]) =>
    graph.parameters.some((one) => one.name === own),
  );
  const values = Object.fromEntries(known);
  const options: BacktestOptions = {
    from: tradedFrom,
    capital,
    parameters: values,
    endOfData: "mark",
    feeds,
    switches: live.switches.map(({ time, stops }) => ({ time, stops })),
  };
  const sources = sourcesOf(strategy);
  const asked = graph.models.length > 0 ? sources : undefined;
  const models = await openModelsOf(graph, asked, values, flags.note);
  const { backtest, backtestWithModels } = await import("../runtime/modes/backtest.js");
  try {
    const result =
      models === undefined
        ? backtest(graph, feed, options)
        : await backtestWithModels(graph, feed, { ...options, models: models.schedules });
    return runSideOf(graph, feed, result, {
      to: null,
      models: await comparedModels(sources),
      isShared: false,
      onlyValues: await differsInValues(graph, strategy),
    });
  } finally {
    await models?.close();
  }
}

/** The text of a live strategy as it was, or another one that is named. */
async function graphOf(strategy: StoredStrategy, { file, quiet }: RepeatFlags): Promise<Graph> {
  const { CompareError } = await import("../runtime/live/compare/index.js");
  const { name, path, graphHash } = strategy;
  const named = "Name the text that it should be compared with: `sage diff FILE.sage LIVE`.";
  if (file === undefined && path === null)
    throw new CompareError("SAGE8603", `The store does not say from which file ${name} was made.`, named);
  const graph = await loadGraph(file ?? path ?? "", file === undefined ? name : undefined, quiet).catch(
    (error: unknown) => {
      const failure = toFailure(error);
      if (file !== undefined || failure.exit === exitCodes.usage) throw error;
      throw new CompareError("SAGE8603", `The text of ${name} cannot be read: ${failure.message}.`, named);
    },
  );
  if (file !== undefined || graph.hash === graphHash) return graph;
  throw new CompareError(
    "SAGE8603",
    `${path ?? name} has changed since ${name} began to trade: it does something else now.`,
    `${named} Its old text would show whether the ledger is right; this one shows what it would have done.`,
  );
}

/** The bars that a live strategy saw, or those of a file. */
export async function barsFor(
  store: SqlStore,
  strategy: StoredStrategy,
  live: LiveSide,
  data: string | undefined,
  graph: Graph,
): Promise<BarFeed> {
  const { market, warmupFrom } = strategy;
  const { feedOfRows } = await import("../runtime/live/compare/index.js");
  if (data === undefined)
    return feedOfRows(
      live.rows.map(({ bar }) => bar),
      market,
      store.shown,
    );
  const { barsOf } = await import("../runtime/live/feeds/recorded.js");
  const given = await openBars(data, graph.market.timeframe);
  const bars = [...barsOf(given)].filter(({ time }) => time >= (warmupFrom ?? 0));
  const { CompareError } = await import("../runtime/live/compare/index.js");
  if (bars.length === 0)
    throw new CompareError(
      "SAGE8602",
      `${data} ends before ${strategy.name} began.`,
      "Give candles of the time that it traded in.",
    );
  return feedOfRows(bars, market, data);
}

/** What a strategy reads beside its own bars: as given, or from the store where that has such a market. */
export async function otherFeeds(
  store: SqlStore,
  { market }: StoredStrategy,
  graph: Graph,
  { feeds: given, note }: RepeatFlags,
): Promise<Feeds> {
  const paths = feedPaths(graph, given);
  const feeds: Record<string, Feeds[string]> = { ...(await openFeeds(graph, paths, note)) };
  const [{ inputMarkets }, { marketKey }, { readArenas }, { feedOfRows, readAllBars }] = await Promise.all([
    import("../runtime/live/session/inputs.js"),
    import("../runtime/live/market.js"),
    import("../runtime/live/store/index.js"),
    import("../runtime/live/compare/index.js"),
  ]);
  const missing = inputMarkets(graph, market).filter(({ name }) => feeds[name] === undefined);
  if (missing.length === 0) return feeds;
  const arenas = await readArenas(store.database);
  for (const { name, market: other } of missing) {
    const arena = arenas.find(({ key }) => key === marketKey(other));
    if (arena === undefined)
      throw new Failure(
        exitCodes.problems,
        "SAGE8005",
        `${graph.strategy} reads \`${name}\` (${marketKey(other)}), and the store has no bars of it`,
        `give its candles: --feed ${name}=FILE`,
      );
    feeds[name] = feedOfRows(await readAllBars(store.database, arena.id), other, store.shown);
  }
  return feeds;
}
