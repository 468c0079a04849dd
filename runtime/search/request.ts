import type {
  ExperimentPlan,
  MetricConstraint,
  Sampler,
  ValidationPlan,
} from "../../compiler/graph/experiment.js";
import type { BacktestOptions } from "../modes/options.js";
import type { Workforce } from "../parallel/workforce.js";
import type { SearchRange, SetSampler } from "./space.js";
import type { Trial } from "./trials.js";

/** How far a search has come. */
export interface SearchProgress {
  readonly done: number;
  readonly total: number;
  /** Bars evaluated so far: sets done times bars. */
  readonly evaluations: number;
  readonly best: Trial | null;
}

export interface SearchOptions extends Pick<
  BacktestOptions,
  "capital" | "from" | "to" | "endOfData" | "feeds" | "calendar" | "riskFree" | "seed" | "signal"
> {
  /** What is tried, by parameter; default every parameter that has a range. */
  readonly ranges?: Readonly<Record<string, SearchRange | readonly number[]>>;
  /** Values of parameters that are not searched; default those of the text. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** How sets are chosen; default every combination. */
  readonly sampler?: Sampler | SetSampler;
  /** Sets that are drawn, where the sampler draws; default 200. */
  readonly trials?: number;
  /** Of `tpe`: one density over all parameters together (default), or one for each. */
  readonly multivariate?: boolean;
  /** Of `halving`: how many times as many bars the next rung has, and which share of the sets goes on; default 3. */
  readonly eta?: number;
  /** What the better set has more or less of; default the Sharpe ratio. */
  readonly objective?: ExperimentPlan["objective"];
  /** What a set must do to be ranked at all. */
  readonly constraints?: readonly MetricConstraint[];
  /** On which bars a set is judged; default on all of them. Sets are then ranked by their test bars together. */
  readonly validation?: ValidationPlan;
  /** How many of the best the result names; default 20. */
  readonly top?: number;
  /** Threads; default one a core, 0: the calling thread. */
  readonly workers?: number;
  /** Whoever is there already to do the work, threads or other machines; left as it is. */
  readonly pool?: Workforce;
  /** Keeps value at risk and expected shortfall of every set, which takes 1.2 bytes a bar and set; default where they are asked for. */
  readonly tails?: boolean;
  /**
   * Only what the account says at the end (`quickMetrics`): twice as fast, without the Sharpe ratio and whatever follows
   * from returns or single trades. What is optimised is then the net profit where nothing else is said.
   */
  readonly quick?: boolean;
  /** Folder in which results are kept as they come, and whether to go on with what is there. */
  readonly journal?: {
    readonly folder: string | ((id: string) => string);
    readonly resume: boolean;
  };
  readonly progress?: (progress: SearchProgress) => void;
  /** Told what a person should know on the way: a worker that stopped. */
  readonly onNote?: (sentence: string) => void;
}
