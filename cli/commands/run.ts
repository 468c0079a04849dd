import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { resolve } from "node:path";
import { SageCommand } from "../command.js";
import { openBars, sampleData } from "../bars.js";
import { exitCodes, Failure } from "../failure.js";
import { feedPaths, openFeeds, parseFeeds } from "../feeds.js";
import { loadGraph } from "../graphs.js";
import { modelSources, openModelsOf } from "../models.js";
import { Progress } from "../progress.js";
import { formOfPath } from "../report-forms.js";
import { optionsOf } from "../run-options.js";
import { walkForwardFlags } from "../walk-forward-flags.js";
import type { WalkForwardFlags } from "../walk-forward-command.js";
import { wantsColour } from "../terminal.js";
import { partCosts, showStatistics, type PartCost } from "../statistics.js";
import { parsePositive, parseSettings, parseTime } from "../values.js";
import type {
  BacktestResult,
  BarFeed,
  ExplainContext,
  Feeds,
  KeepOptions,
  NodeStatistics,
  RunRequest,
  Trials,
} from "../../runtime/index.js";
import type { Graph } from "../../compiler/graph/index.js";
import type { PortfolioFlags } from "../portfolio-command.js";
import { showVerification } from "../verification.js";
import type { Verification } from "../../runtime/verify/index.js";

export default class Run extends SageCommand {
  static override description = "Run a strategy over candles and show what came of it.";
  static override examples = [
    "sage run strategies/ema_cross.sage --data BTCUSDT_1h.parquet",
    "sage run my.sage --data candles.csv --set fast=10 --from 2021-01-01 --report out.html",
    "sage run my.sage --data candles.csv --json --no-report",
    "sage run my.sage --mode walk-forward --train 1y --test 90d --optimise sharpe",
    "sage run trend.sage dip.sage --data BTCUSDT_1h.parquet --data ETHUSDT_1h.parquet",
  ];
  static override args = {
    file: Args.string({
      required: true,
      description: "a .sage file, or a compiled .sagec; several are run side by side",
    }),
  };
  /** More files may follow. */
  static override strict = false;
  static override flags = {
    mode: Flags.string({
      options: ["backtest", "walk-forward", "live"],
      default: "backtest",
      description:
        "backtest; walk-forward: chosen on each training window, judged on the next; live comes later",
    }),
    data: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description:
        "candles: CSV, Parquet, Feather, JSON …; bundled synthetic ones when left out; several are run side by side",
      default: [sampleData],
    }),
    feed: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description:
        "data of a feed of the strategy: --feed eth=ETHUSDT_1h.csv; of one member of a portfolio: --feed slow.eth=…",
      helpValue: "name=file",
    }),
    funding: Flags.string({
      description: "rates that `costs { funding: data }` pays, from a file with a column funding_rate",
    }),
    magnify: Flags.string({
      description: "finer bars of the market, for `fills { magnify: 1m }`",
    }),
    model: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "what answers for a model of the strategy: a .onnx file or a stored model's id",
      helpValue: "[name=]FILE.onnx",
    }),
    strategy: Flags.string({ description: "which strategy, where a file has several" }),
    portfolio: Flags.string({
      description: "run this portfolio of the file; --data BTCUSDT=a.csv,ETHUSDT=b.csv names a file a market",
    }),
    from: Flags.string({ description: "first bar to trade (earlier bars warm up)" }),
    to: Flags.string({ description: "trade before this time" }),
    set: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "a parameter's value: --set fast=10",
      helpValue: "name=value",
    }),
    capital: Flags.string({ description: "money at the start", default: "10000" }),
    currency: Flags.string({ description: "name of that money, as USDT" }),
    end: Flags.string({
      options: ["close", "mark"],
      default: "close",
      description: "a position still open at the end is closed with costs, or only valued",
    }),
    "stop-at": Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description:
        "when the kill switch is thrown, and until when; with ,close what is held is left; live:NAME as it was in a ledger",
      helpValue: "FROM[..TO][,close]",
    }),
    store: Flags.string({
      env: "SAGE_STORE",
      description: "the ledger that --stop-at live:NAME reads",
      hidden: true,
    }),
    report: Flags.string({
      description: "where to write the report, as .html, .pdf, .md or .json (default: with the stored run)",
    }),
    "no-report": Flags.boolean({ description: "write no report" }),
    out: Flags.string({ description: "folder for run.json and the tables as Parquet" }),
    csv: Flags.boolean({ description: "with --out: the tables as CSV too" }),
    trace: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      description: "print every named value at a bar: --trace bar=120 or a time",
      helpValue: "bar=N",
    }),
    stats: Flags.boolean({
      description: "where the time went: each node, the broker, the metrics, reading",
    }),
    workers: Flags.integer({ min: 1, description: "threads, where several are run; default one a core" }),
    ...walkForwardFlags,
    "check-identities": Flags.boolean({ description: "check the money identities on every bar" }),
    verify: Flags.boolean({
      description:
        "check every identity on the run's own records, and that it comes out the same in other pieces",
    }),
  };

  override async run(): Promise<void> {
    const { args, flags: given, argv } = await this.parse(Run);
    const files = argv.map(String);
    const unknown = files.find((word) => word.startsWith("-") && word !== "-");
    if (unknown !== undefined)
      throw new Failure(exitCodes.usage, "SAGE9502", `Nonexistent flag: ${unknown}`, "sage run --help");
    const flags = { ...given, data: given.data[0] ?? sampleData };
    // Before anything is run: a name that no report can have.
    if (flags.report !== undefined) formOfPath(flags.report);
    if (flags.mode === "walk-forward") return this.walkForward(args.file, files.length, { ...flags });
    if (flags.mode !== "backtest") {
      throw new Failure(
        exitCodes.usage,
        "SAGE9510",
        `--mode ${flags.mode} is not there yet; backtest is`,
        "leave --mode out",
      );
    }
    if (files.length > 1 || given.data.length > 1) return this.runMany(files, given.data, flags);
    if (flags.portfolio !== undefined) return this.runPortfolio(args.file, flags.portfolio, flags);
    const graph = await loadGraph(args.file, flags.strategy, flags.json);
    const note = (sentence: string): unknown => !flags.json && this.say(`note: ${sentence}`);
    const feed = await openBars(flags.data, graph.market.timeframe, note);
    const models = await modelSources(graph, flags.model ?? []);
    const request = {
      ...requestOf(flags, graph),
      ...(models !== undefined && { models }),
      ...(await switchesOf(flags)),
    };
    const feeds = await openFeeds(graph, request.feeds ?? {}, note);
    const { barOf } = await import("../bar-of.js");
    const bars = (flags.trace ?? []).map((text) => barOf(feed, text.replace(/^bar=/, ""), graph.gaps));
    const costs: PartCost[] = [];
    const context = await this.backtest({ graph, feed, feeds }, request, flags, costs);
    const { result } = context;
    const verification = flags.verify ? await this.verify(context, request) : undefined;
    const paths = await this.keep(context, request, flags);
    const traces = await traced(context, bars);
    if (flags.json) {
      const { summarizeRun } = await import("../../runtime/result.js");
      this.printJson({
        ...summarizeRun(result, paths.trials),
        ...(bars.length > 0 && { trace: traces }),
        ...(verification && { verification }),
        ...(flags.stats && { stats: costs }),
      });
      return;
    }
    await this.show(result, paths, flags.data);
    if (verification !== undefined) this.print(`\n${showVerification(verification)}`);
    for (const { bar, time, values } of traces) {
      this.print(`\nbar ${bar}, ${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`);
      for (const [name, value] of Object.entries(values)) this.print(`  ${name.padEnd(24)} ${value ?? "na"}`);
    }
  }

  private async runMany(
    files: readonly string[],
    data: readonly string[],
    flags: Parameters<typeof requestOf>[0] & {
      json: boolean;
      strategy: string | undefined;
      workers: number | undefined;
    },
  ): Promise<void> {
    const many = await import("../many-runs.js");
    many.refuseSingle({ ...flags });
    const note = (sentence: string) => !flags.json && this.say(`note: ${sentence}`);
    const { strategy, from, to, currency, end } = flags;
    const runs = await many.openRuns(files, data, {
      strategy,
      feeds: parseFeeds(flags.feed ?? []),
      quiet: flags.json,
      note,
      settings: flags.set ?? [],
      options: {
        from: from === undefined ? null : parseTime(from, "--from"),
        to: to === undefined ? null : parseTime(to, "--to"),
        capital: parsePositive(flags.capital, "--capital"),
        endOfData: end === "mark" ? "mark" : "close",
        ...(currency !== undefined && { currency }),
      },
    });
    const outcomes = await many.runMany(runs, flags.workers, note);
    if (flags.json) this.printJson(many.runsToJson(outcomes));
    else this.print(await many.showRuns(outcomes));
    if (outcomes.some(({ failure }) => failure !== null)) process.exitCode = exitCodes.problems;
  }

  private async walkForward(file: string, files: number, flags: WalkForwardFlags): Promise<void> {
    if (files > 1)
      throw new Failure(exitCodes.usage, "SAGE9502", "one strategy is walked forward at a time", undefined);
    const { walkForwardCommand } = await import("../walk-forward-command.js");
    const printed = await walkForwardCommand(file, flags, (sentence) => this.say(sentence));
    if (typeof printed === "string") this.print(printed);
    else this.printJson(printed);
  }

  private async runPortfolio(file: string, name: string, flags: PortfolioFlags): Promise<void> {
    const { portfolioCommand } = await import("../portfolio-command.js");
    const printed = await portfolioCommand(file, name, flags, (sentence) => this.say(sentence));
    if (typeof printed === "string") this.print(printed);
    else this.printJson(printed);
  }

  private async backtest(
    { graph, feed, feeds }: { graph: Graph; feed: BarFeed; feeds: Feeds },
    request: RunRequest,
    flags: {
      stats: boolean;
      json: boolean;
      "check-identities": boolean;
      verify: boolean;
      "no-report": boolean;
      out: string | undefined;
    },
    costs: PartCost[],
  ): Promise<ExplainContext> {
    const { backtest, backtestWithModels } = await import("../../runtime/modes/backtest.js");
    const { parameters } = request;
    const note = (sentence: string) => !flags.json && this.say(`note: ${sentence}`);
    const models = await openModelsOf(graph, request.models, parameters, note);
    const progress = new Progress("bars", flags.json);
    const options = {
      ...optionsOf(request),
      feeds,
      checkIdentities: flags["check-identities"] || flags.verify,
      keep: keepFor(flags),
      progress: (done: number, total: number) => progress.update(done, total),
      ...(flags.stats && {
        onStatistics: (nodes: readonly NodeStatistics[]) => void costs.push(...partCosts(graph, nodes)),
      }),
    };
    let context: ExplainContext;
    if (models === undefined)
      context = { graph, feed, feeds, parameters, result: backtest(graph, feed, options) };
    else {
      const { AnswerLog } = await import("../../runtime/engine/answer-log.js");
      const answers = new AnswerLog();
      const asking = { ...options, models: models.schedules, answers };
      const result = await backtestWithModels(graph, feed, asking);
      await models.close();
      const explainable = flags["no-report"] ? null : await models.explainable();
      context = {
        graph,
        feed,
        feeds,
        parameters,
        result,
        answers,
        ...(explainable !== null && { models: explainable }),
      };
    }
    progress.end();
    if (flags.stats && !flags.json) this.say(showStatistics(costs));
    return context;
  }

  /** Checks the run on its own records; a ledger that contradicts itself is not stored. */
  private async verify(
    { graph, feed, feeds, result, answers }: ExplainContext,
    request: RunRequest,
  ): Promise<Verification> {
    const { refuseContradiction, verifyRun } = await import("../../runtime/verify/index.js");
    const verification = verifyRun(graph, feed, result, {
      ...optionsOf(request),
      ...(feeds !== undefined && { feeds }),
      ...(answers !== undefined && { answers }),
    });
    refuseContradiction(verification);
    return verification;
  }

  /** Stores the run, its report and its tables; returns where they are. */
  private async keep(
    context: ExplainContext,
    request: RunRequest,
    flags: { report: string | undefined; "no-report": boolean; out: string | undefined; csv: boolean },
  ) {
    const { graph, result } = context;
    let report: string | null = null;
    let trials: Trials | undefined;
    if (!flags["no-report"]) {
      const { writeFile } = await import("../../runtime/data/atomic-file.js");
      const { reportIn } = await import("../report-forms.js");
      const { summarizeRun } = await import("../../runtime/result.js");
      const { saveRun } = await import("../../runtime/store/save-run.js");
      const { recordTrial, trialsOf } = await import("../../runtime/store/trials.js");
      trials = trialsOf(result);
      const folder = saveRun({ graph, request, summary: summarizeRun(result, trials) }, new Date());
      recordTrial(result);
      report = flags.report ?? `${folder}/report.html`;
      writeFile(report, await reportIn(formOfPath(report), context, trials));
    }
    if (flags.out !== undefined) {
      const { writeRunFiles } = await import("../../runtime/store/run-files.js");
      await writeRunFiles(flags.out, result, { csv: flags.csv });
    }
    return { report, out: flags.out ?? null, trials };
  }

  private async show(
    result: BacktestResult,
    paths: { report: string | null; out: string | null; trials: Trials | undefined },
    data: string,
  ): Promise<void> {
    const { renderSummary } = await import("../../runtime/report/summary.js");
    if (data === sampleData)
      this.say("No --data was given: these are the bundled sample bars (synthetic, seeded).\n");
    this.print(renderSummary(result, { colour: wantsColour(process.stdout), trials: paths.trials }));
    if (paths.report !== null) this.print(`\nreport  ${resolve(paths.report)}`);
    if (paths.out !== null) this.print(`tables  ${resolve(paths.out)}`);
  }
}

interface TracedBar {
  readonly bar: number;
  /** Open time, epoch milliseconds. */
  readonly time: number;
  /** Every named value there; null where it is missing. */
  readonly values: Readonly<Record<string, number | null>>;
}

async function traced(
  { graph, feed, feeds, parameters, answers }: ExplainContext,
  bars: readonly number[],
): Promise<readonly TracedBar[]> {
  if (bars.length === 0) return [];
  const { traceBars } = await import("../../runtime/why/trace.js");
  const { timeAt, valueAt } = traceBars(graph, feed, parameters, bars, feeds, undefined, answers);
  const present = graph.names.filter(({ delay }) => delay === undefined);
  return bars.map((bar) => ({
    bar,
    time: timeAt(bar),
    values: Object.fromEntries(present.map(({ name, series }) => [name, finite(valueAt(bar, series))])),
  }));
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** What the outputs need: without report and tables nothing is kept, and memory does not grow with the data. */
/** The kill switch of a run, where one is asked for. */
async function switchesOf(flags: {
  readonly "stop-at": readonly string[] | undefined;
  readonly store: string | undefined;
}): Promise<Pick<RunRequest, "switches">> {
  const texts = flags["stop-at"] ?? [];
  if (texts.length === 0) return {};
  const { readStops } = await import("../stops.js");
  return { switches: [...(await readStops(texts, flags.store))] };
}

function keepFor(flags: {
  readonly "no-report": boolean;
  readonly out: string | undefined;
  readonly verify: boolean;
}): KeepOptions {
  if (flags.out !== undefined || flags.verify) return { equity: "full" };
  if (!flags["no-report"]) return { equity: "sampled" };
  return { equity: "none", plots: false, alerts: false, trades: false, orders: false, signals: false };
}

function requestOf(
  flags: {
    data: string;
    from: string | undefined;
    to: string | undefined;
    set: string[] | undefined;
    capital: string;
    currency: string | undefined;
    end: string;
    feed: string[] | undefined;
    funding: string | undefined;
    magnify: string | undefined;
  },
  graph: Graph,
): RunRequest {
  const feeds = {
    ...feedPaths(graph, parseFeeds(flags.feed ?? [])),
    ...(flags.funding !== undefined && { funding: resolve(flags.funding) }),
    ...(flags.magnify !== undefined && { magnify: resolve(flags.magnify) }),
  };
  return {
    ...(Object.keys(feeds).length > 0 && { feeds }),
    data: flags.data === sampleData ? sampleData : resolve(flags.data),
    from: flags.from === undefined ? null : parseTime(flags.from, "--from"),
    to: flags.to === undefined ? null : parseTime(flags.to, "--to"),
    capital: parsePositive(flags.capital, "--capital"),
    currency: flags.currency ?? null,
    parameters: parseSettings(flags.set ?? [], graph.parameters),
    endOfData: flags.end === "mark" ? "mark" : "close",
    seed: 0,
  };
}
