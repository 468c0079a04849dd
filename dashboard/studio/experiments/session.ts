import { compileConstraint, compileObjective } from "../../../compiler/compile-objective.js";
import type { ExperimentPlan, MetricConstraint } from "../../../compiler/graph/experiment.js";
import type { Graph } from "../../../compiler/graph/index.js";
import type { BarFeed } from "../../../runtime/data/dataset.js";
import { memoryFeed } from "../../../runtime/feeds/memory.js";
import { walkForward } from "../../../runtime/modes/walk-forward/walk-forward.js";
import { search } from "../../../runtime/search/search.js";
import { compileFile } from "../research/compiled-file.js";
import { ChosenData } from "../research/data.js";
import type { GivenBars, StrategyFile } from "../research/protocol.js";
import { ResearchError } from "../research/research-error.js";
import type {
  ChoiceRequest,
  Progress,
  SearchRequest,
  SearchView,
  WalkRequest,
  WalkView,
} from "./protocol.js";
import { searchViewOf } from "./search-view.js";
import { walkViewOf } from "./walk-view.js";

const day = 86_400_000;

export interface WorkControl {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** Searches and walk-forwards over one data set, one at a time, by the engine of the command line. */
export class ExperimentSession {
  #data: ChosenData = new ChosenData({ kind: "sample" });

  load(given: GivenBars): void {
    this.#data = new ChosenData(given);
  }

  /** Read piece by piece, as from a file: sets are run by another way than the page's own runs. */
  #feed(graph: Graph): BarFeed {
    const { columns, feed } = this.#data.at(graph.market.timeframe);
    const { information } = feed;
    return { ...memoryFeed(columns, information), information };
  }

  /** @throws RunError, ResearchError; whatever `signal` ends with */
  async search(request: SearchRequest, { signal, progress }: WorkControl): Promise<SearchView> {
    const graph = graphOf(request.file);
    const result = await search(graph, this.#feed(graph), {
      ...choiceOf(request),
      signal,
      top: 20,
      progress: ({ done, total, best }) =>
        progress({ done, total, part: null, best: best?.objective ?? null }),
    });
    return searchViewOf(result);
  }

  /** @throws RunError, ResearchError; whatever `signal` ends with */
  async walk(request: WalkRequest, { signal, progress }: WorkControl): Promise<WalkView> {
    const graph = graphOf(request.file);
    const { timeframe } = graph.market;
    const [train, test] = [request.trainDays, request.testDays].map((days) =>
      Math.max(1, Math.round((days * day) / timeframe)),
    );
    const walk = await walkForward(graph, this.#feed(graph), {
      ...choiceOf(request),
      signal,
      validation: {
        method: "walk_forward",
        window: request.window,
        train: train ?? 1,
        test: test ?? 1,
        step: test ?? 1,
        folds: null,
        purge: 0,
        embargo: 0,
      },
      progress: ({ fold, folds, done, total }) =>
        progress({ done, total, part: { name: "fold", number: fold, of: folds }, best: null }),
    });
    return walkViewOf(walk);
  }
}

function graphOf(file: StrategyFile): Graph {
  const { graph, view } = compileFile(file);
  if (graph !== null) return graph;
  throw new ResearchError(
    "SAGE8611",
    view.firstError ?? "The file holds no strategy.",
    "Mend what the editor marks.",
  );
}

function choiceOf({ capital, ranges, values, sampler, trials, optimise, constraint }: ChoiceRequest) {
  const objective = objectiveOf(optimise);
  const constraints = constraint.trim() === "" ? [] : [constraintOf(constraint)];
  const fixed = Object.fromEntries(Object.entries(values).filter(([name]) => !(name in ranges)));
  return { capital, ranges, parameters: fixed, sampler, trials, objective, constraints, workers: 0, seed: 0 };
}

function objectiveOf(text: string): ExperimentPlan["objective"] {
  const { objective, diagnostics } = compileObjective(text);
  if (objective !== null) return objective;
  throw unreadable(text, diagnostics[0]?.message, "Write for example: sharpe - max_drawdown");
}

function constraintOf(text: string): MetricConstraint {
  const { constraint, diagnostics } = compileConstraint(text);
  if (constraint !== null) return constraint;
  throw unreadable(text, diagnostics[0]?.message, "Write for example: trades >= 100");
}

const unreadable = (text: string, message: string | undefined, help: string): ResearchError =>
  new ResearchError("SAGE8621", `“${text}” cannot be read: ${message ?? "it is no expression"}`, help);
