import { resolve } from "node:path";
import type { Graph } from "../compiler/graph/index.js";
import type { BarFeed, Feeds, TrainEvent, TrainOptions, TrainResult } from "../runtime/index.js";
import { openBars, sampleData } from "./bars.js";
import { exitCodes, Failure } from "./failure.js";
import { feedPaths, openFeeds, parseFeeds } from "./feeds.js";
import { FoldProgress } from "./fold-progress.js";
import { loadGraph } from "./graphs.js";
import { formOfPath, walkForwardReportIn } from "./report-forms.js";
import { wantsColour } from "./terminal.js";
import { parsePositive, parseSettings, parseTime } from "./values.js";

/** What of the command's flags a training reads. */
export interface TrainFlags {
  readonly json: boolean;
  readonly data: string;
  readonly feed: readonly string[] | undefined;
  readonly funding: string | undefined;
  readonly magnify: string | undefined;
  readonly strategy: string | undefined;
  readonly set: readonly string[] | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly capital: string;
  readonly currency: string | undefined;
  readonly "train-only": boolean;
  readonly "validate-only": boolean;
  readonly "dry-run": boolean;
  readonly model: string | undefined;
  readonly summary: boolean;
  readonly "no-cache": boolean;
  readonly threads: number | undefined;
  readonly report: string | undefined;
  readonly "no-report": boolean;
  readonly "no-store": boolean;
  readonly out: string | undefined;
  readonly csv: boolean;
  readonly tag: readonly string[] | undefined;
  readonly notes: string | undefined;
  readonly log: string | undefined;
  readonly "log-json": boolean;
}

/** A strategy with its data, ready to be trained. */
interface Opened {
  readonly graph: Graph;
  readonly feed: BarFeed;
  readonly feeds: Feeds;
  readonly paths: Readonly<Record<string, string>>;
  readonly options: TrainOptions;
}

/**
 * Trains, judges and keeps the models of a strategy.
 * @returns what is to be printed: an object with `--json`, else text
 */
export async function trainCommand(
  file: string,
  flags: TrainFlags,
  say: (sentence: string) => void,
): Promise<string | object> {
  const note = (sentence: string): void => {
    if (!flags.json) say(`note: ${sentence}`);
  };
  const opened = await open(file, flags, note);
  await noteOtherMarket(opened, note);
  if (flags["dry-run"]) return lookedAhead(opened, flags);
  if (flags.model !== undefined) return judgedStored(opened, flags.model, flags);
  const result = await trained(opened, flags);
  const ids = flags["no-store"] ? new Map<string, string>() : await stored(result, opened, file, flags);
  const lines = await written(result, opened, ids, flags);
  for (const { final } of result.models) await final?.predictor.close();
  if (flags.json) {
    const { summarizeTraining } = await import("../runtime/models/train/summary.js");
    return summarizeTraining(result, ids);
  }
  return shown(result, ids, flags, lines);
}

/** Whatever is done with it: a model of another market's candles is found out too late where nothing is traded. */
async function noteOtherMarket({ graph, feed }: Opened, note: (sentence: string) => void): Promise<void> {
  const { otherSymbol, otherType } = await import("../runtime/modes/warnings.js");
  const facts = { graph, data: feed.information };
  for (const warning of [otherSymbol(facts), otherType(facts)]) if (warning !== null) note(warning.message);
}

async function open(file: string, flags: TrainFlags, note: (sentence: string) => void): Promise<Opened> {
  const graph = await loadGraph(file, flags.strategy, flags.json);
  const feed = await openBars(flags.data, graph.market.timeframe, note);
  const paths = {
    ...feedPaths(graph, parseFeeds(flags.feed ?? [])),
    ...(flags.funding !== undefined && { funding: resolve(flags.funding) }),
    ...(flags.magnify !== undefined && { magnify: resolve(flags.magnify) }),
  };
  const feeds = await openFeeds(graph, paths, note);
  const { folderCache } = await import("../runtime/models/rows/index.js");
  const cache = flags["no-cache"]
    ? undefined
    : folderCache({
        onDamaged: (path, reason) => note(`${path} was damaged (${reason}) and is computed anew.`),
      });
  return {
    graph,
    feed,
    feeds,
    paths,
    options: {
      feeds,
      cache,
      parameters: parseSettings(flags.set ?? [], graph.parameters),
      from: flags.from === undefined ? null : parseTime(flags.from, "--from"),
      to: flags.to === undefined ? null : parseTime(flags.to, "--to"),
      capital: parsePositive(flags.capital, "--capital"),
      currency: flags.currency,
      threads: flags.threads,
    },
  };
}

async function lookedAhead({ graph, feed, options }: Opened, flags: TrainFlags): Promise<string | object> {
  const { lookAhead, planTraining } = await import("../runtime/models/train/index.js");
  const dry = lookAhead(await planTraining(graph, feed, options), flags.threads);
  if (flags.json) {
    const { summarizeDryRun } = await import("../runtime/models/train/summary.js");
    return summarizeDryRun(graph.strategy, dry);
  }
  const { showDryRun } = await import("./train-text.js");
  return showDryRun(graph.strategy, dry);
}

async function judgedStored(
  { graph, feed, options }: Opened,
  name: string,
  flags: TrainFlags,
): Promise<string | object> {
  const { judgeStored, planTraining } = await import("../runtime/models/train/index.js");
  const { loadModel } = await import("../runtime/models/registry/index.js");
  const plan = await planTraining(graph, feed, options);
  const found = await judgeStored(plan, feed, loadModel(name), options);
  if (!flags.json) {
    const { showStored } = await import("./train-text.js");
    return showStored(found);
  }
  const { summarizeRun } = await import("../runtime/result.js");
  const { id, model, from, to, judgement, result } = found;
  const { rows, metrics, errors } = judgement;
  const run = result === null ? null : summarizeRun(result);
  return { schema: "sage.train-model/1", id, model, from, to, rows, metrics, errors, run };
}

/** The training with its log, its progress, and its end by Ctrl-C. */
async function trained({ graph, feed, options }: Opened, flags: TrainFlags): Promise<TrainResult> {
  const { openTrainLog } = await import("../runtime/log/train-log.js");
  const { train } = await import("../runtime/models/train/index.js");
  const { randomBytes } = await import("node:crypto");
  const log = openTrainLog({
    path: flags.log === undefined ? undefined : resolve(flags.log),
    toStandardError: flags["log-json"],
    strategy: graph.strategy,
    version: graph.hash.slice(0, 16),
    run: randomBytes(6).toString("hex"),
  });
  const progress = new FoldProgress("done", flags.json || flags["log-json"], "training");
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    return await train(graph, feed, {
      ...options,
      signal: stop.signal,
      validates: !flags["train-only"],
      finishes: !flags["validate-only"],
      explains: !flags["train-only"] && !flags["no-report"],
      onEvent: (event: TrainEvent) => log.write(event),
      progress: ({ training, trainings, done, total }) =>
        progress.update({ fold: training, folds: trainings, done, total }),
    });
  } catch (error) {
    log.tell("train_failed", { reason: error instanceof Error ? error.message : String(error) });
    if (!stop.signal.aborted) throw error;
    const { fold = 1, folds = 1 } = progress.last ?? {};
    throw new Failure(
      exitCodes.problems,
      "SAGE9522",
      `the training was stopped in training ${fold} of ${folds}; nothing was stored, and the models there stay as they are`,
      "begin again; features are kept, so that it begins faster",
    );
  } finally {
    progress.end();
    log.close();
    process.removeListener("SIGINT", interrupt);
  }
}

/** Keeps the models for use; gives their ids by name. */
async function stored(
  result: TrainResult,
  { feed, feeds, paths, options }: Opened,
  file: string,
  flags: TrainFlags,
): Promise<ReadonlyMap<string, string>> {
  const { describeTrained } = await import("../runtime/models/train/index.js");
  const { registerModel } = await import("../runtime/models/registry/index.js");
  const ids = new Map<string, string>();
  for (const outcome of result.models) {
    const { final, planned } = outcome;
    if (final === null) continue;
    const described = await describeTrained(result, outcome, final, feed, {
      place: {
        strategy: resolve(file),
        data: flags.data === sampleData ? sampleData : resolve(flags.data),
        feeds: paths,
      },
      feeds,
      from: options.from,
      to: options.to,
      tags: flags.tag ?? [],
      notes: flags.notes ?? "",
    });
    const record = registerModel(described, final.bytes, new Date());
    ids.set(planned.trainee.model.name, record.id);
  }
  return ids;
}

/** Writes report and tables; gives lines that say where they are. */
async function written(
  result: TrainResult,
  { graph, feed }: Opened,
  ids: ReadonlyMap<string, string>,
  flags: TrainFlags,
): Promise<readonly string[]> {
  const { modelReportOf, walkOf } = await import("../runtime/models/train/index.js");
  const walk = walkOf(result);
  if (walk === null) return [];
  const lines: string[] = [];
  if (!flags["no-report"]) {
    const { saveWalkForward } = await import("../runtime/store/walk-forward-files.js");
    const { writeFile } = await import("../runtime/data/atomic-file.js");
    const { recordTrial, trialsOf } = await import("../runtime/store/trials.js");
    const trials = trialsOf(walk.result);
    const folder = saveWalkForward(walk, trials, new Date());
    recordTrial(walk.result);
    const models = result.models.flatMap((each) => {
      const report = modelReportOf(each, ids.get(each.planned.trainee.model.name) ?? null);
      return report === null ? [] : [report];
    });
    const path = flags.report ?? `${folder}/report.html`;
    const extras = { graph, bars: feed, trials, models, created: Date.now() };
    const { storeModelReports } = await import("../runtime/store/model-reports.js");
    storeModelReports(folder, models);
    writeFile(path, await walkForwardReportIn(formOfPath(path), walk, extras));
    lines.push(`report  ${resolve(path)}`);
  }
  if (flags.out !== undefined) {
    const { writeWalkForwardFiles } = await import("../runtime/store/walk-forward-files.js");
    await writeWalkForwardFiles(flags.out, walk, [], { csv: flags.csv });
    lines.push(`tables  ${resolve(flags.out)}`);
  }
  return lines;
}

async function shown(
  result: TrainResult,
  ids: ReadonlyMap<string, string>,
  flags: TrainFlags,
  lines: readonly string[],
): Promise<string> {
  const { showTraded, showTraining } = await import("./train-text.js");
  const { walkOf } = await import("../runtime/models/train/index.js");
  const walk = walkOf(result);
  const parts = [showTraining(result, ids, flags.summary)];
  if (walk !== null && flags.summary) parts.push(showTraded(walk));
  else if (walk !== null) {
    const { walkForwardSummary } = await import("../runtime/report/walk-forward/text.js");
    parts.push("The test bars, traded on what was said of them:", "");
    parts.push(walkForwardSummary(walk, { colour: wantsColour(process.stdout) }));
  }
  if (lines.length > 0) parts.push("", ...lines);
  return parts.join("\n");
}
