import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { ExperimentPlan, MetricConstraint, Sampler } from "../../compiler/graph/experiment.js";
import type { Graph } from "../../compiler/graph/index.js";
import { canTrade } from "../broker/bind.js";
import type { BarFeed } from "../data/dataset.js";
import { RunError } from "../engine/error.js";
import { boundScalars } from "../engine/parameters.js";
import { bindFeeds, type BoundFeed, type Feeds } from "../feeds/bind.js";
import { finerBars } from "../feeds/finer.js";
import { paidFunding, refuseMissing, type PaidFunding } from "../feeds/paid-funding.js";
import { metricsOfTails } from "../metrics/region.js";
import type { BarRange } from "../models/fold.js";
import { dataHashOf, programVersion } from "../modes/identity.js";
import { settleOptions, type BacktestOptions } from "../modes/options.js";
import { refuseFeed } from "../modes/refuse-feed.js";
import { lowerBound } from "../modes/series.js";
import { withTick } from "../modes/tick.js";
import type { SearchSetup } from "../parallel/protocol.js";
import { shareBars, shareRows } from "../parallel/shared-data.js";
import { courseOf, type Course, type CourseContext } from "./course.js";
import { metricsIn } from "./objective.js";
import type { SearchOptions } from "./request.js";
import { quickMetrics } from "./run-sets.js";
import { searchSpace, type SetSampler } from "./space.js";
import { TrialTable } from "./trials.js";
import { layValidation, type ValidationLayout } from "./validation.js";

const sharpe: ExperimentPlan["objective"] = {
  text: "sharpe",
  value: { kind: "metric", metric: "sharpe", sign: 1 },
  direction: "maximise",
};

const netProfit: ExperimentPlan["objective"] = {
  text: "net_profit",
  value: { kind: "metric", metric: "netProfit", sign: 1 },
  direction: "maximise",
};

/** Bytes of a worker's tile. */
const tileBudget = 48 * 1024 * 1024;

export type Prepared = ReturnType<typeof prepare>;

/**
 * Looks through everything before the first bar is run, and lays it where all threads read it.
 * @throws RunError when the strategy, the data or the ranges cannot be searched
 */
export function prepare(given: Graph, feed: BarFeed, options: SearchOptions) {
  const { capital, from, to, endOfData, seed } = settleOptions(withLimits(options));
  refuseFeed(given, feed);
  const graph = withTick(given, feed);
  if (!canTrade(graph))
    throw new RunError("SAGE8230", `\`${graph.strategy}\` never trades, so there is nothing to search.`);
  const { sampler = "grid", constraints = [], quick = false } = options;
  const { objective = quick ? netProfit : sharpe } = options;
  const space = searchSpace(graph, options.ranges, options.parameters);
  const beside = readBeside(graph, feed, options.feeds);
  const columns = shareBars(graph, feed);
  const range = rangeOf(columns.time, from, to);
  refuseShort(graph, range);
  const validation = layValidation(options.validation, graph, range);
  const learned = { ...options, objective, constraints };
  const course = openCourse({ sampler, graph, space, range, validation, seed, options: learned });
  const table = new TrialTable(graph, course.sets, objective, constraints);
  // What no values can mend is said before the work.
  boundScalars(graph, firstOf(graph, course.sets));
  const asked = askedOf(objective, constraints);
  if (quick) refuseUnknown(asked);
  const keepsTail = options.tails ?? asked.some((name) => metricsOfTails.has(name));
  beside.refuseGaps(columns.time[range.from] ?? Number.NaN, columns.time[range.to - 1] ?? Number.NaN);
  const setup: SearchSetup = {
    graph,
    bars: { columns, ...beside.rows },
    passes: course.passes,
    settings: {
      capital,
      closes: endOfData === "close",
      interval: feed.information.interval,
      keepsTail,
      quick: options.quick,
      calendar: options.calendar,
      riskFree: options.riskFree,
    },
    budget: tileBudget,
  };
  const dataHash = dataHashOf(feed.information.hash, beside.read);
  const id = hashOf([
    [graph.hash, dataHash, programVersion(), course.identity, seed, capital, from, to],
    [endOfData, keepsTail, quick, options.calendar ?? null, options.riskFree ?? null, course.passes],
  ]);
  return {
    graph,
    space,
    course,
    validation,
    setup,
    range,
    table,
    id,
    dataHash,
    objective,
    constraints,
    sampler,
    seed,
  };
}

function openCourse({
  sampler,
  validation,
  range,
  ...context
}: Omit<CourseContext, "passes" | "final"> & {
  readonly sampler: Sampler | SetSampler;
  readonly validation: ValidationLayout | null;
}): Course {
  const passes = validation?.passes ?? [{ ranges: [range], keepsBlocks: true }];
  // Rungs see only bars that something may be chosen on.
  const [seen = range] = passes[0]?.ranges ?? [];
  const final = passes.map((_, pass) => pass);
  return courseOf(sampler, { ...context, range: seen, passes, final });
}

const withLimits = (options: SearchOptions): BacktestOptions => ({
  ...pick(options),
  ...(options.from !== undefined && { from: options.from }),
  ...(options.to !== undefined && { to: options.to }),
});

const hashOf = (identity: unknown): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(identity)))).slice(0, 16);

/** Every metric that is asked for. */
function askedOf(
  objective: ExperimentPlan["objective"],
  constraints: readonly MetricConstraint[],
): readonly string[] {
  return [objective.value, ...constraints.flatMap(({ left, right }) => [left, right])].flatMap(metricsIn);
}

function rangeOf(time: Float64Array, from: number | null, to: number | null): BarRange {
  const end = to === null ? time.length : lowerBound(time, to);
  return { from: from === null ? 0 : Math.min(lowerBound(time, from), end), to: end };
}

/** All that is read beside the candles, in memory that all threads read. */
function readBeside(graph: Graph, feed: BarFeed, given: Feeds | undefined) {
  const feeds = bindFeeds(graph, feed, given);
  const funding = paidFunding(graph, feed, given?.["funding"]);
  const finer = finerBars(graph, feed, given?.["magnify"]);
  return {
    read: [...feeds, ...(funding === null ? [] : [funding.bound]), ...(finer === null ? [] : [finer])],
    rows: {
      feeds: feeds.map(shareRows),
      funding: funding === null ? null : shareRows(readThrough(funding)),
      magnify: finer === null ? null : shareRows(finer),
    },
    /** @throws RunError where fundings are missing between two bars and the strategy says that a run then ends */
    refuseGaps: (first: number, last: number): void => {
      if (funding !== null) refuseMissing(graph, funding.missing(first, last));
    },
  };
}

/** Its rows, counted as they pass. */
const readThrough = ({ bound, source }: PaidFunding): BoundFeed => ({
  ...bound,
  input: { ...bound.input, rows: () => source.rows() },
});

function firstOf({ strategy }: Graph, sets: readonly (readonly number[])[]): readonly number[] {
  const [first] = sets;
  if (first !== undefined) return first;
  throw new RunError(
    "SAGE8230",
    `No combination of the ranges meets the requirements of \`${strategy}\`.`,
    "Widen the ranges, or loosen a `require`.",
  );
}

function refuseUnknown(asked: readonly string[]): void {
  const unknown = asked.find((name) => !quickMetrics.includes(name));
  if (unknown === undefined) return;
  throw new RunError(
    "SAGE8230",
    `A quick search does not know \`${unknown}\`; it knows ${quickMetrics.join(", ")}.`,
    "Leave `--quick` out, or optimise one of these.",
  );
}

/** The options that a backtest has as well. */
export function pick({ capital, endOfData, seed, riskFree }: SearchOptions): BacktestOptions {
  return {
    ...(capital !== undefined && { capital }),
    ...(endOfData !== undefined && { endOfData }),
    ...(seed !== undefined && { seed }),
    ...(riskFree !== undefined && { riskFree }),
  };
}

function refuseShort({ strategy, warmup }: Graph, { from, to: end }: BarRange): void {
  if (end === from)
    throw new RunError(
      "SAGE8206",
      end === 0 ? "The data has no bars." : "The data has no bars in the range asked for.",
      "Choose another range, or data that covers it (`sage data describe`).",
    );
  if (end <= warmup.first)
    throw new RunError(
      "SAGE8004",
      `The first decision of \`${strategy}\` needs ${warmup.first + 1} bars; there are ${end}.`,
      "Use more history, or shorter lengths.",
    );
}
