import type { Graph } from "../../compiler/graph/index.js";
import type { BarFeed } from "../data/dataset.js";
import { RunError } from "../engine/error.js";
import type { Feeds } from "../feeds/bind.js";
import type { MarketCalendar } from "../metrics/calendar.js";
import { backtest } from "../modes/backtest.js";
import { programVersion } from "../modes/identity.js";
import { Evaluation } from "./evaluate.js";
import { SearchJournal } from "./journal.js";
import { pick, prepare, type Prepared } from "./prepare.js";
import type { SearchOptions } from "./request.js";
import type { SearchResult } from "./result.js";
import type { TrainedSets } from "./trained-sets.js";
import { ValidatedRows } from "./validated.js";

/**
 * Runs a strategy with many sets of parameter values over the same bars. What sets have in common is computed once;
 * each set's ledger is that of its `backtest`, to the last bit, whatever the number of workers.
 * @throws RunError when the strategy, the data or the ranges cannot be searched; whatever the signal says when it is aborted
 */
export async function search(
  graph: Graph,
  feed: BarFeed,
  options: SearchOptions = {},
): Promise<SearchResult> {
  const started = performance.now();
  const trained = await openModels(graph, feed, options);
  const prepared = prepare(graph, feed, trained === null ? options : fromFirst(options, trained));
  const { table, course, setup, id } = prepared;
  const journal = openJournal(options.journal, id, setup.passes);
  const setOf = (place: number): readonly number[] => table.set(place);
  const validated = prepared.validation === null ? null : new ValidatedRows(prepared, prepared.validation);
  const evaluation = new Evaluation(
    setup,
    setOf,
    journal,
    options,
    ({ ranks }, rows) => {
      if (ranks && validated !== null) return validated.take(rows);
      table.add(rows.places, rows, ranks);
      return rows.places.length;
    },
    trained,
  );
  const report = (): void =>
    options.progress?.({
      done: evaluation.done,
      total: Math.max(course.total, evaluation.done),
      evaluations: evaluation.evaluations,
      best: table.best,
    });
  report();
  try {
    for (let lap = course.next(table); lap !== null; lap = course.next(table))
      await evaluation.run(lap, report);
  } finally {
    await evaluation.close();
  }
  return finish(prepared, feed, options, { evaluation, validated, trained, started });
}

/** What trains the models of a strategy that has some; the library of learners is loaded with it. */
async function openModels(graph: Graph, feed: BarFeed, options: SearchOptions): Promise<TrainedSets | null> {
  if (graph.models.length === 0) return null;
  const { TrainedSets: Sets } = await import("./trained-sets.js");
  return Sets.open(graph, feed, options);
}

/** Before the first answer of a model there is nothing to trade on. */
const fromFirst = (options: SearchOptions, { first }: TrainedSets): SearchOptions => ({
  ...options,
  from: Math.max(first, options.from ?? first),
});

const refuseLedger = (): never => {
  throw new RunError(
    "SAGE8250",
    "The ledger of a set that asks models is made by training them.",
    "Train with these values: `sage train FILE --set …`.",
  );
};

function openJournal(
  given: SearchOptions["journal"],
  id: string,
  passes: Prepared["setup"]["passes"],
): SearchJournal | null {
  if (given === undefined) return null;
  const { folder, resume } = given;
  return new SearchJournal(typeof folder === "string" ? folder : folder(id), id, resume, passes);
}

function finish(
  prepared: Prepared,
  feed: BarFeed,
  options: SearchOptions,
  {
    evaluation: { resumed, workers, evaluations },
    validated,
    trained,
    started,
  }: {
    readonly evaluation: Evaluation;
    readonly validated: ValidatedRows | null;
    readonly trained: TrainedSets | null;
    readonly started: number;
  },
): SearchResult {
  const { graph, space, course, setup, table, id, dataHash, objective, constraints, sampler, seed } =
    prepared;
  const top = table.top(options.top ?? 20);
  const { done, failing, valueless } = table.outcome();
  const [first] = top;
  return {
    id,
    strategy: graph.strategy,
    graphHash: graph.hash,
    dataHash,
    program: programVersion(),
    sampler: typeof sampler === "string" ? sampler : "own",
    seed,
    searched: space.names,
    parameters: graph.parameters,
    values: space.values,
    objective,
    constraints,
    data: { ...feed.information, ...limitsOf(prepared) },
    counts: {
      cells: space.cells,
      forbidden: course.forbidden(),
      trials: table.count,
      resumed,
      dropped: table.count - done,
      refused: table.refused.size,
      failing,
      valueless,
    },
    best: top.map((place) => table.trial(place)),
    deflation: first === undefined ? null : table.deflation(first),
    validation: validated?.finish() ?? null,
    rungs: course.rungs?.() ?? [],
    trials: table,
    blockBars: blockBarsOf(setup, options),
    asksModels: trained !== null,
    trainings: trained?.trainings ?? 0,
    workers,
    evaluations,
    elapsedMs: performance.now() - started,
    ledger: trained !== null ? refuseLedger : ledgerOf(prepared, feed, options, top),
  };
}

/** The whole ledger of one of the best. */
function ledgerOf(
  { graph, table }: Prepared,
  feed: BarFeed,
  options: SearchOptions,
  top: readonly number[],
): SearchResult["ledger"] {
  return (k, { keep } = {}) => {
    const place = top[k];
    if (place === undefined)
      throw new RunError("SAGE8203", `The search has ${top.length} ranked sets; there is no number ${k}.`);
    return backtest(graph, feed, {
      ...pick(options),
      ...backtestOptions(options),
      parameters: table.parameters(place),
      ...(keep !== undefined && { keep }),
    });
  };
}

function limitsOf({ setup, range: { from, to } }: Prepared) {
  const { time } = setup.bars.columns;
  return { bars: to - from, from: time[from] ?? Number.NaN, to: time[to - 1] ?? Number.NaN };
}

/** Bars of the run whose returns were kept block by block. */
function blockBarsOf({ passes }: Prepared["setup"], { quick }: SearchOptions): number {
  const [range] = passes.find(({ keepsBlocks }) => keepsBlocks)?.ranges ?? [];
  return range === undefined || quick === true ? 0 : range.to - range.from;
}

function backtestOptions({ from, to, feeds, calendar }: SearchOptions): {
  from?: number | null;
  to?: number | null;
  feeds?: Feeds;
  calendar?: MarketCalendar;
} {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(feeds !== undefined && { feeds }),
    ...(calendar !== undefined && { calendar }),
  };
}
