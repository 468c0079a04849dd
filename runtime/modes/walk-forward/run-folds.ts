import type { Graph } from "../../../compiler/graph/index.js";
import type { BarColumns, BarFeed } from "../../data/dataset.js";
import { RunError } from "../../engine/error.js";
import type { MarketCalendar } from "../../metrics/index.js";
import type { BarRange } from "../../models/fold.js";
import type { FoldPlan } from "../../models/folds/index.js";
import type { BacktestResult, RunIdentity, RunWarning } from "../../result.js";
import { currencyOf } from "../books.js";
import { chainOf, foldsInWords, linkOf, type Link } from "./chain.js";
import { pathsOf, piecesOf, type Path, type PathWindow } from "./paths.js";
import { nextTurn } from "../../parallel/next-turn.js";

/** A test window as it is asked to be traded. */
export interface TestWindow extends PathWindow {
  /** Open times: of the first bar, and of the first that is not traded any more. */
  readonly begin: number;
  readonly end: number;
  /** Money at its start. */
  readonly capital: number;
}

export interface RunFoldsOptions {
  /** Bars of the data after the strategy's gap policy; ranges are places in them. */
  readonly bars: BarColumns;
  /**
   * Trades a window by itself and closes what is open at its end; keeps equity at every bar. Null: nothing was chosen
   * for its fold, so that the account waits.
   */
  readonly trade: (window: TestWindow) => BacktestResult | null | Promise<BacktestResult | null>;
  /** Of the whole. */
  readonly run: RunIdentity;
  readonly capital: number;
  readonly currency?: string | undefined;
  readonly calendar?: MarketCalendar | undefined;
  readonly riskFree?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
  /** Of `performance.now()`. */
  readonly started: number;
  /** What the whole is told besides. */
  readonly warnings?: readonly RunWarning[] | undefined;
}

/** A piece of the history with what its test windows came to. */
export interface TradedPiece {
  /** Counted from 1. */
  readonly number: number;
  readonly result: BacktestResult;
}

export interface TradedFolds {
  /** Those that were traded: none after the account was used up. */
  readonly pieces: readonly TradedPiece[];
  /** One account through all tests; of combinatorial folds several. */
  readonly paths: readonly BacktestResult[];
  /** The only path; of several the one whose return lies in the middle. */
  readonly result: BacktestResult;
}

/** A path as it was traded. */
interface Followed {
  readonly links: readonly Link[];
  readonly warnings: readonly RunWarning[];
  readonly feeds: BacktestResult["feeds"];
}

/**
 * Trades the test windows of folds one after another. Each begins with the money the one before it left and without a
 * position: what is open at a seam is closed at the last close before it, with costs.
 */
export async function runFolds(
  graph: Graph,
  feed: BarFeed,
  plan: FoldPlan,
  options: RunFoldsOptions,
): Promise<TradedFolds> {
  const paths = pathsOf(plan);
  const alone = paths.length > 1 ? piecesOf(plan) : [];
  const windows = [...paths, ...alone].reduce((sum, path) => sum + path.length, 0);
  let done = 0;
  const tell = (): void => options.progress?.(++done, windows);
  const followed: Followed[] = [];
  for (const path of paths) followed.push(await follow(path, options, tell));
  const results = followed.map((each) => whole(graph, feed, each, options));
  const apart: Followed[] = [];
  for (const path of alone) apart.push(await follow(path, options, tell));
  if (paths.length === 1) apart.push(...splitByNumber(followed[0]));
  return {
    pieces: apart.flatMap((each) => {
      const [first] = each.links;
      if (first === undefined) return [];
      const capital = first.equity.equity[0] ?? options.capital;
      return [
        { number: first.number, result: whole(graph, feed, each, { ...options, capital, warnings: [] }) },
      ];
    }),
    paths: results,
    result: middleOf(results),
  };
}

/** Share of the money at the start below which the account is used up; what rounding leaves of nothing is less. */
const leastCapital = 1e-9;

/** One account through a path. */
async function follow(path: Path, options: RunFoldsOptions, tell: () => void): Promise<Followed> {
  const links: Link[] = [];
  const warnings: RunWarning[] = [];
  let feeds: BacktestResult["feeds"] = [];
  let { capital } = options;
  for (const window of path) {
    options.signal?.throwIfAborted();
    if (capital > leastCapital * options.capital) {
      const traded = await options.trade({ ...window, ...timesOf(options.bars, window), capital });
      const { number } = window;
      const link = traded === null ? flat(options.bars, window, capital) : linkOf(number, traded);
      feeds = traded?.feeds ?? feeds;
      links.push(link);
      capital = link.equity.equity.at(-1) ?? capital;
    } else if (warnings.length === 0) warnings.push(usedUp(window.number));
    tell();
    // Lets Ctrl-C and timers in between two windows.
    await nextTurn();
  }
  return { links, warnings: [...seams(links), ...warnings], feeds };
}

function splitByNumber(all: Followed | undefined): readonly Followed[] {
  const numbers = [...new Set(all?.links.map(({ number }) => number))];
  return numbers.map((number) => ({
    links: all?.links.filter((link) => link.number === number) ?? [],
    warnings: [],
    feeds: all?.feeds ?? [],
  }));
}

function whole(
  graph: Graph,
  feed: BarFeed,
  { links, warnings, feeds }: Followed,
  options: RunFoldsOptions,
): BacktestResult {
  const { run, capital, calendar, riskFree, started } = options;
  return chainOf(graph, feed, links, {
    run,
    capital,
    currency: options.currency ?? currencyOf(graph.market.symbol),
    feeds,
    calendar,
    riskFree,
    warnings: [...(options.warnings ?? []), ...warnings],
    started,
  });
}

function timesOf({ time }: BarColumns, { from, to }: BarRange): Pick<TestWindow, "begin" | "end"> {
  const last = time[to - 1] ?? Number.NaN;
  return { begin: time[from] ?? Number.NaN, end: time[to] ?? last + 1 };
}

/** An account that waits. */
function flat(bars: BarColumns, { number, from, to }: PathWindow, capital: number): Link {
  const length = to - from;
  const money = new Float64Array(length).fill(capital);
  return {
    number,
    equity: {
      time: bars.time.slice(from, to),
      equity: money,
      cash: money,
      position: new Float64Array(length),
      close: bars.close.slice(from, to),
    },
    trades: [],
    orders: [],
    signals: [],
    alerts: [],
    rejected: 0,
    warnings: [
      {
        code: "SAGE8385",
        message: "No set of values met the constraints on the training bars, so nothing was traded.",
        help: "Loosen the constraints, widen the ranges, or train on more bars.",
      },
    ],
  };
}

/** What was open at the end of a window was closed there; a strategy that holds long pays for it. */
function seams(links: readonly Link[]): readonly RunWarning[] {
  const closed = links.slice(0, -1).filter(({ trades }) => trades.at(-1)?.exitReason === "end_of_data");
  if (closed.length === 0) return [];
  const count = closed.length === 1 ? "1 position was" : `${closed.length} positions were`;
  return [
    {
      code: "SAGE8386",
      message: `${count} closed, with costs, because a test window ended (${foldsInWords(closed.map(({ number }) => number)).toLowerCase()}).`,
      help: "Harmless where trades are short; else test on longer windows.",
    },
  ];
}

const usedUp = (number: number): RunWarning => ({
  code: "SAGE8387",
  message: `The account was used up before fold ${number}; from there on nothing was traded.`,
  help: "Trade smaller sizes or with a stop.",
});

function middleOf(paths: readonly BacktestResult[]): BacktestResult {
  const byEnd = paths.toSorted((one, other) => one.account.end - other.account.end);
  const middle = byEnd[Math.floor((byEnd.length - 1) / 2)];
  if (middle === undefined)
    throw new RunError("SAGE8313", "There are no folds to run.", "Use more data, or shorter windows.");
  return middle;
}
