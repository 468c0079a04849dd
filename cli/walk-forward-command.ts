import { resolve } from "node:path";
import type { ValidationPlan } from "../compiler/graph/index.js";
import type {
  BarFeed,
  Feeds,
  SearchedStretch,
  Trials,
  WalkForwardOptions,
  WalkForwardResult,
} from "../runtime/index.js";
import { openBars } from "./bars.js";
import { exitCodes, Failure } from "./failure.js";
import { feedPaths, openFeeds, parseFeeds } from "./feeds.js";
import { FoldProgress } from "./fold-progress.js";
import { formOfPath, walkForwardReportIn } from "./report-forms.js";
import { loadSearch, type SearchFlags } from "./search-request.js";
import { wantsColour } from "./terminal.js";
import { parseLength, parsePositive } from "./values.js";

/** What of the command's flags a walk-forward reads. */
export interface WalkForwardFlags extends SearchFlags {
  readonly train: string | undefined;
  readonly test: string | undefined;
  readonly step: string | undefined;
  readonly window: string | undefined;
  readonly folds: number | undefined;
  readonly workers: number | undefined;
  readonly currency: string | undefined;
  readonly report: string | undefined;
  readonly "no-report": boolean;
  readonly out: string | undefined;
  readonly csv: boolean;
}

/** What is asked with a flag that a walk-forward has no answer to, and what to do instead. */
const meaningless: Readonly<Record<string, string>> = {
  verify: "check the values of one fold: sage run FILE --set name=value --from … --to … --verify",
  "check-identities": "check the values of one fold: sage run FILE --set name=value --check-identities",
  stats: "measure one run: sage run FILE --stats",
  "stop-at": "stop one run: sage run FILE --set name=value --stop-at …",
  trace: "trace one run: sage run FILE --set name=value --trace bar=…",
};

/**
 * Walks a strategy forward, stores the run with its report and writes what else is asked for.
 * @returns what is to be printed: an object with `--json`, else text
 */
export async function walkForwardCommand(
  file: string,
  flags: WalkForwardFlags,
  say: (sentence: string) => void,
): Promise<string | object> {
  refuseMeaningless({ ...flags });
  const note = (sentence: string): void => {
    if (!flags.json) say(`note: ${sentence}`);
  };
  const { graph, options: searched, plan } = await loadSearch(file, flags);
  const { progress: _progress, ...options } = searched;
  const feed = await openBars(flags.data, graph.market.timeframe, note);
  const paths = {
    ...feedPaths(graph, parseFeeds(flags.feed ?? [])),
    ...(flags.funding !== undefined && { funding: resolve(flags.funding) }),
    ...(flags.magnify !== undefined && { magnify: resolve(flags.magnify) }),
  };
  const feeds = await openFeeds(graph, paths, note);
  if (graph.nodes.some(({ operation }) => operation === "prediction"))
    return walkModels({ graph, feed, feeds }, options, flags, note);
  const validation = validationOf(flags, plan?.validation ?? null, graph.market.timeframe);
  const stretches: SearchedStretch[] = [];
  const walk = await walked({
    flags,
    note,
    run: async (more) => {
      const { walkForward } = await import("../runtime/modes/walk-forward/index.js");
      return walkForward(graph, feed, {
        ...options,
        ...more,
        feeds,
        validation,
        capital: parsePositive(flags.capital, "--capital"),
        ...(flags.currency !== undefined && { currency: flags.currency }),
        ...(flags.workers !== undefined && { workers: flags.workers }),
        ...(flags.out !== undefined && {
          onSearch: (bars, result) => {
            stretches.push({ bars, result });
          },
        }),
      });
    },
  });
  return kept(walk, flags, { feed, graph }, stretches);
}

/** Of a strategy that asks models: each fold trains its own, as `train { … }` says, and trades with it. */
async function walkModels(
  { graph, feed, feeds }: { graph: SearchedGraph; feed: BarFeed; feeds: Feeds },
  { parameters, from, to }: Pick<WalkForwardOptions, "parameters" | "from" | "to">,
  flags: WalkForwardFlags,
  note: (sentence: string) => void,
): Promise<string | object> {
  const given = ["train", "test", "step", "window", "folds", "param"].find(
    (name) => Object.entries(flags).find(([flag]) => flag === name)?.[1] !== undefined,
  );
  if (given !== undefined)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `\`${graph.strategy}\` asks a model, whose own \`train { … }\` says where folds lie; --${given} means nothing to it`,
      "write window, folds, refit and validation there; parameters of a model are searched with `sage search`",
    );
  const walk = await walked({
    flags,
    note,
    run: async ({ signal, progress }) => {
      const { train, walkOf } = await import("../runtime/models/train/index.js");
      const { folderCache } = await import("../runtime/models/rows/index.js");
      const result = await train(graph, feed, {
        feeds,
        parameters,
        from,
        to,
        signal,
        cache: folderCache(),
        finishes: false,
        capital: parsePositive(flags.capital, "--capital"),
        currency: flags.currency,
        threads: flags.workers,
        progress: ({ training, trainings, done, total }) =>
          progress?.({ fold: training, folds: trainings, done, total }),
      });
      const found = walkOf(result);
      if (found !== null) return found;
      throw new Failure(
        exitCodes.problems,
        "SAGE9502",
        `\`${graph.strategy}\` never trades, so there is nothing to walk forward`,
        "judge its models alone: sage train FILE",
      );
    },
  });
  return kept(walk, flags, { feed, graph }, []);
}

/** The run with its progress and its end by Ctrl-C. */
async function walked(given: {
  readonly flags: WalkForwardFlags;
  readonly note: (sentence: string) => void;
  readonly run: (
    options: Pick<WalkForwardOptions, "signal" | "progress" | "onNote">,
  ) => Promise<WalkForwardResult>;
}): Promise<WalkForwardResult> {
  const progress = new FoldProgress("sets", given.flags.json);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    return await given.run({
      signal: stop.signal,
      onNote: given.note,
      progress: (now) => progress.update(now),
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new Failure(
      exitCodes.problems,
      "SAGE9521",
      `the walk-forward was stopped in fold ${progress.last?.fold ?? 1} of ${progress.last?.folds ?? 1}; nothing was written`,
      "begin again; fewer sets are faster: --sampler random --trials 200",
    );
  } finally {
    progress.end();
    process.removeListener("SIGINT", interrupt);
  }
}

async function kept(
  walk: WalkForwardResult,
  flags: WalkForwardFlags,
  { feed, graph }: { readonly feed: BarFeed; readonly graph: SearchedGraph },
  stretches: readonly SearchedStretch[],
): Promise<string | object> {
  const lines: string[] = [];
  const { count, variance } = walk.trials;
  let trials: Trials | undefined = count > 0 ? { count, variance } : undefined;
  if (!flags["no-report"]) {
    const { recordSearch, recordTrial, trialsOf } = await import("../runtime/store/trials.js");
    for (const { id, spread } of walk.searches) recordSearch(walk.run, id, spread);
    trials = trialsOf(walk.result);
    if (count === 0) recordTrial(walk.result);
    const { saveWalkForward } = await import("../runtime/store/walk-forward-files.js");
    const { writeFile } = await import("../runtime/data/atomic-file.js");
    const folder = saveWalkForward(walk, trials, new Date());
    const report = flags.report ?? `${folder}/report.html`;
    const extras = { graph, bars: feed, trials, created: Date.now() };
    writeFile(report, await walkForwardReportIn(formOfPath(report), walk, extras));
    lines.push(`report  ${resolve(report)}`);
  }
  if (flags.out !== undefined) {
    const { writeWalkForwardFiles } = await import("../runtime/store/walk-forward-files.js");
    await writeWalkForwardFiles(flags.out, walk, stretches, { csv: flags.csv });
    lines.push(`tables  ${resolve(flags.out)}`);
  }
  if (flags.json) {
    const { summarizeWalkForward } = await import("../runtime/modes/walk-forward/summary.js");
    return summarizeWalkForward(walk, trials);
  }
  const { walkForwardSummary } = await import("../runtime/report/walk-forward/text.js");
  const text = walkForwardSummary(walk, { colour: wantsColour(process.stdout), trials });
  return lines.length === 0 ? text : `${text}\n\n${lines.join("\n")}`;
}

type SearchedGraph = Awaited<ReturnType<typeof loadSearch>>["graph"];

function refuseMeaningless(flags: Readonly<Record<string, unknown>>): void {
  const found = Object.entries(meaningless).find(
    ([name]) => flags[name] !== undefined && flags[name] !== false,
  );
  if (found === undefined) return;
  const [name, help] = found;
  throw new Failure(exitCodes.usage, "SAGE9502", `--${name} means nothing to a walk-forward`, help);
}

/** The windows of the command line before those of the experiment. */
function validationOf(
  flags: WalkForwardFlags,
  planned: ValidationPlan | null,
  timeframe: number,
): ValidationPlan {
  const { train, test, step, window, folds } = flags;
  const bars = (text: string | undefined, flag: string): number | undefined =>
    text === undefined ? undefined : parseLength(text, flag, timeframe);
  const before = planned?.method === "walk_forward" ? planned : null;
  const given = [train, test, step, window, folds].some((value) => value !== undefined);
  if (!given && planned !== null && planned.method !== "none") return planned;
  const [learned, judged] = [bars(train, "--train") ?? before?.train, bars(test, "--test") ?? before?.test];
  if (learned === undefined || judged === undefined)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      "a walk-forward has to know how long it learns and how long it tests",
      "give both: --train 1y --test 90d; or write `validate { … }` into an experiment",
    );
  const between = bars(step, "--step") ?? (test === undefined ? before?.step : undefined) ?? judged;
  if (between < judged)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      "--step is shorter than --test: bars would be judged twice",
      "leave --step out, so that one test follows the other",
    );
  return {
    method: "walk_forward",
    window:
      window === "expanding" ? "expanding" : window === "rolling" ? "rolling" : (before?.window ?? "rolling"),
    train: learned,
    test: judged,
    step: between,
    folds: folds ?? before?.folds ?? null,
    purge: before?.purge ?? 0,
    embargo: before?.embargo ?? 0,
  };
}
