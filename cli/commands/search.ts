import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { join, resolve } from "node:path";
import { SageCommand } from "../command.js";
import { openBars, sampleData } from "../bars.js";
import { exitCodes, Failure } from "../failure.js";
import { feedPaths, openFeeds, parseFeeds } from "../feeds.js";
import { formOfPath } from "../report-forms.js";
import { loadSearch, type SearchFlags } from "../search-request.js";
import { parsePositive } from "../values.js";
import { Interruption } from "../interruption.js";
import { typedAgain } from "../shell-words.js";
import type { SearchResult, Workforce } from "../../runtime/index.js";
import type { TriedSets } from "../../runtime/store/trials.js";

export default class Search extends SageCommand {
  static override description = "Try many sets of parameter values over the same candles and rank them.";
  static override examples = [
    "sage search strategies/ema_cross.sage --data BTCUSDT_1h.parquet",
    "sage search my.sage --param fast=5..50:5 --param slow=60..240:10 --optimise sharpe --top 10",
    "sage search my.sage --constraint 'max_drawdown < 30%' --out results",
    "sage search my.sage --out results --resume",
    "sage search my.sage --queue postgres://user@host/database",
  ];
  static override args = {
    file: Args.string({ required: true, description: "a .sage file, or a compiled .sagec" }),
  };
  static override flags = {
    data: Flags.string({
      description: "candles: CSV, Parquet, Feather, JSON …; bundled synthetic ones when left out",
      default: sampleData,
    }),
    feed: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "data of a feed of the strategy: --feed eth=ETHUSDT_1h.csv",
      helpValue: "name=file",
    }),
    funding: Flags.string({
      description: "rates that `costs { funding: data }` pays, from a file with a column funding_rate",
    }),
    magnify: Flags.string({
      description: "finer bars of the market, for `fills { magnify: 1m }`",
    }),
    strategy: Flags.string({ description: "which strategy, where a file has several" }),
    experiment: Flags.string({
      description: "which experiment of the file; with only one for the strategy it is taken by itself",
    }),
    param: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "what is tried: --param fast=5..50:5, or values: --param fast=5,10,20",
      helpValue: "name=range",
    }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "the value of a parameter that is not searched: --set fast=10",
      helpValue: "name=value",
    }),
    sampler: Flags.string({
      options: ["grid", "random", "latin", "tpe", "halving"],
      description: "every combination, or some with --trials; tpe learns, halving begins with few bars",
    }),
    trials: Flags.integer({
      min: 1,
      description: "how many sets are drawn where not all are tried; default 200",
    }),
    eta: Flags.integer({
      min: 2,
      description: "halving: so many times the bars at the next rung, for 1/eta of the sets; default 3",
    }),
    seed: Flags.integer({ min: 0, description: "where their drawing begins; default 0" }),
    optimise: Flags.string({
      description: "what the better set has more of, as in an experiment: 'sharpe - max_drawdown'",
    }),
    constraint: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "what a set must do to be ranked: 'trades >= 100'",
    }),
    top: Flags.integer({ min: 1, default: 20, description: "how many of the best are shown" }),
    workers: Flags.integer({
      min: 0,
      description: "threads; default one a core, 0: none but the program's own",
    }),
    queue: Flags.string({
      description:
        "has `sage worker` processes of this PostgreSQL do the work: postgres://user@host/database",
    }),
    from: Flags.string({ description: "first bar to trade (earlier bars warm up)" }),
    to: Flags.string({ description: "trade before this time" }),
    capital: Flags.string({ description: "money at the start", default: "10000" }),
    end: Flags.string({
      options: ["close", "mark"],
      default: "close",
      description: "a position still open at the end is closed with costs, or only valued",
    }),
    quick: Flags.boolean({
      description: "only money, drawdown and number of trades: about twice as fast",
    }),
    tails: Flags.boolean({ description: "value at risk and expected shortfall of every set too" }),
    out: Flags.string({
      description: "folder for the table of all sets as Parquet, and what resuming needs",
    }),
    report: Flags.string({
      description: "write a report: .html, .md, .pdf or .json",
      helpValue: "file",
    }),
    csv: Flags.boolean({ description: "with --out: the table as CSV too" }),
    resume: Flags.boolean({ description: "go on with what an earlier search has done" }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Search);
    const say = (sentence: string): void => {
      if (!flags.json) this.say(`note: ${sentence}`);
    };
    const stop = new Interruption((done, total) => this.stopped(done, total), flags.json);
    try {
      await this.find(args.file, flags, say, stop);
    } finally {
      stop.end();
    }
  }

  private async find(
    file: string,
    flags: SearchFlags & Shown,
    say: (sentence: string) => void,
    stop: Interruption,
  ): Promise<void> {
    const { graph, options } = await loadSearch(file, flags);
    if (flags.report !== undefined) formOfPath(flags.report);
    const feed = await openBars(flags.data, graph.market.timeframe, say);
    const paths = {
      ...feedPaths(graph, parseFeeds(flags.feed ?? [])),
      ...(flags.funding !== undefined && { funding: resolve(flags.funding) }),
      ...(flags.magnify !== undefined && { magnify: resolve(flags.magnify) }),
    };
    const feeds = await openFeeds(graph, paths, say);
    const { search } = await import("../../runtime/search/search.js");
    const { searchesFolder } = await import("../../runtime/store/home.js");
    const { SearchProgressLine } = await import("../search-progress.js");
    const progress = new SearchProgressLine(flags.json);
    const pool = flags.queue === undefined ? undefined : await connectQueue(flags.queue, say, stop.signal);
    const folder = (id: string): string => flags.out ?? join(searchesFolder(), id);
    let result: SearchResult;
    try {
      result = await search(graph, feed, {
        ...options,
        feeds,
        capital: parsePositive(flags.capital, "--capital"),
        endOfData: flags.end === "mark" ? "mark" : "close",
        top: flags.top,
        ...(flags.workers !== undefined && { workers: flags.workers }),
        ...(pool !== undefined && { pool }),
        ...(flags.tails && { tails: true }),
        ...(flags.quick && { quick: true }),
        journal: { folder, resume: flags.resume },
        signal: stop.signal,
        progress: (now) => {
          stop.note(now);
          progress.update(now);
        },
        onNote: say,
      });
    } catch (error) {
      progress.end();
      throw stop.signal.aborted ? stop.failure : error;
    } finally {
      await pool?.close();
    }
    progress.end();
    // Sets that were looked at count against every later run of the strategy on these data.
    if (result.deflation !== null) {
      const { recordSearch } = await import("../../runtime/store/trials.js");
      recordSearch(result, result.id, result.trials.spread(), triedSets(result));
    }
    await this.show(result, file, flags, folder);
  }

  private stopped(done: number, total: number): Failure {
    const words = this.argv.filter((word) => word !== "--resume");
    return new Failure(
      exitCodes.problems,
      "SAGE9520",
      `the search was stopped; ${done} of ${total} sets are done and kept`,
      `go on: sage search ${typedAgain(words)} --resume`,
    );
  }

  private async show(
    result: SearchResult,
    file: string,
    flags: SearchFlags & Shown,
    folder: (id: string) => string,
  ): Promise<void> {
    const { searchToJson, showSearch, writeSearchReport, writeTrials } = await import("../search-report.js");
    const { findingsOf } = await import("../../runtime/search/findings/index.js");
    const trials = flags.out === undefined ? null : await writeTrials(flags.out, result, flags.csv);
    const context = {
      parameters: result.parameters,
      asksModels: result.asksModels,
      rerun: rerunWords(file, flags),
      findings: findingsOf(result),
      isQueued: flags.queue !== undefined,
      files: { journal: join(folder(result.id), "search.journal"), trials, report: flags.report ?? null },
    };
    if (flags.report !== undefined) await writeSearchReport(flags.report, result, context);
    const { writeFile } = await import("../../runtime/data/atomic-file.js");
    const { searchesFolder } = await import("../../runtime/store/home.js");
    const text = `${JSON.stringify(searchToJson(result, context))}\n`;
    // By its id among all searches too, where the studio finds it.
    const places = [join(searchesFolder(), result.id), ...(flags.out === undefined ? [] : [flags.out])];
    for (const place of places) writeFile(join(place, "search.json"), text);
    if (flags.json) return this.printJson(searchToJson(result, context));
    if (flags.data === sampleData)
      this.say("No --data was given: these are the bundled sample bars (synthetic, seeded).\n");
    this.print(showSearch(result, context));
  }
}

/** Flags that say how a search runs and what is shown of it. */
interface Shown {
  readonly queue: string | undefined;
  readonly top: number;
  readonly workers: number | undefined;
  readonly quick: boolean;
  readonly tails: boolean;
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly csv: boolean;
  readonly resume: boolean;
}

/** More sets than this are not written down one by one. */
const mostListed = 5000;

/** Which variants a search has tried, so that one of them that is run later does not count again. */
function triedSets({ graphHash, parameters, sampler, values, trials }: SearchResult): TriedSets {
  const named = { graph: graphHash.slice(0, 16), names: parameters.map(({ name }) => name) };
  if (sampler === "grid") return { ...named, grid: values };
  const places = Array.from({ length: Math.min(mostListed, trials.count) }, (_, place) => place);
  return { ...named, sets: places.map((place) => trials.set(place)) };
}

/** The workers of a database. */
async function connectQueue(
  address: string,
  onNote: (sentence: string) => void,
  signal: AbortSignal,
): Promise<Workforce> {
  const { QueueWorkforce } = await import("../../runtime/queue/index.js");
  return QueueWorkforce.connect(address, { onNote, signal });
}

/** What a `sage run` of one of the sets is given besides its values. */
function rerunWords(file: string, flags: SearchFlags): readonly string[] {
  const { data, strategy, from, to, capital, end, feed = [], funding, magnify } = flags;
  const given = { strategy, from, to };
  return [
    file,
    ...(data === sampleData ? [] : ["--data", resolve(data)]),
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...(capital === "10000" ? [] : ["--capital", capital]),
    ...(end === "close" ? [] : ["--end", end]),
    ...feed.flatMap((each) => ["--feed", each]),
    ...(funding === undefined ? [] : ["--funding", resolve(funding)]),
    ...(magnify === undefined ? [] : ["--magnify", resolve(magnify)]),
  ];
}
